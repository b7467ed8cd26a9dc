//! The versions of the tables: an older one is changed, a newer one is refused.

use sqlx::Row;
use tower_oauth1::grant::{GrantStore, TokenStore};
use tower_oauth1::verify::CredentialStore;
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};

use crate::dance::problem;
use crate::database::Database;
use crate::example::provider::{KNOWN, Provider, command, file};
use crate::store::{Store, known, now, pending};
use crate::with_both;

with_both!(
    a_database_of_version_1_goes_on,
    a_migration_makes_the_tables_that_a_new_database_has,
    several_servers_start_at_once,
    a_newer_version_is_refused,
    tables_of_another_program_stay,
);

/// The tables as version 1 made them, with data. Both databases read this.
const VERSION_1: &str = "
    CREATE TABLE schema_version (version BIGINT NOT NULL);
    INSERT INTO schema_version VALUES (1);
    CREATE TABLE clients (client TEXT PRIMARY KEY, secret TEXT, rsa_public_key TEXT,
        callbacks TEXT NOT NULL DEFAULT '[]', passwords BOOLEAN NOT NULL DEFAULT FALSE);
    CREATE TABLE grants (temporary TEXT PRIMARY KEY, secret TEXT NOT NULL,
        client TEXT NOT NULL REFERENCES clients ON DELETE CASCADE, callback TEXT NOT NULL,
        issued_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, owner TEXT, verifier TEXT,
        tries BIGINT NOT NULL DEFAULT 0);
    CREATE INDEX grants_of_client ON grants (client, expires_at);
    CREATE INDEX grants_by_end ON grants (expires_at);
    CREATE TABLE tokens (token TEXT PRIMARY KEY, secret TEXT NOT NULL,
        client TEXT NOT NULL REFERENCES clients ON DELETE CASCADE, owner TEXT NOT NULL,
        issued_at BIGINT NOT NULL, expires_at BIGINT, session_handle TEXT,
        session_expires_at BIGINT);
    CREATE INDEX tokens_of_client ON tokens (client);
    CREATE INDEX tokens_by_end ON tokens (expires_at);
    INSERT INTO clients VALUES ('old', 'old-secret', NULL, '[\"oob\"]', FALSE);
    INSERT INTO tokens VALUES ('kept', 'kept-secret', 'old', 'jane', 1700000000, NULL, NULL, NULL);";

/// Makes the tables of version 1, with the parts that differ between the databases.
pub(crate) async fn version_1(store: &Store) {
    let (clock, nonces) = match store {
        Store::Sqlite(_) => (
            "unixepoch()",
            "(key BLOB PRIMARY KEY NOT NULL, expires_at BIGINT NOT NULL) WITHOUT ROWID",
        ),
        Store::Postgres(_) => (
            "floor(extract(epoch FROM clock_timestamp()))::bigint",
            "(key BYTEA PRIMARY KEY, expires_at BIGINT NOT NULL)",
        ),
    };
    let rest = format!(
        "CREATE VIEW clock AS SELECT {clock} AS now; CREATE TABLE nonces {nonces};
         CREATE INDEX nonces_by_end ON nonces (expires_at);"
    );
    let (now, end) = (now(), now() + 600);
    let grants = format!(
        "INSERT INTO grants VALUES
         ('asked', 'asked-secret', 'old', 'oob', {now}, {end}, NULL, NULL, 0),
         ('approved', 'approved-secret', 'old', 'oob', {now}, {end}, 'jane', '31415926', 2);"
    );
    // One statement after the other, because SQLite and Postgres split them differently.
    store.run(&format!("{VERSION_1}{rest}{grants}")).await;
}

async fn a_database_of_version_1_goes_on(store: &mut Store) {
    version_1(store).await;
    let provider = Provider::start(&["--database", &store.url()]);
    assert_eq!(store.number("SELECT version FROM schema_version").await, 2);
    // The old token is accepted, and the file did not change the clients.
    let old = || Signer::new(ClientCredentials::new("old", "old-secret"));
    let user = old().with_token(TokenCredentials::new("kept", "kept-secret"));
    assert_eq!(
        provider
            .call(&user, "GET", "/resource", None)
            .await
            .status(),
        200
    );
    assert_eq!(store.count("clients").await, 1);
    // A dance that began before the change ends after it.
    let temporary = old().with_token(TokenCredentials::new("approved", "approved-secret"));
    let request = crate::dance::token_request(&provider, &temporary, "31415926");
    let granted = provider.send(request).await;
    assert_eq!(granted.status(), 200, "{granted:?}");
    // What version 2 added works on old rows: revoked tokens stay, and say why.
    assert_eq!(
        provider.call(&user, "POST", "/revoke", None).await.status(),
        200
    );
    let revoked = provider.call(&user, "GET", "/resource", None).await;
    assert_eq!(problem(&revoked), "token_revoked");
    let database = Database::connect(&store.url()).await.unwrap();
    let asked = database.find("asked").await.unwrap().unwrap();
    assert_eq!(asked.parameters().count(), 0);
    assert_eq!(asked.credentials().secret(), "asked-secret");
}

/// Returns the columns of all tables, as the database describes them.
async fn columns(store: &Store) -> Vec<String> {
    let query = match store {
        Store::Sqlite(_) => {
            "SELECT m.name || ' ' || c.name || ' ' || c.type || ' ' || coalesce(c.dflt_value, '-')
             FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
             UNION ALL SELECT name || ' ' || coalesce(tbl_name, '') FROM sqlite_master
             WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1"
        }
        Store::Postgres(_) => {
            "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable ||
             ' ' || coalesce(column_default, '-') FROM information_schema.columns
             WHERE table_schema = 'public'
             UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
        }
    };
    let rows = store.rows(query).await;
    rows.iter().map(|row| row.get(0)).collect()
}

async fn a_migration_makes_the_tables_that_a_new_database_has(store: &mut Store) {
    Database::connect(&store.url()).await.unwrap();
    let new = columns(store).await;
    assert!(new.len() > 30, "{new:?}");
    let drop_all = "DROP TABLE tokens; DROP TABLE grants; DROP TABLE clients; DROP TABLE nonces;
                    DROP VIEW clock; DROP TABLE schema_version;";
    store.run(drop_all).await;
    version_1(store).await;
    assert_ne!(columns(store).await, new);
    Database::connect(&store.url()).await.unwrap();
    assert_eq!(columns(store).await, new);
    // A second start changes nothing.
    Database::connect(&store.url()).await.unwrap();
    assert_eq!(columns(store).await, new);
}

async fn several_servers_start_at_once(store: &mut Store) {
    for from_version_1 in [false, true] {
        if from_version_1 {
            let all = ["tokens", "grants", "clients", "nonces", "schema_version"];
            for table in all {
                store.run(&format!("DROP TABLE {table}")).await;
            }
            store.run("DROP VIEW clock").await;
            version_1(store).await;
        }
        let mut servers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let url = store.url();
            servers.spawn(async move {
                let database = Database::connect(&url).await.unwrap();
                let (clients, tokens) = known();
                database.seed(&clients, &tokens).await.unwrap()
            });
        }
        let seeded = servers.join_all().await;
        let seeded = seeded.into_iter().filter(|seeded| *seeded).count();
        assert_eq!(seeded, usize::from(!from_version_1));
        assert_eq!(store.count("schema_version").await, 1);
        assert_eq!(store.count("clients").await, 1);
    }
    let database = Database::connect(&store.url()).await.unwrap();
    assert!(database.client("old").await.unwrap().is_some());
    assert!(database.find_token("kept").await.unwrap().is_some());
}

async fn a_newer_version_is_refused(store: &mut Store) {
    let database = store.connect().await;
    database.insert(pending("temporary")).await.unwrap();
    store.run("UPDATE schema_version SET version = 3").await;
    let before = columns(store).await;
    let message = refused(store);
    let expected = "provider: the database has schema version 3, but this program knows versions up \
                    to 2; start a newer version of the program\n";
    assert_eq!(message, expected);
    assert_eq!(columns(store).await, before);
    assert_eq!(store.number("SELECT version FROM schema_version").await, 3);
    assert_eq!(store.count("grants").await, 1);
}

async fn tables_of_another_program_stay(store: &mut Store) {
    store
        .run("CREATE TABLE clients (name TEXT); INSERT INTO clients VALUES ('theirs')")
        .await;
    let message = refused(store);
    assert!(
        message.starts_with("provider: the database failed: "),
        "{message}"
    );
    assert!(
        message.contains("clients\" already exists") || message.contains("clients already exists"),
        "{message}"
    );
    assert_eq!(message.lines().count(), 1, "{message}");
    assert_eq!(store.count("clients").await, 1);
    assert!(
        !columns(store)
            .await
            .iter()
            .any(|column| column.contains("tokens"))
    );
}

/// Returns what the provider prints, which does not start.
fn refused(store: &Store) -> String {
    let file = file("known.json", KNOWN);
    let output = command(&file, &["--database", &store.url()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

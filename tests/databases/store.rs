//! A database of a test, and plain SQL beside the stores.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};
use tower_oauth1::TemporaryCredentials;
use tower_oauth1::grant::PendingGrant;

use crate::database::Database;
use crate::database::client::{Client, Token};
use crate::postgres::Postgres;

pub(crate) enum Store {
    Sqlite(PathBuf),
    Postgres(Postgres),
}

impl Store {
    pub(crate) fn sqlite() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("database {}-{number}.db", std::process::id());
        let store = Self::Sqlite(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        store.remove();
        store
    }

    pub(crate) fn postgres(settings: &[&str]) -> Option<Self> {
        Postgres::start(settings).map(Self::Postgres)
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite:{}", file.display()),
            Self::Postgres(postgres) => postgres.url(),
        }
    }

    pub(crate) async fn connection(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        let url = match self {
            Self::Sqlite(_) => format!("{}?mode=rwc", self.url()),
            Self::Postgres(_) => self.url(),
        };
        AnyConnection::connect(&url).await.unwrap()
    }

    /// Runs statements that the stores do not know of.
    pub(crate) async fn run(&self, statements: &str) {
        let statements = sqlx::raw_sql(AssertSqlSafe(statements));
        let mut connection = self.connection().await;
        statements.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    pub(crate) async fn rows(&self, query: &str) -> Vec<AnyRow> {
        let query = sqlx::query(AssertSqlSafe(query));
        let mut connection = self.connection().await;
        query.fetch_all(&mut connection).await.unwrap()
    }

    /// Returns the number that a query selects.
    pub(crate) async fn number(&self, query: &str) -> i64 {
        self.rows(query).await[0].get(0)
    }

    pub(crate) async fn count(&self, table: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM {table}")).await
    }

    /// Connects as a server does, with one client.
    pub(crate) async fn connect(&self) -> Database {
        let database = Database::connect(&self.url()).await.unwrap();
        let (clients, tokens) = known();
        database.seed(&clients, &tokens).await.unwrap();
        database
    }

    fn remove(&self) {
        if let Self::Sqlite(file) = self {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", file.display()));
            }
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Returns the client and the token that `photos` of the example signs with.
pub(crate) fn known() -> ([Client; 1], [Token; 1]) {
    let client = Client::new("printer", "printer-secret", Vec::new());
    let token = Token {
        client: "printer".to_owned(),
        token: "photos".to_owned(),
        secret: "photos-secret".to_owned(),
        owner: None,
    };
    ([client], [token])
}

/// The time of this machine, in seconds since 1970.
pub(crate) fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_secs()
}

/// Returns a grant in progress of the client `printer`.
pub(crate) fn pending(temporary: &str) -> PendingGrant {
    let credentials = TemporaryCredentials::new(temporary, "temporary-secret");
    PendingGrant::new("printer", credentials, "oob", now(), now() + 600)
        .with_parameters([("scope", "read"), ("caf\u{e9}\0", "\u{1f980}'\"")])
}

//! The traits, implemented with the statements of their documentation and nothing else.

use std::sync::Mutex;

use sqlx::any::{Any, AnyArguments, AnyQueryResult, AnyRow};
use sqlx::query::Query;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Error, Row, Transaction};
use tower_oauth1::grant::{Approval, Grant, GrantStore, PendingGrant, Session, TokenStore};
use tower_oauth1::verify::{
    Claimed, CredentialStore, IssuedToken, NonceClaim, RegisteredClient, ReplayStore,
};
use tower_oauth1::{ClientCredentials, TemporaryCredentials, TokenCredentials};

use super::statements::Statements;

pub(super) struct Documented {
    pub(super) url: String,
    pub(super) is_sqlite: bool,
    pub(super) statements: Statements,
    /// Connections that no call uses.
    pub(super) idle: Mutex<Vec<AnyConnection>>,
}

/// Each call has a connection of its own. So calls at the same time meet only in the database. A
/// call that fails or is dropped closes its connection.
impl Documented {
    async fn connection(&self) -> Result<AnyConnection, Error> {
        let idle = self.idle.lock().unwrap().pop();
        match idle {
            Some(connection) => Ok(connection),
            None => AnyConnection::connect(&self.url).await,
        }
    }

    fn give_back(&self, connection: AnyConnection) {
        self.idle.lock().unwrap().push(connection);
    }

    async fn begin<'a>(
        &self,
        connection: &'a mut AnyConnection,
    ) -> Result<Transaction<'a, Any>, Error> {
        if self.is_sqlite {
            connection.begin_with("BEGIN IMMEDIATE").await
        } else {
            connection.begin().await
        }
    }

    fn query(&self, name: &str) -> Query<'static, Any, AnyArguments> {
        sqlx::query(AssertSqlSafe(self.statements.get(name).to_owned()))
    }

    async fn execute(&self, query: Query<'_, Any, AnyArguments>) -> Result<bool, Error> {
        let mut connection = self.connection().await?;
        let done = query.execute(&mut connection).await?;
        self.give_back(connection);
        Ok(is_one(&done))
    }

    async fn row(&self, query: Query<'_, Any, AnyArguments>) -> Result<Option<AnyRow>, Error> {
        let mut connection = self.connection().await?;
        // To the end of the rows: an error of the commit comes after the row.
        let rows = query.fetch_all(&mut connection).await?;
        self.give_back(connection);
        Ok(rows.into_iter().next())
    }

    pub(super) async fn sweep(&self, names: &[&str]) {
        for name in names {
            self.execute(self.query(name)).await.unwrap();
        }
    }

    /// The last step of `exchange` and `renew`: the old row gives way to the token.
    async fn replace(&self, delete: &str, old: &str, grant: &Grant) -> Result<bool, Error> {
        let mut connection = self.connection().await?;
        let mut transaction = self.begin(&mut connection).await?;
        let deleted = self.query(delete).bind(old.to_owned());
        if !is_one(&deleted.execute(&mut *transaction).await?) {
            return Ok(false);
        }
        self.issue(grant).execute(&mut *transaction).await?;
        transaction.commit().await?;
        self.give_back(connection);
        Ok(true)
    }

    fn issue(&self, grant: &Grant) -> Query<'static, Any, AnyArguments> {
        let (token, session) = (grant.token(), grant.session());
        self.query("insert_token")
            .bind(token.credentials().identifier().to_owned())
            .bind(token.credentials().secret().to_owned())
            .bind(token.client_identifier().to_owned())
            .bind(grant.resource_owner().to_owned())
            .bind(to_json(grant.parameters()))
            .bind(seconds(grant.issued_at()))
            .bind(token.expiry().map(seconds))
            .bind(session.map(|session| session.handle().to_owned()))
            .bind(session.map(|session| seconds(session.expires_at())))
    }
}

impl ReplayStore for Documented {
    type Error = Error;

    async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, Error> {
        let claimed = self.query("INSERT nonces").bind(claim.key().to_vec());
        let claimed = claimed.bind(seconds(claim.lifetime().as_secs()));
        let is_first = self.execute(claimed.bind(seconds(claim.until()))).await?;
        Ok(if is_first {
            Claimed::First
        } else {
            Claimed::Again
        })
    }
}

impl CredentialStore for Documented {
    type Error = Error;

    async fn client(&self, identifier: &str) -> Result<Option<RegisteredClient>, Error> {
        let row = self
            .row(self.query("SELECT clients").bind(identifier))
            .await?;
        let secret = row.map(|row| row.get::<String, _>(0));
        Ok(secret.map(|secret| ClientCredentials::new(identifier, secret).into()))
    }

    async fn token(&self, client: &str, identifier: &str) -> Result<Option<IssuedToken>, Error> {
        let query = self.query("SELECT tokens").bind(client).bind(identifier);
        let Some(row) = self.row(query).await? else {
            return Ok(None);
        };
        let token = TokenCredentials::new(identifier, row.get::<String, _>("secret"));
        let token = with_end(IssuedToken::new(client, token), row.get("expires_at"));
        let revoked: Option<i64> = row.get("revoked_at");
        Ok(Some(if revoked.is_some() {
            token.revoked()
        } else {
            token
        }))
    }
}

impl GrantStore for Documented {
    type Error = Error;

    async fn insert(&self, grant: PendingGrant) -> Result<(), Error> {
        let (credentials, query) = (grant.credentials(), self.query("insert"));
        let query = query
            .bind(credentials.identifier())
            .bind(credentials.secret())
            .bind(grant.client_identifier())
            .bind(grant.callback())
            .bind(to_json(grant.parameters()))
            .bind(seconds(grant.issued_at()))
            .bind(seconds(grant.expires_at()));
        self.execute(query).await.map(drop)
    }

    async fn find(&self, temporary: &str) -> Result<Option<PendingGrant>, Error> {
        // As the rules of the trait say: Postgres refuses NUL.
        if temporary.contains('\0') {
            return Ok(None);
        }
        let Some(row) = self.row(self.query("find").bind(temporary)).await? else {
            return Ok(None);
        };
        let text = |name| row.get::<String, _>(name);
        let time = |name| unsigned(row.get(name));
        let credentials = TemporaryCredentials::new(temporary, text("secret"));
        let (issued, end) = (time("issued_at"), time("expires_at"));
        let (client, callback) = (text("client"), text("callback"));
        let grant = PendingGrant::new(client, credentials, callback, issued, end)
            .with_parameters(from_json(&text("parameters")))
            .with_tries(u32::try_from(row.get::<i64, _>("tries")).unwrap());
        let [owner, verifier] =
            ["owner", "verifier"].map(|name| row.get::<Option<String>, _>(name));
        Ok(Some(match owner.zip(verifier) {
            Some((owner, verifier)) => grant.approved(Approval::new(owner, verifier)),
            None => grant,
        }))
    }

    async fn approve(&self, temporary: &str, approval: Approval) -> Result<bool, Error> {
        let query = self.query("approve").bind(temporary);
        let query = query.bind(approval.resource_owner());
        self.execute(query.bind(approval.verifier())).await
    }

    async fn remove(&self, temporary: &str) -> Result<bool, Error> {
        self.execute(self.query("remove").bind(temporary)).await
    }

    async fn count_try(&self, temporary: &str) -> Result<Option<u32>, Error> {
        let row = self.row(self.query("count_try").bind(temporary)).await?;
        Ok(row.map(|row| u32::try_from(row.get::<i64, _>(0)).unwrap()))
    }

    async fn exchange(&self, temporary: &str, grant: Grant) -> Result<bool, Error> {
        self.replace("exchange", temporary, &grant).await
    }
}

impl TokenStore for Documented {
    async fn insert_token(&self, grant: Grant) -> Result<(), Error> {
        self.execute(self.issue(&grant)).await.map(drop)
    }

    async fn find_token(&self, token: &str) -> Result<Option<Grant>, Error> {
        let Some(row) = self.row(self.query("find_token").bind(token)).await? else {
            return Ok(None);
        };
        let text = |name| row.get::<String, _>(name);
        let credentials = TokenCredentials::new(token, text("secret"));
        let issued = IssuedToken::new(text("client"), credentials);
        let issued = with_end(issued, row.get("expires_at"));
        let grant = Grant::new(issued, text("owner"))
            .with_issued_at(unsigned(row.get("issued_at")))
            .with_parameters(from_json(&text("parameters")));
        let handle: Option<String> = row.get("session_handle");
        Ok(Some(match handle.zip(row.get("session_expires_at")) {
            Some((handle, end)) => grant.with_session(Session::new(handle, unsigned(end))),
            None => grant,
        }))
    }

    async fn renew(&self, token: &str, grant: Grant) -> Result<bool, Error> {
        self.replace("renew", token, &grant).await
    }

    async fn revoke(&self, token: &str) -> Result<bool, Error> {
        self.execute(self.query("revoke").bind(token)).await
    }
}

/// The functions return whether a row was changed.
fn is_one(done: &AnyQueryResult) -> bool {
    done.rows_affected() == 1
}

fn with_end(token: IssuedToken, end: Option<i64>) -> IssuedToken {
    match end {
        Some(end) => token.expires_at(unsigned(end)),
        None => token,
    }
}

fn seconds(time: u64) -> i64 {
    i64::try_from(time).unwrap()
}

fn to_json<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    serde_json::Value::from_iter(parameters.map(|(name, value)| [name, value])).to_string()
}

fn from_json(json: &str) -> Vec<(String, String)> {
    serde_json::from_str(json).unwrap()
}

fn unsigned(seconds: i64) -> u64 {
    u64::try_from(seconds).unwrap()
}

//! Fills an empty database.

use super::client::{Client, Token};
use super::{Database, DatabaseError, in_time};

const IS_EMPTY: &str = "\
    SELECT (SELECT count(*) FROM clients) + (SELECT count(*) FROM tokens)";

const CLIENT: &str = "\
    INSERT INTO clients (client, secret, rsa_public_key, callbacks, passwords) \
    VALUES ($1, $2, $3, $4, $5)";

const TOKEN: &str = "\
    INSERT INTO tokens (token, secret, client, owner, issued_at) \
    SELECT $1, $2, $3, $4, now FROM clock";

impl Database {
    /// Inserts clients and tokens if the database has none. Returns whether it did: it never
    /// changes a database that has some.
    pub(crate) async fn seed(
        &self,
        clients: &[Client],
        tokens: &[Token],
    ) -> Result<bool, DatabaseError> {
        // Another process may do the same.
        let mut transaction = self.begin_alone().await?;
        let count = sqlx::query_scalar::<_, i64>(IS_EMPTY);
        if in_time(count.fetch_one(&mut *transaction)).await? > 0 {
            return Ok(false);
        }
        for client in clients {
            let invalid = |_| DatabaseError::Column("clients.callbacks".to_owned());
            let statement = sqlx::query(CLIENT)
                .bind(&client.identifier)
                .bind(client.secret.as_deref())
                .bind(client.rsa_public_key.as_deref())
                .bind(serde_json::to_string(&client.callbacks).map_err(invalid)?)
                .bind(client.passwords);
            in_time(statement.execute(&mut *transaction)).await?;
        }
        for token in tokens {
            let statement = sqlx::query(TOKEN)
                .bind(&token.token)
                .bind(&token.secret)
                .bind(&token.client)
                .bind(token.owner.as_deref().unwrap_or_default());
            in_time(statement.execute(&mut *transaction)).await?;
        }
        in_time(transaction.commit()).await?;
        Ok(true)
    }
}

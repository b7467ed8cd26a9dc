//! Where the provider stores what it knows: in memory, in a database, and the nonces also in Redis.

use std::sync::Arc;

use axum::Router;
use tower::BoxError;
use tower_oauth1::grant::MemoryGrantStore;
use tower_oauth1::verify::{MemoryReplayStore, ReplayStore};

use crate::database::Database;
use crate::known::Known;
use crate::routes::{Settings, router};

/// Returns the routes with everything in memory, but for nonces if there is a Redis.
pub(crate) fn in_memory(
    known: &Known,
    redis_url: Option<&str>,
    settings: Settings,
) -> Result<Router, BoxError> {
    let credentials = Arc::new(known.to_memory()?);
    let grants = MemoryGrantStore::new(credentials.clone());
    Ok(match redis_url {
        Some(url) => router(credentials, grants, redis(url)?, settings),
        None => {
            // One client may use all of the store, because this provider is only for tests.
            let replay = MemoryReplayStore::new(1_000_000).share_per_client(1_000_000);
            router(credentials, grants, replay, settings)
        }
    })
}

/// Returns the routes with everything in a database, but for nonces if there is a Redis. `known`
/// seeds an empty database.
pub(crate) async fn in_database(
    url: &str,
    known: Option<&Known>,
    redis_url: Option<&str>,
    settings: Settings,
) -> Result<Router, BoxError> {
    let database = Database::connect(url).await?;
    if let Some(known) = known {
        // Check the file before it gets into the database.
        known.to_memory()?;
        if !database.seed(&known.clients, &known.tokens).await? {
            eprintln!("the database has clients, so those of the file are ignored");
        }
    }
    tokio::spawn(database.clone().sweep_forever());
    let (credentials, grants) = (database.clone(), database.clone());
    Ok(match redis_url {
        Some(url) => router(credentials, grants, redis(url)?, settings),
        None => router(credentials, grants, database, settings),
    })
}

#[cfg(feature = "redis")]
fn redis(url: &str) -> Result<impl ReplayStore + use<>, BoxError> {
    Ok(tower_oauth1::verify::RedisReplayStore::new(url)?)
}

#[cfg(not(feature = "redis"))]
fn redis(_: &str) -> Result<impl ReplayStore + use<>, BoxError> {
    Err::<MemoryReplayStore, _>("--redis needs the feature `redis`".into())
}

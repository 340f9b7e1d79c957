//! Brings the tables to the version that this server needs. Forward only; see `migrations/`.

use anyhow::Context;
use refinery::{Migration, Runner, Target};

pub(super) mod sqlite {
    //! For the embedded store.
    refinery::embed_migrations!("migrations/sqlite");
}

pub(super) mod postgres {
    //! For Postgres.
    refinery::embed_migrations!("migrations/postgres");
}

/// Where it stands what was migrated.
const HISTORY: &str = "refinery_schema_history";

/// The version of the tables that this server makes.
#[must_use]
pub fn latest() -> i64 {
    let runner = sqlite::migrations::runner();
    runner.get_migrations().iter().map(|one| i64::from(one.version())).max().unwrap_or(0)
}

/// Brings the embedded store up to this server's version.
pub(super) fn embedded(connection: &mut rusqlite::Connection) -> anyhow::Result<()> {
    let runner = beside_newer(sqlite::migrations::runner());
    if connection.table_exists(None::<&str>, HISTORY)? {
        fits(&runner, &runner.get_applied_migrations(connection)?)?;
    }
    runner.run(connection).context("a migration failed")?;
    Ok(())
}

/// Brings a Postgres database up to this server's version; whoever calls it holds the lock.
pub(super) async fn database(client: &mut tokio_postgres::Client) -> anyhow::Result<()> {
    let runner = beside_newer(postgres::migrations::runner());
    let known = client.query_one("SELECT to_regclass($1) IS NOT NULL", &[&HISTORY]).await?;
    if known.try_get(0)? {
        fits(&runner, &runner.get_applied_migrations_async(client).await?)?;
    }
    runner.run_async(client).await.context("a migration failed")?;
    Ok(())
}

/// A server also starts where a newer one has migrated before: migrations only add, so that the
/// release before still runs (invariant 44). What it must not pass over in silence [`fits`] finds.
fn beside_newer(runner: Runner) -> Runner {
    runner.set_abort_missing(false)
}

/// Refuses tables that were made in another way than this server's were: one of its migrations was
/// left out, or there is one among them that it does not know. One that was changed is refused when
/// migrations run.
fn fits(runner: &Runner, applied: &[Migration]) -> anyhow::Result<()> {
    let own = runner.get_migrations();
    let newest = |of: &[Migration]| of.iter().map(Migration::version).max();
    let is_in = |all: &[Migration], one: &Migration| {
        all.iter().any(|other| other.version() == one.version())
    };
    let has = newest(applied);
    for one in own.iter().filter(|one| Some(one.version()) <= has) {
        anyhow::ensure!(is_in(applied, one), "the tables lack the migration {one}");
    }
    let needs = newest(own);
    for one in applied.iter().filter(|one| Some(one.version()) < needs) {
        anyhow::ensure!(is_in(own, one), "the tables have the migration {one} of another server");
    }
    Ok(())
}

/// Up to a version and no further.
pub(super) fn target(schema: i64) -> anyhow::Result<Target> {
    Ok(Target::Version(schema.try_into().context("a version of the tables")?))
}

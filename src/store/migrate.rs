//! Brings the tables to the version that this server needs. Forward only; see `migrations/`.

use anyhow::Context;
use refinery::{Runner, Target};

pub(super) mod sqlite {
    //! For the embedded store.
    refinery::embed_migrations!("migrations/sqlite");
}

pub(super) mod postgres {
    //! For Postgres.
    refinery::embed_migrations!("migrations/postgres");
}

/// The version of the tables that this server makes.
#[must_use]
pub fn latest() -> i64 {
    let runner = sqlite::migrations::runner();
    runner.get_migrations().iter().map(|one| i64::from(one.version())).max().unwrap_or(0)
}

/// A server also starts where a newer one has migrated before: migrations only add, so that the
/// release before still runs (invariant 44).
pub(super) fn beside_newer(runner: Runner) -> Runner {
    runner.set_abort_missing(false)
}

/// Up to a version and no further.
pub(super) fn target(schema: i64) -> anyhow::Result<Target> {
    Ok(Target::Version(schema.try_into().context("a version of the tables")?))
}

//! The store in trouble: a Postgres that crashes, hangs, fills its disk or is demoted; a file that
//! is locked or cannot be written. Real processes throughout.

mod migrated;
mod node;
mod own_postgres;
mod pool;
mod postgres;
mod proxy;
mod sqlite;

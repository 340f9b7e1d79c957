//! A store of its own for each test, on either database; gone when the test ends.

use crate::support::people::House;
use domain::time::Timestamp;
use parlor::clock::ManualClock;
use parlor::store::Store;
use parlor::store::snapshot::Place;
use std::sync::Arc;
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// When the tests' clock begins: 2026-03-02T09:00:00Z, a Monday.
pub(crate) const MORNING: Timestamp = Timestamp::from_millis(1_772_442_000_000);

/// A test's own store.
#[derive(Debug)]
pub(crate) struct TestStore {
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    /// Where the database is, if it is Postgres.
    pub(crate) database: Option<Database>,
    _folder: TempDir,
}

/// A Postgres database that is dropped with the test.
#[derive(Debug)]
pub(crate) struct Database {
    server: String,
    name: String,
    /// Names it, for further connections.
    pub(crate) url: String,
}

impl TestStore {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = ManualClock::at(MORNING);
        let store =
            Store::open_sqlite(folder.path(), Arc::new(clock.clone())).await.expect("opens");
        Self { store, clock, database: None, _folder: folder }
    }

    /// `None`, said loudly, where no Postgres is named; in CI that is a failure.
    pub(crate) async fn postgres() -> Option<Self> {
        Self::postgres_by(8).await
    }

    /// The same over so many connections.
    pub(crate) async fn postgres_by(connections: usize) -> Option<Self> {
        let database = Database::create().await?;
        let clock = ManualClock::at(MORNING);
        let time = Arc::new(clock.clone());
        let store = Store::open_postgres(&database.url, connections, time).await.expect("opens");
        let folder = tempfile::tempdir().expect("a temporary folder");
        Some(Self { store, clock, database: Some(database), _folder: folder })
    }

    /// A store that is kept elsewhere, and outlives the test's server.
    pub(crate) async fn at(place: &Place) -> Self {
        let clock = ManualClock::at(MORNING);
        let time = Arc::new(clock.clone());
        let store = match place {
            Place::Sqlite(folder) => Store::open_sqlite(folder, time).await,
            Place::Postgres(url) => Store::open_postgres(url, 8, time).await,
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { store: store.expect("opens"), clock, database: None, _folder: folder }
    }

    /// The same store for another node. The first one keeps it.
    pub(crate) fn shared(&self) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (store, clock) = (self.store.clone(), self.clock.clone());
        Self { store, clock, database: None, _folder: folder }
    }

    /// A node on this store.
    pub(crate) fn house(&self) -> House {
        House::new(self.store.clone(), self.clock.clone())
    }
}

impl Database {
    pub(crate) async fn create() -> Option<Self> {
        let Some(server) = variable("PARLOR_TEST_DATABASE_URL") else {
            assert!(variable("CI").is_none(), "PARLOR_TEST_DATABASE_URL names no Postgres");
            use std::io::Write as _;
            writeln!(std::io::stderr(), "SKIPPED on Postgres: run it with `make test`")
                .expect("says");
            return None;
        };
        let name = format!("parlor_{}", uuid::Uuid::new_v4().simple());
        let client = connect(&server).await;
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("creates");
        let (base, _) = server.rsplit_once('/').expect("an address with a database");
        let url = format!("{base}/{name}?sslmode=disable");
        Some(Self { server, name, url })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                connect(&server).await.batch_execute(&drop).await.expect("drops");
            });
        });
        dropped.join().expect("the database is dropped");
    }
}

/// A connection of the test's own.
pub(crate) async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connects");
    #[expect(clippy::disallowed_methods, reason = "a test has no tasks of a node")]
    tokio::spawn(async move {
        drop(connection.await);
    });
    client
}

#[expect(clippy::disallowed_methods, reason = "`make test` tells where its servers are")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Makes two tests of each function: on SQLite and on Postgres.
macro_rules! both_stores {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                super::$name($crate::support::stores::TestStore::sqlite().await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                if let Some(store) = $crate::support::stores::TestStore::postgres().await {
                    super::$name(store).await;
                }
            }
        }
    )+};
}
pub(crate) use both_stores;

//! Tables that another server migrated: a newer one, which is no hindrance, or one that made them
//! otherwise, which is.

use crate::support::server::TestServer;
use crate::support::stores::{Database, MORNING, TestStore, connect};
use parlor::clock::ManualClock;
use parlor::store::Store;
use parlor::store::snapshot::Place;
use std::sync::Arc;
use tempfile::TempDir;

/// Where a store was made, which nobody has open.
struct Made {
    place: Place,
    _database: Option<Database>,
    _folder: TempDir,
}

impl Made {
    fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Sqlite(folder.path().to_owned());
        Self { place, _database: None, _folder: folder }
    }

    async fn on_postgres() -> Option<Self> {
        let database = Database::create().await?;
        let place = Place::Postgres(database.url.clone());
        let folder = tempfile::tempdir().unwrap();
        Some(Self { place, _database: Some(database), _folder: folder })
    }

    async fn open(&self) -> Result<Store, String> {
        let clock = Arc::new(ManualClock::at(MORNING));
        let opened = match &self.place {
            Place::Sqlite(folder) => Store::open_sqlite(folder, clock).await,
            Place::Postgres(url) => Store::open_postgres(url, 2, clock).await,
        };
        opened.map_err(|error| error.with_cause())
    }

    async fn change(&self, statements: &str) {
        match &self.place {
            Place::Sqlite(folder) => {
                let file = rusqlite::Connection::open(folder.join("parlor.db")).unwrap();
                file.execute_batch(statements).unwrap();
            }
            Place::Postgres(url) => {
                connect(url).await.batch_execute(statements).await.unwrap();
            }
        }
    }
}

/// What a newer server leaves: a table, a column, and the note that it did so.
const NEWER: &str = "CREATE TABLE of_tomorrow (id integer PRIMARY KEY);
    ALTER TABLE conversations ADD COLUMN of_tomorrow integer;
    INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
    VALUES (9000, 'add_tomorrow', '2026-03-02T09:00:00Z', '7')";

async fn starts_beside_newer(made: Made) {
    drop(made.open().await.expect("a fresh store"));
    made.change(NEWER).await;
    let server = TestServer::on(TestStore::at(&made.place).await).await;
    let ana = server.ana().await;
    let place = crate::support::places::Place::make(&ana, false).await;
    let mut seat = crate::support::seat::Seat::connect(server.address(), &ana.token).await;
    seat.post(&place.id, "beside a newer one").await;
    server.stop().await;
}

async fn refuses_other_tables(made: Made) {
    for (harm, word) in [
        ("DELETE FROM refinery_schema_history WHERE version = 1", "lack the migration"),
        ("UPDATE refinery_schema_history SET checksum = '7' WHERE version = 1", "different"),
        ("UPDATE refinery_schema_history SET version = 0 WHERE version = 1", "lack the migration"),
        (
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES (0, 'before_all', '2026-03-02T09:00:00Z', '7')",
            "of another server",
        ),
    ] {
        drop(made.open().await.expect("tables of this server"));
        made.change("CREATE TABLE kept AS SELECT * FROM refinery_schema_history").await;
        made.change(NEWER).await;
        made.change(harm).await;
        let why = made.open().await.expect_err("tables that were made otherwise");
        assert!(why.contains(word), "{harm}: {why}");
        made.change(
            "DELETE FROM refinery_schema_history;
             INSERT INTO refinery_schema_history SELECT * FROM kept;
             DROP TABLE kept; DROP TABLE of_tomorrow;
             ALTER TABLE conversations DROP COLUMN of_tomorrow",
        )
        .await;
    }
}

// 44
#[tokio::test]
async fn a_server_starts_where_a_newer_one_has_migrated() {
    starts_beside_newer(Made::on_sqlite()).await;
    if let Some(made) = Made::on_postgres().await {
        starts_beside_newer(made).await;
    }
}

// 44
#[tokio::test]
async fn tables_that_were_made_otherwise_are_refused() {
    refuses_other_tables(Made::on_sqlite()).await;
    if let Some(made) = Made::on_postgres().await {
        refuses_other_tables(made).await;
    }
}

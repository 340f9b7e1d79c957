//! Rows that are committed as fast as the store takes them, with as little around them as there
//! can be: one table, one index, 200 bytes a row, as durable as the server asks for.

use super::Postgres;
use crate::pin::Cores;
use crate::report::{Report, number};
use crate::watch::{Watch, histogram};
use anyhow::Context as _;
use hdrhistogram::Histogram;
use rusqlite::Connection;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Bytes of a row's text.
const TEXT_BYTES: usize = 200;

/// What came of committing.
struct Committed {
    rows: u64,
    times: Histogram<u64>,
    took: Duration,
}

impl Committed {
    fn report(self, title: String, id: &str) -> Report {
        let mut report = Report::new(title).of(id);
        report.figure("rows_per_second", number(self.rows) / self.took.as_secs_f64(), "1/s");
        report.times("commit", &self.times);
        report.latency(&self.times);
        report
    }
}

/// All that is worth knowing of the stores: each commit by itself, and many rows together.
pub(crate) async fn all(
    database: Option<&str>,
    span: Duration,
    cores: Cores,
) -> anyhow::Result<Vec<Report>> {
    let mut reports = vec![sqlite(1, span, cores)?, sqlite(64, span, cores)?];
    if let Some(url) = database {
        for (rows, clients) in [(1, 1), (1, 8), (64, 1), (64, 8)] {
            reports.push(postgres(url, rows, clients, span).await?);
        }
    }
    for report in &mut reports {
        report.subject = "store".to_owned();
    }
    Ok(reports)
}

/// SQLite's commits with so many rows in each, with a log ahead and everything synchronised, on the
/// server's core.
pub(crate) fn sqlite(rows: u32, span: Duration, cores: Cores) -> anyhow::Result<Report> {
    let thread = std::thread::spawn(move || {
        cores.take_server()?;
        let folder = std::env::temp_dir().join(format!("parlor-load-{}", Uuid::new_v4()));
        std::fs::create_dir(&folder)?;
        let committed = commit_sqlite(&folder, rows, span);
        drop(std::fs::remove_dir_all(&folder));
        committed
    });
    let committed = thread.join().ok().context("the store's thread failed")??;
    let title = format!("SQLite by itself: {rows} rows a commit");
    Ok(committed.report(title, &format!("store-sqlite-{rows}")))
}

fn commit_sqlite(folder: &std::path::Path, rows: u32, span: Duration) -> anyhow::Result<Committed> {
    let mut store = Connection::open(folder.join("rows.db"))?;
    store.pragma_update(None, "journal_mode", "WAL")?;
    store.pragma_update(None, "synchronous", "FULL")?;
    store.execute_batch(
        "CREATE TABLE rows (id INTEGER PRIMARY KEY, room INTEGER NOT NULL, text TEXT NOT NULL);
         CREATE INDEX rows_by_room ON rows (room, id);",
    )?;
    let text = "x".repeat(TEXT_BYTES);
    let (mut times, mut done) = (histogram()?, 0);
    let watch = Watch::start();
    while watch.elapsed() < span {
        let begun = Watch::start();
        let transaction = store.transaction()?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO rows (room, text) VALUES (?, ?)")?;
            for row in 0..rows {
                insert.execute((row % 32, &text))?;
            }
        }
        transaction.commit()?;
        times.saturating_record(begun.micros().max(1));
        done += u64::from(rows);
    }
    Ok(Committed { rows: done, times, took: watch.elapsed() })
}

/// Postgres' commits with so many rows in each, by so many clients.
pub(crate) async fn postgres(
    url: &str,
    rows: u32,
    clients: u32,
    span: Duration,
) -> anyhow::Result<Report> {
    let config = url.parse()?;
    let first = Postgres::open(&config).await?;
    let schema = "CREATE TABLE IF NOT EXISTS rows (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            room INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS rows_by_room ON rows (room, id);";
    first.client.batch_execute(schema).await?;
    let mut committing = JoinSet::new();
    let watch = Watch::start();
    for _ in 0..clients {
        let store = Postgres::open(&config).await?;
        committing.spawn(commit_postgres(store, rows, span));
    }
    let mut all = Committed { rows: 0, times: histogram()?, took: Duration::ZERO };
    while let Some(committed) = committing.join_next().await {
        let committed = committed??;
        all.rows += committed.rows;
        all.times.add(&committed.times)?;
    }
    all.took = watch.elapsed();
    first.client.batch_execute("DROP TABLE rows").await?;
    let title = format!("Postgres by itself: {rows} rows a commit, {clients} clients");
    Ok(all.report(title, &format!("store-postgres-{rows}-{clients}")))
}

async fn commit_postgres(store: Postgres, rows: u32, span: Duration) -> anyhow::Result<Committed> {
    let rooms: Vec<i32> = (0..rows).map(|row| i32::try_from(row % 32).unwrap_or(0)).collect();
    let texts = vec!["x".repeat(TEXT_BYTES); rooms.len()];
    let insert = "INSERT INTO rows (room, text) SELECT * FROM unnest($1::int[], $2::text[])";
    let insert = store.client.prepare(insert).await?;
    let (mut times, mut done) = (histogram()?, 0);
    let watch = Watch::start();
    while watch.elapsed() < span {
        let begun = Watch::start();
        let values: [&(dyn ToSql + Sync); 2] = [&rooms, &texts];
        done += store.client.execute(&insert, &values).await?;
        times.saturating_record(begun.micros().max(1));
    }
    Ok(Committed { rows: done, times, took: watch.elapsed() })
}

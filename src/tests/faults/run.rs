//! Runs rows: a few at once, each with its seed; a run that failed is cut down to the smallest that
//! still fails.

use super::args::Args;
use super::history::{History, save};
use super::report::{self, Report};
use super::row::{Case, Kind, Outcome, Row, Size};
use super::time::{self, s, task};
use crate::support::seed::Seed;
use crate::support::stores::variable;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Tries of a smaller run before it counts as good: not everything comes from the seed.
const TRIES: u32 = 2;

/// All runs that are asked for; returns them in order.
pub(crate) async fn all(args: &Args, rows: &[Row]) -> Vec<Report> {
    let base = args.seed.unwrap_or_else(|| uuid::Uuid::new_v4().as_u64_pair().0 >> 20);
    report::say(&format!("fault suite: {} rows, SEED={base}", rows.len()));
    let room = Arc::new(Semaphore::new(args.jobs));
    let mut runs = Vec::new();
    let mut start = |row: Row, kind: Kind, seed: u64| {
        let (room, args) = (Arc::clone(&room), args.clone());
        runs.push(task(async move {
            let _turn = room.acquire().await.unwrap();
            one(&args, row, kind, seed).await
        }));
    };
    for row in rows.iter().copied() {
        for &kind in row.kinds {
            for number in 0..args.seeds {
                let exact = args.seed.is_some();
                let seed = if exact { base + number } else { own_seed(base, row, kind, number) };
                start(row, kind, seed);
            }
            if args.long && args.seed.is_none() {
                kept_seeds(row, kind).into_iter().for_each(|seed| start(row, kind, seed));
            }
        }
    }
    let mut reports = Vec::new();
    for run in runs {
        reports.push(run.done().await.expect("a run is reported whatever happens"));
    }
    reports
}

/// The seeds with which this row failed once.
fn kept_seeds(row: Row, kind: Kind) -> Vec<u64> {
    let lines = include_str!("kept/seeds.txt").lines();
    let words = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    words
        .filter_map(|words| match words.as_slice() {
            [name, store, seed] if *name == row.name && *store == kind.name() => seed.parse().ok(),
            _ => None,
        })
        .collect()
}

/// A seed for each run, so that they differ.
fn own_seed(base: u64, row: Row, kind: Kind, number: u64) -> u64 {
    let name = row.name.bytes().chain(kind.name().bytes());
    let mixed = name.fold(base, |all, byte| all.wrapping_mul(31).wrapping_add(u64::from(byte)));
    Seed::of(mixed.wrapping_add(number)).next() >> 20
}

async fn one(args: &Args, row: Row, kind: Kind, seed: u64) -> Report {
    let faults = if args.long { row.faults.1 } else { row.faults.0.max(1) };
    let own = Size { clients: 6, acks: if args.long { 60 } else { 30 }, faults };
    let mut size = args.size.unwrap_or(own);
    let began = time::now();
    let (mut outcome, mut history) = attempt(args, row, kind, seed, size).await;
    let mut report = Report::new(row, kind, seed, began.elapsed());
    if outcome.as_ref().is_some_and(|outcome| !outcome.is_good()) {
        report.outcome = outcome.clone();
        report::say(&format!("{}\n  it is cut down", report.line()));
        let budget = if args.long { s(600) } else { s(60) };
        let until = time::now() + budget;
        while time::now() < until {
            let Some(smaller) = smaller(args, row, kind, seed, size).await else { break };
            (size, outcome, history) = (smaller.0, Some(smaller.1), smaller.2);
        }
    }
    let failed = outcome.as_ref().is_some_and(|outcome| !outcome.is_good());
    if failed || args.keep {
        report.kept = Some(keep(row, kind, seed, &history));
        report.size = Some(size);
    }
    report.outcome = outcome;
    report::say(&report.line());
    report
}

/// The first smaller run that fails too.
async fn smaller(
    args: &Args,
    row: Row,
    kind: Kind,
    seed: u64,
    size: Size,
) -> Option<(Size, Outcome, History)> {
    let halves = [
        Size { clients: (size.clients / 2).max(2), ..size },
        Size { faults: (size.faults / 2).max(1), ..size },
        Size { acks: (size.acks / 2).max(4), ..size },
    ];
    for half in halves.into_iter().filter(|half| *half != size) {
        for _ in 0..TRIES {
            let (outcome, history) = attempt(args, row, kind, seed, half).await;
            if let Some(outcome) = outcome.filter(|outcome| !outcome.is_good()) {
                return Some((half, outcome, history));
            }
        }
    }
    None
}

async fn attempt(
    args: &Args,
    row: Row,
    kind: Kind,
    seed: u64,
    size: Size,
) -> (Option<Outcome>, History) {
    let history = History::new();
    let previous = variable("PARLOR_TEST_PREVIOUS").filter(|path| !path.is_empty());
    let case = Case {
        kind,
        seed,
        size,
        long: args.long,
        previous: previous.map(PathBuf::from),
        history: history.clone(),
    };
    let patience: Duration = if args.long { s(1_800) } else { s(180) };
    let done = timeout(patience, task((row.run)(case)).done()).await;
    let outcome = match done {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Some(Outcome { bad: vec![panic], ..Outcome::default() }),
        Err(_) => {
            let bad = vec![format!("did not end within {patience:?}")];
            Some(Outcome { bad, ..Outcome::default() })
        }
    };
    (outcome, history)
}

/// Writes a history where cargo keeps what tests write.
fn keep(row: Row, kind: Kind, seed: u64, history: &History) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("faults");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{}-{}-{seed}.jsonl", row.name, kind.name()));
    save(&history.lines(), &path);
    path
}

//! All scenarios in short, against the floor and the server in turn, several times: figures of one
//! run mean little where others use the machine, ratios of medians of interleaved runs do.

use crate::args::{Args, Bench};
use crate::floor::Mode;
use crate::pin::Cores;
use crate::report::{Report, progress};
use crate::scenario;
use crate::server::{Server, Setup, Subject};
use crate::stores::{Database, commits};
use crate::watch::Watch;
use anyhow::Context as _;
use clap::Parser as _;
use std::path::Path;
use std::time::Duration;

/// Seconds for which each store commits by itself.
const STORES: Duration = Duration::from_secs(3);

/// What a scenario is measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On {
    Direct,
    Coalesce,
    Sqlite,
    Postgres,
    Nodes(u32),
}

use On::{Coalesce, Direct, Nodes, Postgres, Sqlite};

/// Name for `--only`, arguments, and what it is measured on.
const PLAN: [(&str, &str, &[On]); 11] = [
    ("idle", "idle --sessions 10000 --seconds 3", &[Direct, Sqlite]),
    ("fanout", "fanout --messages 300 --in-flight 1", &[Direct, Coalesce, Sqlite, Postgres]),
    ("fanout", "fanout --messages 2000 --in-flight 64", &[Direct, Coalesce, Sqlite, Postgres]),
    ("fanout", "fanout --messages 800 --rate 200", &[Direct, Coalesce, Sqlite]),
    ("rooms", "rooms", &[Direct, Coalesce, Sqlite, Postgres]),
    ("storm", "storm", &[Direct, Sqlite]),
    ("durable", "durable --senders 1,8,32,256 --seconds 3", &[Sqlite, Postgres]),
    ("day", "day --seconds 10", &[Sqlite, Postgres]),
    ("nodes", "fanout --messages 200 --in-flight 1", &[Postgres, Nodes(2), Nodes(3)]),
    ("slow", "slow --messages 500", &[Sqlite]),
    ("growth", "growth --members 10,100,1000 --stored 100,2000 --deliveries 100000", &[Sqlite]),
];

/// Measures all of it.
pub(crate) async fn run(args: &Args, bench: &Bench, cores: Cores) -> anyhow::Result<Vec<Report>> {
    let program = args.parlor.as_deref().context("--parlor PATH of the server is missing")?;
    let watch = Watch::start();
    let mut reports = Vec::new();
    let wanted = PLAN.iter().filter(|(name, ..)| is_wanted(bench, name));
    let runs: Vec<(&str, &str, On)> = wanted
        .flat_map(|(name, words, subjects)| subjects.iter().map(|on| (*name, *words, *on)))
        .collect();
    for repeat in 1..=bench.repeats {
        for (name, words, on) in &runs {
            if watch.elapsed() > Duration::from_secs(60 * bench.minutes) {
                progress("the time is over; the rest is left out");
                return Ok(reports);
            }
            progress(&format!("{repeat}/{}: {words}, {on:?}", bench.repeats));
            let measured = measure(args, program, words, *on, cores).await;
            let mut found = measured.unwrap_or_else(|error| vec![failed(name, *on, &error)]);
            if *name == "nodes" {
                found.iter_mut().for_each(|report| report.id = "nodes".to_owned());
            }
            reports.extend(found);
        }
        if is_wanted(bench, "stores") {
            let database = args.database_url.as_ref().map(|url| url.0.as_str());
            reports.extend(commits::all(database, STORES, cores).await?);
        }
    }
    Ok(reports)
}

fn is_wanted(bench: &Bench, name: &str) -> bool {
    bench.only.is_empty() || bench.only.iter().any(|only| only == name)
}

/// A run that did not come about is told beside the others.
fn failed(name: &str, on: On, error: &anyhow::Error) -> Report {
    let mut report = Report::new(format!("{name} on {on:?}")).of(name);
    report.subject = format!("{on:?}").to_lowercase();
    report.broken(format!("{error:#}"));
    report
}

/// One scenario on a fresh server. Without a Postgres there is nothing to measure on it.
async fn measure(
    args: &Args,
    program: &Path,
    words: &str,
    on: On,
    cores: Cores,
) -> anyhow::Result<Vec<Report>> {
    let parsed = Args::try_parse_from(std::iter::once("parlor-load").chain(words.split(' ')))?;
    let nodes = if let Nodes(nodes) = on { nodes } else { 1 };
    let needs_postgres = matches!(on, Postgres | Nodes(_));
    let database = match &args.database_url {
        Some(url) if needs_postgres => Some(Database::create(&url.0).await?),
        None if needs_postgres => return Ok(Vec::new()),
        Some(_) | None => None,
    };
    let subject = match on {
        Direct => Subject::Floor(Mode::Direct),
        Coalesce => Subject::Floor(Mode::Coalesce),
        Sqlite | Postgres | Nodes(_) => Subject::Parlor { program: program.to_owned(), nodes },
    };
    let redis = args.redis_url.as_ref().filter(|_| nodes > 1).map(|url| url.0.clone());
    let setup = Setup {
        subject,
        encoding: args.encoding.into(),
        cores,
        database: database.as_ref().map(|database| database.url.clone()),
        redis,
    };
    let measured = async {
        let server = Server::ready(&setup).await?;
        scenario::run(&server, &parsed.scenario).await
    };
    let measured = measured.await;
    if let Some(database) = database {
        database.remove().await?;
    }
    let mut reports = measured?;
    for report in &mut reports {
        report.subject = setup.name();
    }
    Ok(reports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_plan_is_a_call_of_this_program() {
        for (_, words, _) in PLAN {
            let words = std::iter::once("parlor-load").chain(words.split(' '));
            assert!(Args::try_parse_from(words).is_ok());
        }
    }
}

//! Measures a Parlor server from outside, over its own protocol, and checks what it promises while
//! doing so: nothing lost, nothing doubled, nothing out of order.
//!
//! It knows the wire and nothing of the server's insides. It measures a server that runs already
//! (`--server`, and `--pid` for its memory and processor time), or starts one of its own
//! (`--parlor PATH`) with the rates raised and its data in a private folder, and ends it again.
//! Everything is bounded in time and number. Figures of a debug build say little: build with
//! `cargo build --release`, and leave the machine alone meanwhile.

use clap::Parser as _;
use std::process::ExitCode;
use std::time::Duration;

mod args;
mod bench;
mod check;
mod crowd;
mod engine;
mod floor;
mod http;
mod line;
mod meter;
mod pace;
mod people;
mod pin;
mod process;
mod record;
mod recording;
mod replay;
mod report;
mod scenario;
mod server;
mod session;
mod stores;
mod watch;
mod wire;

use anyhow::Context as _;
use args::{Args, Scenario};
use pin::Cores;
use report::{Report, Results};
use server::{Server, Setup, Subject};

fn main() -> ExitCode {
    let args = Args::parse();
    match measure(&args) {
        Ok(reports) => {
            let is_good = reports.iter().all(Report::is_good);
            let results = Results::of(reports);
            let shown = keep(&args, &results).and_then(|()| report::show(&results, args.json));
            match shown {
                Ok(()) if is_good => ExitCode::SUCCESS,
                Ok(()) => ExitCode::FAILURE,
                Err(error) => fail(&error),
            }
        }
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    // Where standard error is gone, too, nobody is left to tell.
    drop(report::complain(error));
    ExitCode::FAILURE
}

fn keep(args: &Args, results: &Results) -> anyhow::Result<()> {
    if let Some(path) = &args.keep {
        std::fs::write(path, serde_json::to_vec_pretty(results)?)?;
    }
    if let Some(path) = &args.html {
        std::fs::write(path, report::html::page(results, None)?)?;
    }
    Ok(())
}

fn measure(args: &Args) -> anyhow::Result<Vec<Report>> {
    if let Scenario::Floor(floor) = &args.scenario {
        floor::serve(floor)?;
        return Ok(Vec::new());
    }
    if let Scenario::Report(of) = &args.scenario {
        let results = Results::read(&of.results)?;
        let beside = of.beside.as_deref().map(Results::read).transpose()?;
        std::fs::write(&of.out, report::html::page(&results, beside.as_ref())?)?;
        return Ok(Vec::new());
    }
    process::allow_files(args.scenario.sockets())?;
    let cores = Cores::apart(!args.no_pin);
    cores.take_generator()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(args, cores))
}

async fn run(args: &Args, cores: Cores) -> anyhow::Result<Vec<Report>> {
    if let Scenario::Stores(stores) = &args.scenario {
        let span = Duration::from_secs(stores.seconds);
        let database = args.database_url.as_ref().map(|url| url.0.as_str());
        return stores::commits::all(database, span, cores).await;
    }
    if let Scenario::Bench(bench) = &args.scenario {
        return bench::run(args, bench, cores).await;
    }
    match &args.scenario {
        Scenario::BusyHour(busy) => return Ok(vec![recording::busy::run(busy)?]),
        // A recording is looked at before a server is started for it.
        Scenario::Replay(replay) => drop(replay::check(replay)?),
        Scenario::Idle(_)
        | Scenario::Fanout(_)
        | Scenario::Rooms(_)
        | Scenario::Storm(_)
        | Scenario::Durable(_)
        | Scenario::Day(_)
        | Scenario::Slow(_)
        | Scenario::Growth(_)
        | Scenario::Stores(_)
        | Scenario::Floor(_)
        | Scenario::Bench(_)
        | Scenario::Report(_)
        | Scenario::Record(_) => (),
    }
    let setup = setup(args, cores)?;
    let server = Server::ready(&setup).await?;
    let mut reports = scenario::run(&server, &args.scenario).await?;
    for report in &mut reports {
        report.subject = setup.name();
    }
    Ok(reports)
}

fn setup(args: &Args, cores: Cores) -> anyhow::Result<Setup> {
    let subject = match (&args.server, args.floor, &args.parlor) {
        (Some(url), ..) => Subject::Running {
            url: url.clone(),
            email: args.email.clone().context("--email of an internal user is missing")?,
            password: args
                .password
                .as_ref()
                .map(|password| password.0.clone())
                .context("--password or PARLOR_PASSWORD is missing")?,
            pid: args.pid,
        },
        (None, Some(mode), _) => Subject::Floor(mode),
        (None, None, Some(program)) => {
            Subject::Parlor { program: program.clone(), nodes: args.nodes }
        }
        (None, None, None) => {
            anyhow::bail!("say what to measure: --parlor PATH, --server URL or --floor MODE")
        }
    };
    Ok(Setup {
        subject,
        encoding: args.encoding.into(),
        cores,
        database: args.database_url.as_ref().map(|url| url.0.clone()),
        redis: args.redis_url.as_ref().map(|url| url.0.clone()),
    })
}

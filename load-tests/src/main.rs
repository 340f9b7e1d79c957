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

mod args;
mod http;
mod people;
mod process;
mod report;
mod scenario;
mod server;
mod session;
mod watch;

use args::{Args, Scenario};
use report::Report;
use server::Server;

fn main() -> ExitCode {
    let args = Args::parse();
    match measure(&args) {
        Ok(reports) => {
            let is_good = reports.iter().all(Report::is_good);
            let shown = report::show(&reports, args.json);
            if is_good && shown.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            // Where standard error is gone, too, nobody is left to tell.
            drop(report::complain(&error));
            ExitCode::FAILURE
        }
    }
}

fn measure(args: &Args) -> anyhow::Result<Vec<Report>> {
    process::check_files(args.scenario.sockets())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(args.threads)
        .enable_all()
        .build()?;
    runtime.block_on(run(args))
}

async fn run(args: &Args) -> anyhow::Result<Vec<Report>> {
    let server = Server::ready(args).await?;
    match &args.scenario {
        Scenario::Idle(idle) => Ok(vec![scenario::idle::run(&server, idle).await?]),
        Scenario::Fanout(fanout) => Ok(vec![scenario::fanout::run(&server, fanout).await?]),
        Scenario::Durable(durable) => scenario::durable::run(&server, durable).await,
    }
}

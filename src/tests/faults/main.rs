//! The fault suite: real servers, stores and clients, with faults in between, and a checker of what
//! was promised. Run by `make faults`, and in a short form with all tests. README.md tells how.
#![cfg(test)]

mod args;
mod checker;
mod client;
mod history;
mod keeper;
mod node;
mod people;
mod proxy;
mod report;
mod row;
mod rows;
mod run;
mod self_test;
mod socket;
#[path = "../support"]
#[expect(dead_code, unused_imports, unused_macros, reason = "the other test program uses the rest")]
mod support {
    pub(crate) mod own_postgres;
    pub(crate) mod people;
    pub(crate) mod raw;
    pub(crate) mod redis;
    pub(crate) mod seed;
    pub(crate) mod small_disk;
    pub(crate) mod stores;
}
mod time;
mod world;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match args::Args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(wrong) => {
            report::say(&format!("faults: {wrong}\n{}", args::HELP));
            return ExitCode::from(64);
        }
    };
    let chosen = args.rows();
    if args.list {
        chosen.iter().for_each(|row| report::say(&format!("{}: test", row.name)));
        return ExitCode::SUCCESS;
    }
    if chosen.is_empty() {
        report::say("no row of the fault suite has this name");
        return ExitCode::SUCCESS;
    }
    self_test::the_checker_can_fail();
    self_test::kept_histories_are_judged_as_they_were();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let reports = runtime.block_on(run::all(&args, &chosen));
    runtime.shutdown_background();
    if report::table(&reports) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

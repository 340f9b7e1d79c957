//! Histories of sessions, queues, resume and the bus, each from one seed, in a time that is not
//! real: thousands in seconds. One to three real hubs stand between a truth in memory, a bus that
//! loses, doubles and delays, a log that is late or away, and clients that come and go and read
//! slowly. Every client holds whatever it gets against the truth.
//!
//! A history that fails is cut down to few steps and shown with its seed. `PARLOR_SIM_SEED=n` runs
//! that one alone, `PARLOR_SIM_HISTORIES=n` so many from a seed that is not the usual one. What is
//! not simulated: the gateway, the real store, the real bus, threads.

mod client;
mod net;
mod plan;
mod run;
mod truth;

use plan::{Chance, Step, Weather, steps};
use run::{Outcome, Run};
use std::fmt::Write;

/// Histories of an ordinary run.
const HISTORIES: u64 = 1_000;
/// How often a history is run again to cut it down.
const CUTS_MAX: usize = 400;

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests names a history")]
fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|number| number.parse().unwrap())
}

fn play(seed: u64, weather: Weather, steps: &[Step]) -> Result<Outcome, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async { Run::new(seed, weather).finish(steps).await })
}

fn plan(seed: u64) -> (Weather, Vec<Step>) {
    let mut chance = Chance::new(seed);
    let weather = Weather::of(&mut chance);
    let steps = steps(&mut chance, &weather);
    (weather, steps)
}

/// Takes away what a history does not need to fail: halves, quarters, and at last single steps.
fn cut(seed: u64, weather: Weather, mut steps: Vec<Step>) -> Vec<Step> {
    let (mut size, mut tries) = (steps.len().div_ceil(2), 0);
    loop {
        let mut from = 0;
        let before = steps.len();
        while from < steps.len() && tries < CUTS_MAX {
            let mut fewer = steps.clone();
            fewer.drain(from..(from + size).min(steps.len()));
            tries += 1;
            if play(seed, weather, &fewer).is_err() {
                steps = fewer;
            } else {
                from += size;
            }
        }
        if tries >= CUTS_MAX || (size == 1 && steps.len() == before) {
            return steps;
        }
        size = size.div_ceil(2);
    }
}

fn run_history(seed: u64) -> Result<Outcome, String> {
    let (weather, steps) = plan(seed);
    play(seed, weather, &steps).map_err(|error| {
        let steps = cut(seed, weather, steps);
        let why = play(seed, weather, &steps).err();
        let mut told = format!("PARLOR_SIM_SEED={seed}: {error}\n{weather:?}\ncut down:\n");
        for (number, step) in steps.iter().enumerate() {
            writeln!(told, "  {number}: {step:?}").unwrap();
        }
        told + &why.unwrap_or_else(|| "which does not fail again".to_owned())
    })
}

// Invariants 5, 6, 13 to 17, 20 to 23, 30 and 35, whatever happens.
#[test]
#[expect(clippy::print_stderr, reason = "it is shown when the test fails")]
fn every_client_gets_what_is_for_it_once_and_in_order() {
    let histories = variable("PARLOR_SIM_HISTORIES");
    let seeds = match (variable("PARLOR_SIM_SEED"), histories) {
        (Some(seed), _) => seed..seed + 1,
        (None, Some(histories)) => {
            let first = uuid::Uuid::new_v4().as_u64_pair().0 >> 20;
            first..first + histories
        }
        (None, None) => 0..HISTORIES,
    };
    let mut all = Outcome::default();
    let mut failed = Vec::new();
    for seed in seeds.clone() {
        match run_history(seed) {
            Ok(outcome) => {
                all.events += outcome.events;
                all.resyncs += outcome.resyncs;
                all.slow += outcome.slow;
            }
            Err(error) => failed.push(error),
        }
        if failed.len() == 3 {
            break;
        }
    }
    eprintln!("{seeds:?}: {all:?}");
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    // The histories are worth something: what can happen, happens.
    assert!(seeds.count() < 100 || (all.events > 0 && all.resyncs > 0 && all.slow > 0));
}

#[test]
fn a_history_runs_the_same_from_its_seed_again() {
    for seed in 0..40 {
        let (weather, steps) = plan(seed);
        let first = play(seed, weather, &steps);
        assert_eq!(first, play(seed, weather, &steps), "PARLOR_SIM_SEED={seed}");
    }
}

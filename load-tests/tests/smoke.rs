//! Every scenario once, small: against the floor, and against the server where it was built beside
//! this program, as it is when the whole workspace is tested. Figures do not matter here; a run
//! fails when a promise is broken.

use std::path::Path;
use std::process::Command;

/// Runs the program; what it said if it failed.
fn run(target: &[&str], scenario: &str) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_parlor-load"))
        .args(target)
        .arg("--no-pin")
        .args(scenario.split(' '))
        .env_remove("DATABASE_URL")
        .env_remove("REDIS_URL")
        .output()
        .expect("the program starts");
    match output.status.success() {
        true => Ok(()),
        false => Err(format!(
            "{target:?} {scenario}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}

const ON_ALL: [&str; 4] = [
    "idle --sessions 20 --seconds 1",
    "fanout --members 5 --messages 20 --in-flight 8",
    "fanout --members 5 --messages 20 --rate 100",
    "storm --rooms 2 --members 3 --times 1",
];
const ON_THE_SERVER: [&str; 3] = [
    "durable --senders 1,4 --seconds 1",
    "day --rooms 5 --rate 50 --seconds 2",
    "slow --members 5 --slow 1 --messages 20",
];

#[test]
fn the_floor_keeps_what_is_checked() {
    for mode in ["direct", "coalesce"] {
        for scenario in ON_ALL {
            run(&["--floor", mode], scenario).unwrap();
        }
    }
}

// M2, R1
#[test]
fn the_server_keeps_its_promises_in_every_scenario() {
    let program = Path::new(env!("CARGO_BIN_EXE_parlor-load")).with_file_name("parlor");
    if program.exists() {
        for scenario in ON_ALL.into_iter().chain(ON_THE_SERVER) {
            run(&["--parlor", &program.to_string_lossy()], scenario).unwrap();
        }
    }
}

//! The rows: a module and a line in the table for each. See README.md for how to add one.

mod bus_garbage;
mod bus_loss;
mod bus_overflow;
mod commit_cut;
mod commit_kill;
mod cut_frames;
mod database_crash;
mod database_pause;
mod deploy;
mod kills;
mod lost_acks;
mod mixed;
mod pause;
mod publish_lost;
mod redis_dies;
mod redis_flushed;
mod redis_half_dead;
mod redis_late;
mod revocation;
mod rolling;
mod side_by_side;

use super::row::{Kind, Row};

const BOTH: &[Kind] = &[Kind::Sqlite, Kind::Postgres];
const POSTGRES: &[Kind] = &[Kind::Postgres];

/// A line of the table: name, fault in words, stores, how often the fault happens in the short and
/// in the long form, module.
macro_rules! row {
    ($name:literal, $fault:literal, $on:ident, $short:literal / $long:literal, $of:ident) => {
        Row {
            name: $name,
            fault: $fault,
            kinds: $on,
            short: $short > 0,
            faults: ($short, $long),
            run: |case| Box::pin($of::run(case)),
        }
    };
}

/// All of them. `0 / n`: in the long form alone.
pub(crate) const ROWS: &[Row] = &[
    row!("F1", "server killed under load", BOTH, 5 / 20, kills),
    row!("F2", "server killed between commit and answer", POSTGRES, 3 / 10, commit_kill),
    row!("F3", "server killed between commit and publish", POSTGRES, 2 / 5, publish_lost),
    row!("F4", "server paused, and woken", POSTGRES, 1 / 3, pause),
    row!("F5", "Postgres killed under load", POSTGRES, 1 / 5, database_crash),
    row!("F6", "Postgres paused for 10 s", POSTGRES, 1 / 2, database_pause),
    row!("F9", "connection to Postgres cut at COMMIT", POSTGRES, 5 / 20, commit_cut),
    row!("F17", "no Redis at the start", POSTGRES, 1 / 1, redis_late),
    row!("F18", "Redis killed and started again", POSTGRES, 2 / 10, redis_dies),
    row!("F19", "Redis connection half-dead", POSTGRES, 1 / 2, redis_half_dead),
    row!("F20", "bus loses, doubles and mixes up", POSTGRES, 3 / 10, bus_loss),
    row!("F21", "garbage on the bus", POSTGRES, 1 / 3, bus_garbage),
    row!("F22", "subscription not read, then dropped", POSTGRES, 1 / 2, bus_overflow),
    row!("F23", "Redis loses all its keys", POSTGRES, 2 / 5, redis_flushed),
    row!("F29", "connections cut in mid-frame", BOTH, 20 / 200, cut_frames),
    row!("F30", "acknowledgements lost", BOTH, 10 / 100, lost_acks),
    row!("F34", "stopped and replaced under load", BOTH, 2 / 5, deploy),
    row!("F36", "this release and the one before, side by side", POSTGRES, 1 / 3, side_by_side),
    row!("rolling", "three nodes replaced under 2,000 clients", POSTGRES, 0 / 1, rolling),
    row!("revocation", "rights withdrawn from open sockets", POSTGRES, 0 / 1, revocation),
    row!("random", "everything, by chance", POSTGRES, 0 / 20, mixed),
];

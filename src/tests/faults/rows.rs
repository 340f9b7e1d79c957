//! The rows: a module and a line in the table for each. See README.md for how to add one.

mod answered_pings;
mod bus_garbage;
mod bus_loss;
mod bus_overflow;
mod busy_file;
mod clock_apart;
mod clocks;
mod commit_cut;
mod commit_kill;
mod cut_frames;
mod database_crash;
mod database_pause;
mod deploy;
mod disk_fails;
mod disk_full;
mod failover;
mod half_open;
mod idle_cut;
mod kills;
mod links_raced;
mod lost_acks;
mod memory;
mod mixed;
mod names;
mod pause;
mod publish_lost;
mod redis_dies;
mod redis_flushed;
mod redis_half_dead;
mod redis_late;
mod removals;
mod removed_behind;
mod restored;
mod revocation;
mod rolling;
mod same_key;
mod side_by_side;
mod small_pool;
mod stalled;
mod starved;
mod stop_twice;
mod storm;
mod storm_slow;
mod tenth_stalled;
mod thin;

use super::row::{Kind, Row};

const BOTH: &[Kind] = &[Kind::Sqlite, Kind::Postgres];
const SQLITE: &[Kind] = &[Kind::Sqlite];
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
    row!("F7", "Postgres fails over, and its old primary returns", POSTGRES, 1 / 1, failover),
    row!("F9", "connection to Postgres cut at COMMIT", POSTGRES, 5 / 20, commit_cut),
    row!("F10", "two connections to a slow Postgres", POSTGRES, 0 / 2, small_pool),
    row!("F12", "disk of the embedded store full", SQLITE, 0 / 2, disk_full),
    row!("F14", "writing the log of Postgres to its disk fails", POSTGRES, 0 / 3, disk_fails),
    row!("F16", "embedded store locked by another process", SQLITE, 1 / 3, busy_file),
    row!("F17", "no Redis at the start", POSTGRES, 1 / 1, redis_late),
    row!("F18", "Redis killed and started again", POSTGRES, 2 / 10, redis_dies),
    row!("F19", "Redis connection half-dead", POSTGRES, 1 / 2, redis_half_dead),
    row!("F20", "bus loses, doubles and mixes up", POSTGRES, 3 / 10, bus_loss),
    row!("F21", "garbage on the bus", POSTGRES, 1 / 3, bus_garbage),
    row!("F22", "subscription not read, then dropped", POSTGRES, 1 / 2, bus_overflow),
    row!("F23", "Redis loses all its keys", POSTGRES, 2 / 5, redis_flushed),
    row!("F24", "connections half-open", POSTGRES, 0 / 5, half_open),
    row!("F25", "client stops reading", SQLITE, 0 / 1, stalled),
    row!("F26", "a tenth of the clients stop reading", POSTGRES, 0 / 5, tenth_stalled),
    row!("F27", "client reads 1 kB a second", SQLITE, 0 / 4, thin),
    row!("F29", "connections cut in mid-frame", BOTH, 20 / 200, cut_frames),
    row!("F30", "acknowledgements lost", BOTH, 10 / 100, lost_acks),
    row!("F31", "the same client id over four sockets at once", POSTGRES, 20 / 500, same_key),
    row!("F32", "everybody cut off and back at once", BOTH, 0 / 3, storm),
    row!("F33", "the same while Postgres is slow", POSTGRES, 0 / 2, storm_slow),
    row!("F34", "stopped and replaced under load", BOTH, 2 / 5, deploy),
    row!("F35", "told to stop twice, or killed while stopping", BOTH, 2 / 6, stop_twice),
    row!("F36", "this release and the one before, side by side", POSTGRES, 1 / 3, side_by_side),
    row!("F37", "wall clock jumps by an hour and ten years", BOTH, 0 / 2, clocks),
    row!("F39", "wall clocks of two nodes ten minutes apart", POSTGRES, 0 / 3, clock_apart),
    row!("F40", "silent connections cut in between", SQLITE, 0 / 3, idle_cut),
    row!("F41", "pings answered by something in between", POSTGRES, 0 / 2, answered_pings),
    row!("F43", "a ceiling on memory, and a flood", SQLITE, 0 / 1, memory),
    row!("F44", "processors taken by others", POSTGRES, 0 / 1, starved),
    row!("F50", "removed while writing, all the time", POSTGRES, 0 / 10, removals),
    row!("F51", "removed with much on its way to them", BOTH, 1 / 5, removed_behind),
    row!("F53", "links and deactivation raced on two nodes", POSTGRES, 0 / 10, links_raced),
    row!("F55", "everything as in a backup of before", BOTH, 1 / 3, restored),
    row!("F60", "names of the stores change their address", POSTGRES, 1 / 1, names),
    row!("rolling", "three nodes replaced under 2,000 clients", POSTGRES, 0 / 1, rolling),
    row!("revocation", "rights withdrawn from open sockets", POSTGRES, 0 / 1, revocation),
    row!("random", "everything, by chance", POSTGRES, 0 / 20, mixed),
];

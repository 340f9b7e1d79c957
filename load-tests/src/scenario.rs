//! The things that are measured, one file each.

use crate::args::Scenario;
use crate::report::Report;
use crate::server::Server;
use crate::{record, replay};

pub(crate) mod day;
pub(crate) mod durable;
pub(crate) mod fanout;
pub(crate) mod growth;
pub(crate) mod idle;
pub(crate) mod rooms;
pub(crate) mod slow;
pub(crate) mod storm;

/// Runs one of them.
pub(crate) async fn run(server: &Server, scenario: &Scenario) -> anyhow::Result<Vec<Report>> {
    match scenario {
        Scenario::Idle(idle) => Ok(vec![idle::run(server, idle).await?]),
        Scenario::Fanout(fanout) => Ok(vec![fanout::run(server, fanout).await?]),
        Scenario::Rooms(rooms) => Ok(vec![rooms::run(server, rooms).await?]),
        Scenario::Storm(storm) => Ok(vec![storm::run(server, storm).await?]),
        Scenario::Durable(durable) => durable::run(server, durable).await,
        Scenario::Day(day) => Ok(vec![day::run(server, day).await?]),
        Scenario::Slow(slow) => Ok(vec![slow::run(server, slow).await?]),
        Scenario::Growth(growth) => Ok(vec![growth::run(server, growth).await?]),
        Scenario::Record(record) => Ok(vec![record::run(server, record).await?]),
        Scenario::Replay(replay) => replay::run(server, replay).await,
        // Those need no server.
        Scenario::Bench(_)
        | Scenario::Report(_)
        | Scenario::Stores(_)
        | Scenario::Floor(_)
        | Scenario::BusyHour(_) => Ok(Vec::new()),
    }
}

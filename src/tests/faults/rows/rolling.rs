//! Three nodes are replaced one after the other while everybody is connected and people go on
//! sending: in the long form 2,000 clients. Nothing is lost or doubled; what is measured is how
//! long a client was away, and how late it had what was said meanwhile. Invariant 40.

use crate::history::{Line, What};
use crate::row::{Case, Outcome};
use crate::time::{rest, s};
use crate::world::{Setup, World};
use std::collections::BTreeMap;
use std::time::Duration;

/// Clients in the long form, beside the few who talk all the time; `SIZE` may name another number.
const CROWD: usize = 2_000;
const SHORT_CROWD: usize = 20;
/// Who talks all the time.
const TALKERS: usize = 6;
const NODES: usize = 3;

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    let crowd = match case.size.clients.checked_sub(TALKERS) {
        Some(more) if more > 0 => more,
        Some(_) | None if case.long => CROWD,
        Some(_) | None => SHORT_CROWD,
    };
    case.size.clients = case.size.clients.min(TALKERS);
    let setup = Setup {
        nodes: NODES,
        redis: true,
        crowd,
        flags: vec!["--drain-seconds", if case.long { "10" } else { "2" }],
        ..Setup::default()
    };
    let clients = case.size.clients + setup.crowd;
    let mut world = World::start(case, setup).await?;
    world.open(clients).await;
    world.history.fault("everybody is there");
    for _ in 0..world.case.size.faults {
        for node in 0..NODES {
            world.traffic().await;
            world.stop_node(node).await;
            world.start_node(node).await;
            world.open(clients).await;
            rest(s(1)).await;
        }
    }
    world.traffic().await;
    let history = world.history.clone();
    let mut outcome = world.finish().await;
    let mut away = absences(&history.lines());
    away.sort_unstable();
    if let Some(longest) = away.last() {
        let median = away[away.len() / 2];
        outcome.notes.push(format!(
            "{clients} clients on {NODES} nodes: away {} times, {median:?} in the median, \
             {longest:?} at the most",
            away.len()
        ));
    }
    Some(outcome)
}

/// How long clients were without a session, each time.
fn absences(lines: &[Line]) -> Vec<Duration> {
    let mut since: BTreeMap<u32, u64> = BTreeMap::new();
    let mut away = Vec::new();
    for line in lines {
        if matches!(line.what, What::Closed { .. }) {
            since.entry(line.who).or_insert(line.at);
        }
        if matches!(line.what, What::Opened)
            && let Some(since) = since.remove(&line.who)
        {
            away.push(Duration::from_micros(line.at - since));
        }
    }
    away
}

//! F44: eight others want the processors as much as the server does. It is slow, and ends nobody's
//! session for it. Invariants 18, 36.

use super::tenth_stalled::p99;
use crate::row::{Case, Outcome};
use crate::time::{rest, s};
use crate::world::{Setup, World};
use std::process::{Child, Command};

const LOOPS: usize = 8;

/// One that does nothing, all the time.
struct Busy(Child);

impl Busy {
    fn start() -> Self {
        Self(Command::new("sh").args(["-c", "while :; do :; done"]).spawn().unwrap())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let world = World::start(case, Setup::default()).await?;
    world.open(world.case.size.clients).await;
    let begun = world.history.count();
    rest(s(10 * world.case.size.faults)).await;
    world.traffic().await;
    let since = world.history.count();
    let busy: Vec<Busy> = (0..LOOPS).map(|_| Busy::start()).collect();
    world.history.fault("eight busy loops");
    rest(s(10 * world.case.size.faults)).await;
    world.traffic().await;
    let closed = world.history.closed(since);
    let until = world.history.count();
    drop(busy);
    world.history.fault("they are gone");
    world.traffic().await;
    let history = world.history.clone();
    let mut outcome = world.finish().await;
    let lines = history.lines();
    let [alone, beside] = [begun..since, since..until].map(|turn| p99(&lines, &turn, |_| true));
    let ratio = beside.as_secs_f64() / alone.as_secs_f64().max(0.000_001);
    outcome.notes.push(format!(
        "p99 of delivery {alone:?} alone, {beside:?} beside {LOOPS} loops: {ratio:.2} times"
    ));
    Some(outcome.and(closed.is_empty(), "nobody is cut off"))
}

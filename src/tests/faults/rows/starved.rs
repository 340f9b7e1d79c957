//! F44: eight others want the processors as much as the server does. It is slow, and ends nobody's
//! session for it. Invariants 18, 36.

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
    world.traffic().await;
    let since = world.history.count();
    let busy: Vec<Busy> = (0..LOOPS).map(|_| Busy::start()).collect();
    world.history.fault("eight busy loops");
    rest(s(10 * world.case.size.faults)).await;
    world.traffic().await;
    let closed = world.history.closed(since);
    drop(busy);
    world.history.fault("they are gone");
    world.traffic().await;
    Some(world.finish().await.and(closed.is_empty(), "nobody is cut off"))
}

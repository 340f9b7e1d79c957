//! F1: `kill -9` at random moments under load; what is unknown is said again. Invariants 1, 2, 4
//! and 8.

use crate::row::{Case, Outcome};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let mut world = World::start(case, Setup::default()).await?;
    for _ in 0..world.case.size.faults {
        let acks = world.seed.below(world.case.size.acks);
        world.acks(acks).await;
        world.kill_node(0).await;
        world.start_node(0).await;
    }
    world.traffic().await;
    Some(world.finish().await)
}

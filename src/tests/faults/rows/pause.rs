//! F4: a node is paused (SIGSTOP) and woken. Clients that give it up go to the other one; what the
//! woken node still does is under no stale right. Invariants 18, 20, 21.

use crate::row::{Case, Outcome};
use crate::time::{rest, s};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let long = case.long;
    // What a node had said before it was paused may arrive after it.
    let revoked_within = if long { s(125) } else { s(12) };
    let setup = Setup { nodes: 2, redis: true, revoked_within, ..Setup::default() };
    let world = World::start(case, setup).await?;
    for turn in 0..world.case.size.faults {
        world.traffic().await;
        world.pause_node(0);
        let seconds = if long { [5, 40, 120][usize::try_from(turn % 3).unwrap()] } else { 6 };
        rest(s(seconds)).await;
        world.resume_node(0);
    }
    world.traffic().await;
    Some(world.finish().await)
}

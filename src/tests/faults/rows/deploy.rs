//! F34: the server is told to stop (SIGTERM) under load, and a successor starts in its place: what
//! was under way is answered, clients are told when to come back. Invariant 40.

use crate::row::{Case, Outcome};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { flags: vec!["--drain-seconds", "3"], ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    for _ in 0..world.case.size.faults {
        world.traffic().await;
        world.stop_node(0).await;
        world.start_node(0).await;
    }
    world.traffic().await;
    Some(world.finish().await)
}

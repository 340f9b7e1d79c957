//! F36: a node of the release before this one and one of this release, on one store and one bus;
//! clients move between them while either is stopped and started. Invariant 44.

use crate::row::{Case, Outcome};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    // Without it this row says nothing; `make faults` builds it.
    let program = Some(case.previous.clone()?);
    let setup = Setup { nodes: 2, redis: true, program, ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    for turn in 0..world.case.size.faults {
        world.traffic().await;
        let number = usize::try_from(turn % 2).unwrap();
        world.stop_node(number).await;
        world.traffic().await;
        world.start_node(number).await;
    }
    world.traffic().await;
    Some(world.finish().await)
}

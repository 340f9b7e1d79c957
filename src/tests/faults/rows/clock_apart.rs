//! F39: the wall clocks of two nodes differ by ten minutes, and clients move between them. Order,
//! duplicates and rights do not know of it. Invariant 12.

use super::clocks::off;
use crate::proxy::Proxy;
use crate::row::{Case, Outcome};
use crate::time::s;
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { nodes: 2, redis: true, revoked_within: s(15), ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    off(&mut world, 1, "-600").await?;
    world.history.fault("node 1 is ten minutes behind");
    for _ in 0..world.case.size.faults {
        world.traffic().await;
        world.wires.iter().for_each(Proxy::cut);
        world.history.fault("everybody moves to the other node");
        world.traffic().await;
    }
    Some(world.finish().await.within(s(10)))
}

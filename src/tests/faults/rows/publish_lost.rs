//! F3: a node commits and is killed before others hear of it: to the other node the bus brings
//! nothing. It finds what it missed by itself within the time of its polls. Invariants 13, 16.

use crate::proxy::Bus;
use crate::row::{Case, Outcome};
use crate::time::s;
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { nodes: 2, redis: true, ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    for turn in 0..world.case.size.faults {
        world.traffic().await;
        world.to_redis[1].bus(Bus { lose: 100, ..Bus::default() });
        let acks = world.seed.below(world.case.size.acks);
        world.acks(acks).await;
        world.kill_node(0).await;
        if turn % 2 == 0 {
            world.traffic().await;
        }
        world.to_redis[1].heal();
        world.start_node(0).await;
    }
    world.traffic().await;
    Some(world.finish().await.within(s(10)))
}

//! F18: Redis is killed and started again, over and over. Nodes listen anew and look at what they
//! missed. Invariant 16.

use crate::row::{Case, Outcome};
use crate::time::s;
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { nodes: 2, redis: true, revoked_within: s(15), ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    for _ in 0..world.case.size.faults {
        let acks = world.seed.below(world.case.size.acks);
        world.acks(acks).await;
        world.history.fault("Redis is killed");
        world.redis.as_mut().expect("its own").kill().await;
        world.traffic().await;
        world.redis.as_mut().expect("its own").start().await;
        world.history.fault("Redis runs again");
    }
    world.traffic().await;
    Some(world.finish().await.within(s(10)))
}

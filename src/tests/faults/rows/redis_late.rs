//! F17: there is no Redis when the nodes start. They work without it, with the delay of polls, and
//! with it once it comes. Invariant 43.

use crate::row::{Case, Outcome};
use crate::time::s;
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup {
        nodes: 2,
        redis: true,
        redis_later: true,
        revoked_within: s(15),
        ..Setup::default()
    };
    let mut world = World::start(case, setup).await?;
    world.traffic().await;
    world.redis.as_mut().expect("its own").start().await;
    world.history.fault("Redis runs");
    world.traffic().await;
    Some(world.finish().await.within(s(10)))
}

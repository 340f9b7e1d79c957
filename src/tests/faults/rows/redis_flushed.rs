//! F23: Redis loses everything that it keeps, and the scripts and subscriptions with it. Nothing
//! depends on it. Invariant 16.

use crate::row::{Case, Outcome};
use crate::support::redis::command;
use crate::time::s;
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { nodes: 2, redis: true, revoked_within: s(15), ..Setup::default() };
    let world = World::start(case, setup).await?;
    let url = world.redis.as_ref().expect("its own").url();
    for _ in 0..world.case.size.faults {
        world.traffic().await;
        command(&url, &[b"FLUSHALL"]).await;
        for kind in [&b"normal"[..], b"pubsub"] {
            command(&url, &[b"CLIENT", b"KILL", b"TYPE", kind]).await;
        }
        world.history.fault("Redis is flushed and drops all");
    }
    world.traffic().await;
    Some(world.finish().await.within(s(10)))
}

//! F19: what Redis says does not arrive any more, and the connection looks alive. The nodes miss
//! their own voice, and poll meanwhile. Invariant 16.

use crate::proxy::{Way, Ways};
use crate::row::{Case, Outcome};
use crate::time::s;
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { nodes: 2, redis: true, revoked_within: s(15), ..Setup::default() };
    let world = World::start(case, setup).await?;
    for _ in 0..world.case.size.faults {
        world.traffic().await;
        let down = Way { swallow: true, ..Way::default() };
        world.to_redis[1].set(Ways { down, ..Ways::default() });
        world.history.fault("node 1 hears nothing of Redis");
        world.traffic().await;
        world.traffic().await;
        world.to_redis[1].heal();
        // What was swallowed is gone: that connection cannot be continued.
        world.to_redis[1].cut();
    }
    world.traffic().await;
    Some(world.finish().await.within(s(10)))
}

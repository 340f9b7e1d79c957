//! F22: a node does not read its subscription until Redis drops it. Then it listens anew, and looks
//! at what it missed. Invariant 16.

use crate::proxy::{Way, Ways};
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
        let down = Way { hold: true, ..Way::default() };
        world.to_redis[1].set(Ways { down, ..Ways::default() });
        let channel = format!("parlor:c:{}", world.talks[0].id);
        let large = vec![b'x'; 1024 * 1024];
        for _ in 0..48 {
            command(&url, &[b"SPUBLISH", channel.as_bytes(), &large]).await;
        }
        world.history.fault("node 1 does not read 48 MB");
        world.traffic().await;
        world.to_redis[1].heal();
    }
    world.traffic().await;
    Some(world.finish().await.within(s(10)))
}

//! F9: the connection to Postgres is cut after it took a COMMIT and before it is answered. The
//! server does not know, and may neither claim nor repeat it. Invariants 2, 8.

use crate::row::{Case, Outcome};
use crate::time::s;
use crate::world::{Setup, World};
use tokio::time::timeout;

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let mut world = World::start(case, Setup::default()).await?;
    for _ in 0..world.case.size.faults {
        let acks = world.seed.below(world.case.size.acks);
        world.acks(acks).await;
        timeout(s(30), world.to_database[0].hold_commit()).await.expect("a COMMIT");
        world.history.fault("held at COMMIT, and cut");
        world.to_database[0].cut();
        world.to_database[0].release();
    }
    world.traffic().await;
    Some(world.finish().await)
}

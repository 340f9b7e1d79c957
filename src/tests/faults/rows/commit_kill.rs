//! F2: the server is killed while the answer to a COMMIT is held back: it is stored, and nobody was
//! told. The same client id again gives the stored message. Invariants 2, 8.

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
        world.history.fault("an answer to COMMIT is held");
        world.kill_node(0).await;
        world.to_database[0].release();
        world.start_node(0).await;
    }
    world.traffic().await;
    Some(world.finish().await)
}

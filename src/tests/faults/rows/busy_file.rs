//! F16: another process holds the embedded store's write lock for 3 s. Who writes hears that it is
//! not possible now, and says it again. Invariants 2, 36.

use crate::row::{Case, Outcome};
use crate::time::{rest, s};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let world = World::start(case, Setup::default()).await?;
    let path = world.nodes[0].recipe.folder.join("data").join("parlor.db");
    for _ in 0..world.case.size.faults {
        world.traffic().await;
        let other = rusqlite::Connection::open(&path).unwrap();
        other.busy_timeout(s(5)).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        world.history.fault("another process writes");
        rest(s(3)).await;
        other.execute_batch("ROLLBACK").unwrap();
        world.history.fault("it is done");
    }
    world.traffic().await;
    Some(world.finish().await.within(s(15)))
}

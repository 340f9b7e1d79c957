//! F6: all of Postgres is paused. Nothing is answered twice when it goes on. Invariants 2, 36.

use crate::row::{Case, Outcome};
use crate::time::{rest, s};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { own_postgres: true, ..Setup::default() };
    let world = World::start(case, setup).await?;
    for _ in 0..world.case.size.faults {
        world.traffic().await;
        world.history.fault("Postgres is paused");
        world.postgres.as_ref().expect("its own").pause();
        rest(s(10)).await;
        world.postgres.as_ref().expect("its own").resume();
        world.history.fault("Postgres goes on");
    }
    world.traffic().await;
    Some(world.finish().await)
}

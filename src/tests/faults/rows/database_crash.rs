//! F5: every process of Postgres is killed and it is started again. Sessions stay; what was
//! acknowledged is there; the server recovers by itself. Invariants 1, 43.

use crate::row::{Case, Outcome};
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { own_postgres: true, ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    let mut stayed = true;
    for _ in 0..world.case.size.faults {
        let acks = world.seed.below(world.case.size.acks);
        world.acks(acks).await;
        world.open(world.case.size.clients).await;
        world.history.fault("Postgres is killed");
        let down = ms(200 + world.seed.below(3_000));
        world.postgres.as_mut().expect("its own").kill9();
        rest(down).await;
        stayed &= *world.board.open.borrow() == world.case.size.clients;
        world.postgres.as_mut().expect("its own").start_again().await;
        world.history.fault("Postgres runs again");
        let down_until = crate::time::now();
        world.acks(1).await;
        assert!(down_until.elapsed() < s(10), "no acknowledgement for {:?}", down_until.elapsed());
    }
    world.traffic().await;
    Some(world.finish().await.and(stayed, "sessions stay while Postgres is away"))
}

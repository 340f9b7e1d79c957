//! F7: the primary Postgres goes, a synchronous standby takes over, and then the old one comes back
//! and takes writes while the new one does not answer: no acknowledgement comes from it.
//! Invariants 1, 47.

use crate::row::{Case, Outcome};
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let mut world = World::start(case, Setup { own_postgres: true, ..Setup::default() }).await?;
    let first = world.postgres.as_ref().expect("its own");
    let second = first.standby().await;
    first.set("synchronous_standby_names", "'*'").await;
    let (one, other) = (first.address(), second.address());
    world.kill_node(0).await;
    // Who is the primary is found by looking.
    world.nodes[0].recipe.database = Some(format!(
        "postgres://parlor@{one},{other}/postgres?sslmode=disable&target_session_attrs=read-write"
    ));
    world.start_node(0).await;
    world.traffic().await;
    world.history.fault("the primary stops");
    world.postgres.as_mut().expect("its own").stop();
    rest(ms(world.seed.below(1_000))).await;
    second.promote().await;
    world.history.fault("the standby is the primary");
    world.traffic().await;
    let first = world.postgres.as_mut().expect("its own");
    first.set_in_file("synchronous_standby_names", "''");
    first.start_again().await;
    second.pause();
    world.history.fault("the old primary is back, the new one does not answer");
    rest(s(4)).await;
    second.resume();
    world.history.fault("the new one answers");
    world.traffic().await;
    world.postgres.as_mut().expect("its own").stop();
    Some(world.finish().await)
}

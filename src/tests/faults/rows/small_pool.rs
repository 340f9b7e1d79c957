//! F10: two connections to a Postgres that answers slowly, and many who write. They wait a bounded
//! time, nothing is doubled by their trying again, and the node says that it lives.
//! Invariants 36, 41.

use crate::proxy::{Way, Ways};
use crate::row::{Case, Outcome};
use crate::socket::ask;
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    case.size.clients *= 3;
    let flags = vec!["--database-connections", "2"];
    let world = World::start(case, Setup { flags, ..Setup::default() }).await?;
    let at = world.nodes[0].address().expect("it runs");
    let mut lives = true;
    for _ in 0..world.case.size.faults {
        world.traffic().await;
        let way = Way { delay: ms(150), ..Way::default() };
        world.to_database[0].set(Ways::both(way));
        world.history.fault("Postgres is slow");
        rest(s(4)).await;
        let health = ask(at, "", "GET", "/healthz", None).await;
        lives &= health.is_some_and(|(status, _)| status == 200);
        world.to_database[0].heal();
        world.history.fault("Postgres is quick");
    }
    world.traffic().await;
    Some(world.finish().await.and(lives, "the node says that it lives"))
}

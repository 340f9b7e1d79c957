//! F50: a guest writes as fast as they can, on either of two nodes, while they are removed and
//! added again all the time: nothing of theirs has a place between the two. Invariants 19, 20.

use crate::client::Manner;
use crate::row::{Case, Outcome};
use crate::time::{ms, s};
use crate::world::{Setup, World};

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    // Few others, so that much of the load is the guest's.
    case.size.clients = case.size.clients.max(5);
    let own = Setup::default();
    let manner = Manner { pace: ms(40), ..own.manner };
    let setup = Setup { nodes: 2, redis: true, manner, revoked_within: s(15), ..own };
    let world = World::start(case, setup).await?;
    for _ in 0..world.case.size.faults {
        world.acks(world.case.size.acks * 4).await;
        // Elsewhere than before, and then back.
        world.wires[2].cut();
    }
    Some(world.finish().await)
}

//! F27: what comes to one client comes at 1 kB a second. Small traffic works: it stays connected,
//! and has everything in the end. Invariant 17.

use crate::client::Manner;
use crate::proxy::{Way, Ways};
use crate::row::{Case, Outcome};
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};

const SLOW: usize = 3;

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    case.size.clients = 5;
    let own = Setup::default();
    let manner = Manner { pace: s(10), silence: s(20), text_max: 40 };
    let world = World::start(case, Setup { manner, keeper: false, ..own }).await?;
    world.open(world.case.size.clients).await;
    let since = world.history.count();
    let down = Way { piece: 100, delay: ms(100), ..Way::default() };
    world.wires[SLOW].set(Ways { down, ..Ways::default() });
    world.history.fault("one of them reads 1 kB a second");
    rest(s(15 * world.case.size.faults)).await;
    let closed = world.history.closed(since);
    let outcome = world.finish().await;
    Some(outcome.and(closed.is_empty(), "everybody stays connected"))
}

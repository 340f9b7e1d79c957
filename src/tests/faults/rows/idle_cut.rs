//! F40: something in between cuts connections that carry nothing for a while. It never does,
//! because the server pings more often than that. Invariant 18.

use crate::client::Manner;
use crate::proxy::{Way, Ways};
use crate::row::{Case, Outcome};
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let own = Setup::default();
    // Nobody says anything: what keeps the connection is the server's heartbeat alone.
    let manner = Manner { pace: s(100_000), silence: s(100), ..own.manner };
    let flags = vec!["--heartbeat-seconds", "1"];
    let world = World::start(case, Setup { manner, flags, keeper: false, ..own }).await?;
    world.open(world.case.size.clients).await;
    rest(s(1)).await;
    let since = world.history.count();
    let way = Way { idle: ms(3_500), ..Way::default() };
    world.wires.iter().for_each(|wire| wire.set(Ways::both(way)));
    world.history.fault("who is silent for 3.5 s is cut off");
    rest(s(8 * world.case.size.faults)).await;
    let closed = world.history.closed(since);
    let outcome = world.finish().await;
    Some(outcome.and(closed.is_empty(), "nobody is cut off"))
}

//! F24: the connection of a client is dead in both directions and neither side is told. The server
//! ends the session within heartbeat and deadline, the client gives it up, and what was said
//! meanwhile is there when it comes back. Invariants 13, 18.

use crate::client::Manner;
use crate::proxy::Ways;
use crate::row::{Case, Outcome};
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let own = Setup::default();
    let manner = Manner { silence: s(1), ..own.manner };
    let flags = vec!["--heartbeat-seconds", "1", "--heartbeat-deadline-seconds", "1"];
    // What lies in the socket of one who is cut off is written off when the connection is reset.
    let mut world = World::start(case, Setup { manner, flags, ..own }).await?;
    for _ in 0..world.case.size.faults {
        world.traffic().await;
        let chosen: Vec<bool> = world.wires.iter().map(|_| world.seed.coin()).collect();
        let chosen = || world.wires.iter().zip(&chosen).filter(|(_, is)| **is);
        chosen().for_each(|(wire, _)| wire.set(Ways::dead()));
        world.history.fault("some are cut off silently");
        rest(s(3) + ms(world.case.seed % 2_000)).await;
        for (wire, _) in chosen() {
            wire.cut();
            wire.heal();
        }
        world.history.fault("the way is free");
    }
    world.traffic().await;
    Some(world.finish().await)
}

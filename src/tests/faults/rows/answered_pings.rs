//! F41: something between clients and servers answers the server's pings itself, and passes none
//! on. Nobody is cut off for it; and when a node stops answering, its clients notice by asking
//! (`ping`), though the connection to what stands in between is as alive as ever. Invariant 18.

use crate::client::Manner;
use crate::history::What;
use crate::proxy::{Carries, Way, Ways};
use crate::row::{Case, Outcome};
use crate::time::{ms, now, rest, s};
use crate::world::{Setup, World};
use std::time::Duration;

/// After so long without a word a client asks, and after as long again it gives up.
const SILENCE: u64 = 3;

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let own = Setup::default();
    let manner = Manner { silence: s(SILENCE), ..own.manner };
    let setup = Setup {
        nodes: 2,
        redis: true,
        carries: Carries::Frames,
        keeper: false,
        manner,
        // The server gives up who does not answer it within 3 s.
        flags: vec!["--heartbeat-seconds", "1"],
        revoked_within: s(20),
        ..own
    };
    let world = World::start(case, setup).await?;
    let clients = world.case.size.clients;
    let down = Way { answers_pings: true, ..Way::default() };
    world.wires.iter().for_each(|wire| wire.set(Ways { down, ..Ways::default() }));
    world.history.fault("pings are answered in between");
    world.open(clients).await;
    let since = world.history.count();
    rest(s(12)).await;
    world.traffic().await;
    let stayed = world.history.closed(since).is_empty();
    let mut noticed = s(0);
    for _ in 0..world.case.size.faults {
        world.pause_node(0);
        // What is on its way is still heard.
        rest(s(1)).await;
        noticed = noticed.max(s(1) + all_hear(&world).await);
        world.resume_node(0);
        world.open(clients).await;
        world.traffic().await;
    }
    let mut outcome = world.finish().await;
    outcome.notes.push(format!("who was on a dead node had noticed after {noticed:?}"));
    // Who comes to the dead node again waits for its answer, up to 10 s.
    let in_time = noticed <= s(2 * SILENCE + 12);
    Some(outcome.and(stayed, "nobody is cut off").and(in_time, "a dead node is noticed in time"))
}

/// How long it takes until everybody has heard of something that is said from now on; but for the
/// last one, to whom little is said.
async fn all_hear(world: &World) -> Duration {
    let (since, from) = (world.history.count(), now());
    let all = 1..u32::try_from(world.case.size.clients).unwrap();
    loop {
        let lines = world.history.lines();
        let heard = |who: u32| {
            lines[since..]
                .iter()
                .any(|line| line.who == who && matches!(line.what, What::Event { .. }))
        };
        if all.clone().all(heard) {
            return from.elapsed();
        }
        assert!(from.elapsed() < s(60), "clients do not notice that their node is dead");
        rest(ms(100)).await;
    }
}

//! F33: the same storm while every statement waits 200 ms for Postgres. Nothing collapses, and
//! when Postgres is quick again the node is as it was, by itself. Invariants 36, 42.

use super::storm::{crowd, everybody_back};
use crate::proxy::{Proxy, Way, Ways};
use crate::row::{Case, Outcome};
use crate::time::{self, ms, rest, s};
use crate::world::{Setup, World};

/// How much of the throughput of before counts as all of it: clients think by chance.
const AS_BEFORE: f64 = 0.7;

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    let (setup, _) = crowd(&mut case);
    let world = World::start(case, Setup { keeper: false, ..setup }).await?;
    let mut notes = Vec::new();
    let mut recovers = true;
    for _ in 0..world.case.size.faults {
        world.open(world.case.size.clients).await;
        let before = world.rate(s(4)).await;
        let up = Way { delay: ms(200), ..Way::default() };
        world.to_database[0].set(Ways { up, ..Ways::default() });
        let since = world.history.count();
        world.history.fault("Postgres is slow, and everybody is cut off");
        world.wires.iter().for_each(Proxy::cut);
        rest(s(4)).await;
        world.to_database[0].heal();
        world.history.fault("Postgres is quick");
        let healed = time::now();
        everybody_back(&world, since).await;
        let mut after = world.rate(s(4)).await;
        while after < before * AS_BEFORE && healed.elapsed() < s(30) {
            after = world.rate(s(4)).await;
        }
        recovers &= after >= before * AS_BEFORE;
        let took = healed.elapsed();
        notes.push(format!("{before:.1} acknowledged a second before, {after:.1} {took:?} after"));
    }
    let mut outcome = world.finish().await;
    outcome.notes.extend(notes);
    Some(outcome.and(recovers, "as many are acknowledged as before, 30 s after Postgres is quick"))
}

//! F32: everybody is cut off at once and comes back at once. They are let in at the rate that the
//! node was given, the others are told when to come, and nobody misses anything. Invariants 36, 42.

use crate::history::What;
use crate::proxy::Proxy;
use crate::row::{Case, Outcome};
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::timeout;

/// Sessions a second, in the short form and in the long one.
const RATES: [u32; 2] = [10, 40];

/// A crowd that talks slowly, at a node that lets few in each second.
pub(super) fn crowd(case: &mut Case) -> (Setup, u32) {
    case.size.clients *= if case.long { 40 } else { 5 };
    let [short, long] = RATES;
    let (rate, flag) = if case.long { (long, "40") } else { (short, "10") };
    let own = Setup::default();
    let manner = crate::client::Manner { pace: s(3), ..own.manner };
    (Setup { manner, flags: vec!["--connects-per-second", flag], ..own }, rate)
}

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    let (setup, rate) = crowd(&mut case);
    let world = World::start(case, setup).await?;
    let (mut held, mut last) = (true, s(0));
    for _ in 0..world.case.size.faults {
        world.open(world.case.size.clients).await;
        world.traffic().await;
        let back = storm(&world).await;
        last = last.max(back.last().copied().unwrap_or_default());
        // Counted where they hear of it, which is after they were let in.
        held &= (0_u32..).zip(&back).all(|(before, back)| {
            f64::from(before) <= back.as_secs_f64() * f64::from(rate) + f64::from(rate) * 0.2 + 2.0
        });
    }
    world.traffic().await;
    let clients = world.case.size.clients;
    let mut outcome = world.finish().await;
    outcome.notes.push(format!("{clients} clients at {rate} a second: all back after {last:?}"));
    Some(outcome.and(held, "no more are let in than the rate allows"))
}

/// Cuts everybody off at once; returns how long each was away, the first one back first.
pub(super) async fn storm(world: &World) -> Vec<Duration> {
    let since = world.history.count();
    world.history.fault("everybody is cut off");
    world.wires.iter().for_each(Proxy::cut);
    everybody_back(world, since).await
}

/// Waits until all have opened a session since that line.
pub(super) async fn everybody_back(world: &World, since: usize) -> Vec<Duration> {
    let waiting = async {
        loop {
            let lines = world.history.lines();
            let began = lines[since].at;
            let mut back = BTreeMap::new();
            for line in &lines[since..] {
                if matches!(line.what, What::Opened) {
                    let away = Duration::from_micros(line.at - began);
                    back.entry(line.who).or_insert(away);
                }
            }
            if back.len() >= world.case.size.clients {
                let mut back: Vec<Duration> = back.into_values().collect();
                back.sort_unstable();
                return back;
            }
            rest(ms(200)).await;
        }
    };
    timeout(s(120), waiting).await.expect("everybody comes back")
}

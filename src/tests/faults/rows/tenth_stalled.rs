//! F26: a tenth of the clients read nothing. The others hear what is said as soon as without them:
//! measured in turns within one run, from when it was begun until each had it. Invariant 17.

use crate::client::Manner;
use crate::history::{Line, What};
use crate::proxy::{Carries, Proxy, Way, Ways};
use crate::row::{Case, Outcome};
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

/// How much later it may be here, where everything shares few processors: what fails is a queue
/// behind those who do not read, not a busy machine. The figure is in the notes.
const TIMES: u32 = 3;
const GRACE: Duration = ms(250);

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    case.size.clients *= if case.long { 10 } else { 4 };
    let own = Setup::default();
    // Long texts, and little room on the way: queues fill, and sessions are ended as too slow.
    let manner = Manner { pace: s(2), silence: s(20), text_max: 4_000 };
    let carries = Carries::Narrow;
    let world = World::start(case, Setup { manner, carries, keeper: false, ..own }).await?;
    let clients = world.case.size.clients;
    world.open(clients).await;
    // Not ana, not ben.
    let stalled = 2..2 + clients.div_ceil(10);
    let mut turns: [Vec<Range<usize>>; 2] = Default::default();
    for turn in 0..world.case.size.faults * 2 {
        let stops = turn % 2 == 1;
        let hold = Way { hold: stops, ..Way::default() };
        let ways = Ways { down: hold, ..Ways::default() };
        world.wires[stalled.clone()].iter().for_each(|wire| wire.set(ways));
        world.history.fault(if stops { "a tenth reads nothing" } else { "all read" });
        // Those who read again catch up first, which is not what is measured.
        rest(if world.case.long { s(3) } else { ms(500) }).await;
        let from = world.history.count();
        rest(s(if world.case.long { 6 } else { 3 })).await;
        turns[usize::from(stops)].push(from..world.history.count());
    }
    world.wires.iter().for_each(Proxy::heal);
    let at = world.nodes[0].address()?;
    let slow = super::stalled::counted(at).await;
    let history = world.history.clone();
    let mut outcome = world.finish().await;
    let lines = history.lines();
    let is_other = |who: u32| !stalled.contains(&(usize::try_from(who).unwrap() - 1));
    let [without, with] = turns.map(|turns| {
        // Of the turns, the one in the middle: what disturbs the machine for a moment is in one.
        let mut each: Vec<_> = turns.into_iter().map(|turn| p99(&lines, &turn, is_other)).collect();
        each.sort_unstable();
        each.get(each.len() / 2).copied().unwrap_or_default()
    });
    let ratio = with.as_secs_f64() / without.as_secs_f64().max(0.000_001);
    let note = format!(
        "{clients} clients, p99 of delivery {without:?} without, {with:?} with: {ratio:.2} times; \
         {slow} sessions ended as slow"
    );
    outcome.notes.push(note.clone());
    Some(outcome.and(with <= without * TIMES + GRACE, &note))
}

/// The 99th percentile of the time from when a message was begun, in this turn, until somebody had
/// it.
pub(super) fn p99(lines: &[Line], turn: &Range<usize>, counts: impl Fn(u32) -> bool) -> Duration {
    let mut begun: BTreeMap<&str, u64> = BTreeMap::new();
    let mut took = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| counts(line.who.max(1))) {
        if let What::Began { key, .. } = &line.what
            && turn.contains(&index)
        {
            begun.insert(key, line.at);
        }
        // What is edited later is no delivery.
        if let What::Event { key: Some(key), fact, .. } = &line.what
            && fact == "posted"
        {
            took.extend(begun.get(key.as_str()).map(|begun| line.at - begun));
        }
    }
    took.sort_unstable();
    let place = took.len() * 99 / 100;
    Duration::from_micros(took.get(place).copied().unwrap_or_default())
}

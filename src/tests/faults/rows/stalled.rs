//! F25: a client reads nothing while much is said. Its session is ended as too slow, the others go
//! on, and when it reads again it comes back and has everything. Invariants 17, 30.

use crate::client::Manner;
use crate::proxy::{Way, Ways};
use crate::row::{Case, Outcome};
use crate::socket::fetch;
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};
use std::net::SocketAddr;
use tokio::time::timeout;

/// How many sessions were ended as too slow.
pub(super) async fn counted(at: SocketAddr) -> u64 {
    let metrics = fetch(at, "", "GET", "/metrics", None).await;
    let (_, text) = metrics.unwrap_or_default();
    let name = "parlor_sessions_ended_total{code=\"slow\"} ";
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|count| count.trim().parse().ok()).unwrap_or(0)
}

/// The client that reads nothing: a guest who can write.
const SLOW: usize = 3;

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    case.size.clients = case.size.clients.max(SLOW + 2);
    let own = Setup::default();
    // The kernel takes several megabytes on its way. No other reason may end the session.
    let manner = Manner { text_max: 16_000, pace: ms(60), silence: s(100) };
    let flags = vec!["--heartbeat-seconds", "300"];
    let world = World::start(case, Setup { manner, flags, keeper: false, ..own }).await?;
    let mut notes = Vec::new();
    for _ in 0..world.case.size.faults {
        world.traffic().await;
        let since = world.history.count();
        let down = Way { hold: true, ..Way::default() };
        world.wires[SLOW].set(Ways { down, ..Ways::default() });
        world.history.fault("one of them reads nothing");
        let before = *world.board.acked.borrow();
        let who = u32::try_from(SLOW + 1).unwrap();
        let at = world.nodes[0].address().expect("it runs");
        let ended = async {
            // The client does not see it: what it would see comes after what it does not read.
            while counted(at).await == 0 {
                rest(ms(200)).await;
            }
        };
        timeout(s(120), ended).await.expect("who reads nothing is cut off");
        let said = *world.board.acked.borrow() - before;
        notes.push(format!("cut off when {said} operations of the others were acknowledged"));
        let others = world.history.closed(since).into_iter().filter(|(one, _)| *one != who);
        assert_eq!(others.collect::<Vec<_>>(), [], "the others stay");
        world.wires[SLOW].cut();
        world.wires[SLOW].heal();
    }
    world.traffic().await;
    let mut outcome = world.finish().await;
    outcome.notes.extend(notes);
    Some(outcome)
}

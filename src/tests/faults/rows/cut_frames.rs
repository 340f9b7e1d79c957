//! F29: clients' connections are cut after any number of bytes, in either direction: within frames,
//! within handshakes. Never half a message; again gives one message. Invariants 2, 8.

use crate::proxy::{Way, Ways};
use crate::row::{Case, Outcome};
use crate::time::{ms, rest};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let mut world = World::start(case, Setup::default()).await?;
    for _ in 0..world.case.size.faults {
        let count = u64::try_from(world.wires.len()).unwrap();
        let wire = usize::try_from(world.seed.below(count)).unwrap();
        let bytes = usize::try_from(world.seed.below(2_000)).unwrap();
        let way = Way { cut_after: Some(bytes), ..Way::default() };
        let ways = if world.seed.coin() {
            Ways { up: way, ..Ways::default() }
        } else {
            Ways { down: way, ..Ways::default() }
        };
        world.history.fault(format!("wire {wire} is cut after {bytes} bytes: {ways:?}"));
        world.wires[wire].set(ways);
        rest(ms(world.seed.below(400))).await;
        world.wires[wire].heal();
    }
    world.traffic().await;
    Some(world.finish().await)
}

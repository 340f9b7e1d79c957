//! F30: what the server says is lost on the way, and the client says the same again, over and over.
//! Invariant 2.

use crate::client::Manner;
use crate::proxy::{Way, Ways};
use crate::row::{Case, Outcome};
use crate::time::{ms, rest};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let manner = Manner { silence: ms(500), ..Setup::default().manner };
    let mut world = World::start(case, Setup { manner, ..Setup::default() }).await?;
    for _ in 0..world.case.size.faults {
        let down = Way { swallow: true, ..Way::default() };
        for wire in &world.wires {
            if world.seed.coin() {
                wire.set(Ways { down, ..Ways::default() });
            }
        }
        world.history.fault("answers are lost");
        rest(ms(100 + world.seed.below(300))).await;
        for wire in &world.wires {
            wire.cut();
            wire.heal();
        }
        rest(ms(world.seed.below(500))).await;
    }
    world.traffic().await;
    Some(world.finish().await)
}

//! F35: an operator who does not wait: SIGTERM twice, which ends the node in a moment, or SIGKILL
//! while it still lets sessions go. Invariants 1, 40.

use crate::row::{Case, Outcome};
use crate::time::{self, ms, rest, s};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let flags = vec!["--drain-grace", "60", "--drain-seconds", "60"];
    let mut world = World::start(case, Setup { flags, ..Setup::default() }).await?;
    let mut longest = s(0);
    for turn in 0..world.case.size.faults {
        world.traffic().await;
        world.history.fault("told to stop");
        world.nodes[0].terminate();
        rest(ms(world.seed.below(500))).await;
        if turn % 2 == 1 {
            world.kill_node(0).await;
        } else {
            let told = time::now();
            world.stop_node(0).await;
            longest = longest.max(told.elapsed());
        }
        world.start_node(0).await;
    }
    world.traffic().await;
    let mut outcome = world.finish().await;
    outcome.notes.push(format!("ended {longest:?} after the second signal at the most"));
    Some(outcome.and(longest < s(15), "the second signal ends it in a moment"))
}

//! F12: the disk under the embedded store is full. What is acknowledged stays, what is not is said
//! again, and it works when there is room. Invariants 1, 43.

use crate::client::Manner;
use crate::history::What;
use crate::row::{Case, Outcome};
use crate::support::small_disk::SmallDisk;
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};
use tokio::time::timeout;

const KIB: u32 = 24 * 1024;

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let own = Setup::default();
    let manner = Manner { text_max: 4_000, ..own.manner };
    let mut world = World::start(case, Setup { manner, ..own }).await?;
    world.traffic().await;
    world.kill_node(0).await;
    let disk = SmallDisk::over(&world.nodes[0].recipe.folder.join("data"), KIB)?;
    let command = disk.command("env");
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let words: Vec<String> = words.map(|word| word.to_str().unwrap().to_owned()).collect();
    world.nodes[0].recipe.under = words;
    world.start_node(0).await;
    for _ in 0..world.case.size.faults {
        world.traffic().await;
        let since = world.history.count();
        disk.fill();
        world.history.fault("the disk is full");
        let refused = async {
            let is =
                |what: &What| matches!(what, What::Unknown { why, .. } if why == "unavailable");
            while !world.history.lines()[since..].iter().any(|line| is(&line.what)) {
                rest(ms(100)).await;
            }
        };
        timeout(s(60), refused).await.expect("something has no room");
        rest(s(1)).await;
        disk.free();
        world.history.fault("there is room");
    }
    world.traffic().await;
    Some(world.finish().await)
}

//! F21: somebody says on the bus what is no message of a node: noise, another version, 5 MB. It is
//! ignored, and nothing panics. Invariants 34, 44.

use crate::row::{Case, Outcome};
use crate::support::redis::command;
use crate::time::s;
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { nodes: 2, redis: true, ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    let url = world.redis.as_ref().expect("its own").url();
    for _ in 0..world.case.size.faults {
        for talk in &world.talks {
            let channels = ["parlor:nodes".to_owned(), format!("parlor:c:{}", talk.id)];
            for channel in channels {
                let noise: Vec<u8> = (0..64).map(|_| world.seed.next().to_le_bytes()[0]).collect();
                let large = vec![b'x'; 5 * 1024 * 1024];
                let other: &[u8] = br#"{"v":99,"from":"nobody"}"#;
                for said in [&noise[..], other, b"", b"\xff\xff\xff\xff", &large] {
                    command(&url, &[b"SPUBLISH", channel.as_bytes(), said]).await;
                }
            }
        }
        world.history.fault("garbage was said");
        world.traffic().await;
    }
    let calm = world.nodes.iter().all(|node| !node.said("panicked"));
    Some(world.finish().await.within(s(10)).and(calm, "no panic in a log"))
}

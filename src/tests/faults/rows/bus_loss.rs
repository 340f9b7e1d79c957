//! F20: of the messages of the bus 30 % are lost, 30 % come twice, and all in the wrong order.
//! Nobody can tell. Invariants 6, 13, 16.

use crate::proxy::Bus;
use crate::row::{Case, Outcome};
use crate::time::s;
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { nodes: 2, redis: true, revoked_within: s(15), ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    for _ in 0..world.case.size.faults {
        let mix = usize::try_from(world.seed.below(50)).unwrap();
        for proxy in &world.to_redis {
            proxy.bus(Bus { lose: 30, double: 30, mix });
        }
        world.history.fault(format!("the bus loses and doubles 30 %, mixes {mix}"));
        world.traffic().await;
    }
    Some(world.finish().await.within(s(10)))
}

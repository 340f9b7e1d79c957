//! Everything by chance: nodes killed, paused and replaced, clients cut off, the bus lossy, Redis
//! and Postgres killed and paused, one after the other and together.

use crate::proxy::{Bus, Ways};
use crate::row::{Case, Outcome};
use crate::time::{ms, rest, s};
use crate::world::{Setup, World};

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup {
        nodes: 2,
        redis: true,
        own_postgres: true,
        revoked_within: s(15),
        flags: vec!["--drain-seconds", "2"],
        ..Setup::default()
    };
    let mut world = World::start(case, setup).await?;
    for _ in 0..world.case.size.faults {
        let acks = world.seed.below(world.case.size.acks);
        world.acks(acks).await;
        fault(&mut world).await;
    }
    world.to_redis.iter().for_each(crate::proxy::Proxy::heal);
    world.traffic().await;
    Some(world.finish().await)
}

async fn fault(world: &mut World) {
    let node = usize::from(world.seed.coin());
    let while_it_lasts = ms(world.seed.below(4_000));
    match world.seed.below(8) {
        0 => {
            world.kill_node(node).await;
            rest(while_it_lasts).await;
            world.start_node(node).await;
        }
        1 => {
            world.pause_node(node);
            rest(while_it_lasts).await;
            world.resume_node(node);
        }
        2 => {
            world.stop_node(node).await;
            world.start_node(node).await;
        }
        3 => {
            world.history.fault("clients are cut off silently");
            let wires: Vec<bool> = world.wires.iter().map(|_| world.seed.coin()).collect();
            let chosen = || world.wires.iter().zip(&wires).filter(|(_, is)| **is);
            chosen().for_each(|(wire, _)| wire.set(Ways::dead()));
            rest(while_it_lasts).await;
            for (wire, _) in chosen() {
                wire.cut();
                wire.heal();
            }
        }
        4 => {
            let (lose, double) = (world.seed.below(60), world.seed.below(60));
            let mix = usize::try_from(world.seed.below(50)).unwrap();
            world.history.fault(format!("the bus loses {lose} %, doubles {double} %, mixes {mix}"));
            world.to_redis[node].bus(Bus { lose, double, mix });
        }
        5 => {
            world.history.fault("Redis is killed");
            world.redis.as_mut().expect("its own").kill().await;
            rest(while_it_lasts).await;
            world.redis.as_mut().expect("its own").start().await;
        }
        6 => {
            world.history.fault("Postgres is killed");
            world.postgres.as_mut().expect("its own").kill9();
            rest(while_it_lasts).await;
            world.postgres.as_mut().expect("its own").start_again().await;
        }
        _ => {
            world.history.fault("Postgres is paused");
            world.postgres.as_ref().expect("its own").pause();
            rest(while_it_lasts).await;
            world.postgres.as_ref().expect("its own").resume();
        }
    }
}

//! F60: the name of Postgres, and that of Redis, stands for another address from one moment to the
//! next. The node looks the name up again. Invariant 43.

use crate::proxy::{Carries, Proxy};
use crate::row::{Case, Outcome};
use crate::time::s;
use crate::world::{Setup, World};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

const HOST: &str = "store.parlor.test";

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { redis: true, revoked_within: s(15), ..Setup::default() };
    let mut world = World::start(case, setup).await?;
    let hosts = world.nodes[0].recipe.folder.join("hosts");
    let point = |address: &str| std::fs::write(&hosts, format!("{address} {HOST}\n")).unwrap();
    point("127.0.0.1");
    let (database, redis) = (world.to_database[0].address, world.to_redis[0].address);
    let recipe = &mut world.nodes[0].recipe;
    let named = |url: &mut Option<String>, address: std::net::SocketAddr| {
        let name = format!("{HOST}:{}", address.port());
        *url = url.as_ref().map(|url| url.replace(&address.to_string(), &name));
    };
    named(&mut recipe.database, database);
    named(&mut recipe.redis, redis);
    let mount = "mount --bind \"$0\" /etc/hosts && exec \"$@\"";
    let may = std::process::Command::new("unshare").args(["-m", "true"]).status();
    if !may.is_ok_and(|status| status.success()) {
        return None;
    }
    let hosts = hosts.to_str().unwrap().to_owned();
    world.run_under(0, &["unshare", "-m", "sh", "-c", mount, &hosts]).await;
    world.traffic().await;
    // The same ports at another address, from where it goes on to the old one.
    let mut moved = Vec::new();
    for (address, carries) in [(database, Carries::Postgres), (redis, Carries::Redis)] {
        let listener = TcpListener::bind(("127.0.0.2", address.port())).await.ok()?;
        let targets = Arc::new(Mutex::new(vec![Some(address)]));
        moved.push(Proxy::on(listener, targets, carries, world.seed.fork(), 0));
    }
    point("127.0.0.2");
    world.history.fault("the names stand for another address");
    world.to_database[0].cut();
    world.to_redis[0].cut();
    world.traffic().await;
    let used = moved.iter().all(|proxy| proxy.taken() > 0);
    let outcome = world.finish().await;
    Some(outcome.and(used, "the node goes to the new address"))
}

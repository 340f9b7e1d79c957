//! F55: a backup is made beside the running server, people go on, and then everything is as in the
//! backup: what was acknowledged after it is gone, which is what a restore is. Nobody is shown
//! other content under a number that they know: the epoch is another one. Invariants 14, 15.

use crate::history::What;
use crate::node::Recipe;
use crate::row::{Case, Kind, Outcome};
use crate::support::stores::Database;
use crate::world::{Setup, World};
use std::path::Path;

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    // Whom the keeper removed, and when, is not known any more.
    let mut world = World::start(case, Setup { keeper: false, ..Setup::default() }).await?;
    let mut databases = Vec::new();
    let (mut bad, since) = (Vec::new(), world.history.count());
    for turn in 0..world.case.size.faults {
        world.traffic().await;
        let archive = world.nodes[0].recipe.folder.join(format!("{turn}.tar"));
        // From here on, for what is said while the archive is made is in it or not.
        let from = world.history.count();
        world.history.fault("a backup is made");
        order(&world.nodes[0].recipe, "backup", &archive).await;
        world.acks(100).await;
        world.kill_node(0).await;
        let recipe = &mut world.nodes[0].recipe;
        recipe.folder = recipe.folder.with_extension(turn.to_string());
        std::fs::create_dir_all(recipe.folder.join("data")).unwrap();
        if world.case.kind == Kind::Postgres {
            let database = Database::create().await?;
            recipe.database = Some(database.url.clone());
            databases.push(database);
        }
        order(recipe, "restore", &archive).await;
        world.history.forget(from);
        world.history.fault("everything is as in the backup");
        world.start_node(0).await;
    }
    world.open(world.case.size.clients).await;
    world.traffic().await;
    let lines = world.history.lines();
    for who in (1..).take(world.case.size.clients) {
        let told = |what: &What| matches!(what, What::Resync { .. });
        if !lines[since..].iter().any(|line| line.who == who && told(&line.what)) {
            bad.push(format!("client {who} was not told to fetch anew"));
        }
    }
    let mut outcome = world.finish().await;
    outcome.bad.extend(bad);
    Some(outcome)
}

/// `parlor backup`, or `parlor restore`.
async fn order(recipe: &Recipe, name: &str, archive: &Path) {
    let mut command = recipe.command();
    command.arg(name).arg("--data").arg(recipe.folder.join("data")).arg(archive);
    command.envs(recipe.database.as_ref().map(|url| ("DATABASE_URL", url)));
    let said = command.output().await.unwrap();
    assert!(said.status.success(), "{name}: {}", String::from_utf8_lossy(&said.stderr));
}

//! F37: the server's wall clock jumps by an hour and by ten years, forth and back. Order does not
//! know of it. An hour ends nothing; ten years end no sign-in for good. Invariant 12.

use crate::row::{Case, Outcome};
use crate::support::stores::variable;
use crate::time::{rest, s};
use crate::world::{Setup, World};
use std::path::{Path, PathBuf};

/// Puts a server's clock so far off from now on; `None`: what that takes is not there.
pub(super) async fn off(world: &mut World, node: usize, by: &str) -> Option<()> {
    let library = variable("PARLOR_TEST_FAKETIME").filter(|path| !path.is_empty())?;
    let file = clock(world, node);
    set(&file, by);
    let preload = format!("LD_PRELOAD={library}");
    let file = format!("FAKETIME_TIMESTAMP_FILE={}", file.display());
    // The file is looked at each second. The clock that measures spans goes on as it is.
    let (look, spans) = ("FAKETIME_CACHE_DURATION=1", "FAKETIME_DONT_FAKE_MONOTONIC=1");
    world.run_under(node, &["env", &preload, &file, look, spans]).await;
    Some(())
}

/// The file that says how far a server's clock is off.
fn clock(world: &World, node: usize) -> PathBuf {
    world.nodes[node].recipe.folder.join("clock")
}

/// As one write, for a reader may come at any time.
fn set(file: &Path, by: &str) {
    let whole = file.with_extension("next");
    std::fs::write(&whole, format!("{by}\n")).unwrap();
    std::fs::rename(&whole, file).unwrap();
}

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let mut world = World::start(case, Setup::default()).await?;
    off(&mut world, 0, "+0").await?;
    let file = clock(&world, 0);
    for _ in 0..world.case.size.faults {
        for by in ["+3600", "-3600", "+0"] {
            world.traffic().await;
            world.history.fault(format!("the clock is off by {by} s"));
            let since = world.history.count();
            set(&file, by);
            rest(s(3)).await;
            world.traffic().await;
            let mut closed = world.history.closed(since);
            // Who is removed and added all the time is told to connect again now and then.
            closed.retain(|(_, how)| !how.contains("4004"));
            assert!(closed.is_empty(), "an hour ends no session: {closed:?}");
        }
        for by in ["+315360000", "-315360000"] {
            world.history.fault(format!("the clock is off by {by} s"));
            set(&file, by);
            rest(s(4)).await;
            set(&file, "+0");
            world.history.fault("the clock is right");
            rest(s(2)).await;
            world.traffic().await;
        }
    }
    Some(world.finish().await)
}

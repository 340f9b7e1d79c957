//! F14 on Postgres: its disk fails while the write-ahead log is flushed (`fdatasync` says EIO, put
//! there by strace). Postgres does not try again, it goes down and recovers; what was acknowledged
//! is there, and what was under way is settled. Invariants 1, 8, 43.

use crate::proxy::Proxy;
use crate::row::{Case, Outcome};
use crate::support::own_postgres::signal;
use crate::time::{Task, s, task};
use crate::world::{Setup, World};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::timeout;

/// Which flush of each process fails.
const WHICH: &str = "inject=fdatasync,fsync:error=EIO:when=25";

/// A strace that is attached to Postgres and to every process that it starts from now on.
struct FailingDisk {
    strace: Child,
    /// Flushes that failed.
    failed: watch::Receiver<usize>,
    _reading: Task<()>,
}

impl FailingDisk {
    async fn under(postmaster: u32) -> Option<Self> {
        let mut strace = Command::new("strace")
            .args(["-f", "-p", &postmaster.to_string(), "-e", "trace=fdatasync,fsync", "-e", WHICH])
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let mut said = BufReader::new(strace.stderr.take()?).lines();
        let first = timeout(s(10), said.next_line()).await.ok()?.ok()?.unwrap_or_default();
        let (count, failed) = watch::channel(0);
        // What it says is read to its end, or it would wait for that.
        let reading = task(async move {
            while let Ok(Some(line)) = said.next_line().await {
                count.send_modify(|count| *count += usize::from(line.contains("INJECTED")));
            }
        });
        first.contains("attached").then_some(Self { strace, failed, _reading: reading })
    }

    async fn heal(mut self) {
        let id = self.strace.id().expect("it runs");
        signal("INT", &[id]);
        drop(timeout(s(10), self.strace.wait()).await);
    }
}

pub(crate) async fn run(case: Case) -> Option<Outcome> {
    let setup = Setup { own_postgres: true, ..Setup::default() };
    let world = World::start(case, setup).await?;
    world.traffic().await;
    let wanted = usize::try_from(world.case.size.faults).unwrap();
    let postgres = world.postgres.as_ref().expect("its own");
    let mut disk = FailingDisk::under(postgres.postmaster()).await?;
    world.history.fault("the disk of Postgres fails now and then");
    // Connections of before are not looked at.
    world.to_database.iter().for_each(Proxy::cut);
    let failing = timeout(s(300), disk.failed.wait_for(|count| *count >= wanted)).await.is_ok();
    let count = *disk.failed.borrow();
    disk.heal().await;
    world.history.fault("the disk is well");
    world.traffic().await;
    let mut outcome = world.finish().await;
    outcome.notes.push(format!("{count} flushes failed"));
    Some(outcome.and(failing, "as many flushes fail as are wanted"))
}

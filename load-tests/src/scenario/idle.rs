//! Sessions that only wait: what each costs the server in memory, and all of them in processor
//! time.

use crate::args::Idle;
use crate::check::Class;
use crate::crowd::Crowd;
use crate::people::{self, Talk};
use crate::report::{Report, number};
use crate::server::Server;
use crate::watch::Watch;
use std::time::Duration;

/// Sessions of one user; the server closes the oldest beyond it.
const SESSIONS_PER_USER: u32 = 10;
/// How long the server gets to become quiet before its memory is read.
const SETTLE: Duration = Duration::from_secs(3);
/// Members of each conversation that the people are in.
const MEMBERS: u32 = 1_000;

pub(crate) async fn run(server: &Server, idle: &Idle) -> anyhow::Result<Report> {
    let mut report = Report::new(format!("idle: {} sessions", idle.sessions)).of("idle");
    let mut crowd = Crowd::new(server)?;
    people(server, &mut crowd, idle.sessions).await?;
    server.check_files(u64::from(idle.sessions))?;
    tokio::time::sleep(SETTLE.min(Duration::from_secs(idle.seconds))).await;
    let before = server.look()?;

    let at_once = usize::try_from(idle.opening)?;
    let opened = crowd.open(at_once, false)?;
    let open = number(u64::try_from(crowd.len())?);
    report.figure("sessions", open, "");
    report.figure("opened_in", opened.took.as_secs_f64(), "s");
    report.times("open", &opened.times);
    report.latency(&opened.times);
    let after_open = server.look()?;

    let seconds = Duration::from_secs(idle.seconds);
    wait(&mut crowd, SETTLE.min(seconds))?;
    let quiet = server.look()?;
    let watch = Watch::start();
    wait(&mut crowd, seconds)?;
    let waited = watch.elapsed();
    let end = server.look()?;

    if let (Some(before), Some(after_open), Some(quiet), Some(end)) =
        (before, after_open, quiet, end)
    {
        let grown = number(quiet.pss_kib.saturating_sub(before.pss_kib));
        report.figure("memory_per_session", grown / open, "KiB PSS");
        report.figure("memory_before", number(before.pss_kib) / 1_024.0, "MiB PSS");
        let opening = number(after_open.processor.since(&before.processor)) / 1_000.0;
        report.figure("processor_per_open", opening / open, "µs");
        let waiting = number(end.processor.since(&quiet.processor)) / 1e9;
        report.figure(
            "processor_while_idle",
            100.0 * waiting / waited.as_secs_f64(),
            "% of a core",
        );
    }
    for broken in crowd.finish() {
        report.broken(broken);
    }
    Ok(report)
}

/// Listens for so long.
fn wait(crowd: &mut Crowd, span: Duration) -> anyhow::Result<()> {
    let watch = Watch::start();
    while watch.elapsed() < span {
        crowd.turn(None)?;
    }
    Ok(())
}

/// Ten sessions for each user, in conversations of a thousand members.
async fn people(server: &Server, crowd: &mut Crowd, sessions: u32) -> anyhow::Result<()> {
    let mut missing = sessions;
    while missing > 0 {
        let guests = missing.div_ceil(SESSIONS_PER_USER).min(MEMBERS - 1);
        let talk = Talk::create(server, "idle").await?;
        let room = crowd.place(&talk);
        for token in people::join(server, &talk, guests).await? {
            for _ in 0..missing.min(SESSIONS_PER_USER) {
                crowd.person(&token, room, Class::Guest);
                missing -= 1;
            }
        }
    }
    Ok(())
}

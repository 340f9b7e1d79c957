//! Sessions that only wait: what each costs the server in memory, and all of them in processor
//! time.

use crate::args::Idle;
use crate::people::{self, Talk};
use crate::report::{Report, number, progress};
use crate::server::Server;
use crate::session::{Session, open_all};
use crate::watch::Watch;
use std::time::Duration;
use tokio::task::JoinSet;

/// Sessions of one user; the server closes the oldest beyond it.
const SESSIONS_PER_USER: u32 = 10;
/// How long the server gets to become quiet before its memory is read.
const SETTLE: Duration = Duration::from_secs(3);
/// Members of each conversation that the people are in.
const MEMBERS: u32 = 1_000;

pub(crate) async fn run(server: &Server, idle: &Idle) -> anyhow::Result<Report> {
    let mut report = Report::new(format!("idle: {} sessions", idle.sessions));
    let tokens = tokens(server, idle.sessions).await?;
    server.check_files(u64::from(idle.sessions))?;
    tokio::time::sleep(SETTLE).await;
    let before = server.look()?;

    progress("opening sessions");
    let at_once = usize::try_from(idle.opening)?;
    let opened = open_all(&server.http.address, &tokens, server.encoding, at_once).await?;
    let open = number(u64::try_from(opened.sessions.len())?);
    report.figure("sessions", open, "");
    report.figure("opened_per_second", open / opened.took.as_secs_f64(), "1/s");
    report.times("open", &opened.times);
    let after_open = server.look()?;

    let mut holding = JoinSet::new();
    for session in opened.sessions {
        holding.spawn(hold(session));
    }
    tokio::time::sleep(SETTLE).await;
    let quiet = server.look()?;
    let watch = Watch::start();
    tokio::time::sleep(Duration::from_secs(idle.seconds)).await;
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
    while let Some(ended) = holding.try_join_next() {
        report.broken(format!("a session ended by itself: {}", ended?));
    }
    holding.shutdown().await;
    Ok(report)
}

/// Reads until the session ends; says why it did.
async fn hold(mut session: Session) -> String {
    loop {
        if let Err(error) = session.next().await {
            return format!("{error:#}");
        }
    }
}

/// A token for each session: ten of each user, in conversations of a thousand members.
async fn tokens(server: &Server, sessions: u32) -> anyhow::Result<Vec<String>> {
    let mut people = sessions.div_ceil(SESSIONS_PER_USER);
    let mut tokens = Vec::new();
    while people > 0 {
        let guests = people.min(MEMBERS - 1);
        let talk = Talk::create(server, "idle").await?;
        tokens.extend(people::join(server, &talk, guests).await?);
        people -= guests;
    }
    let each = usize::try_from(SESSIONS_PER_USER)?;
    let repeated = tokens.iter().flat_map(|token| std::iter::repeat_n(token.clone(), each));
    Ok(repeated.take(usize::try_from(sessions)?).collect())
}

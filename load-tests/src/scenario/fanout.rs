//! One conversation, many members, each with a live session: what a delivery costs.
//!
//! A closed loop keeps so many messages under way: one counts until all members have it, so that
//! `--in-flight 1` allows the server no gathering. An open one (`--rate`) sends at a fixed rate,
//! and latency counts from when a message was due. Members may stop reading (`--slow`), and then
//! it is seen whether others notice.

use crate::args::Fanout;
use crate::check::Class;
use crate::crowd::Crowd;
use crate::meter::{DELIVERIES, Meter};
use crate::pace::Pace;
use crate::people::{self, Talk};
use crate::report::Report;
use crate::server::Server;
use std::time::Duration;

/// How long the server gets to become quiet before its processor time is read.
const SETTLE: Duration = Duration::from_secs(1);
/// Sessions that are being opened at once.
const OPENING: usize = 64;

pub(crate) async fn run(server: &Server, fanout: &Fanout) -> anyhow::Result<Report> {
    let mut report = Report::new(title(fanout)).of(id(fanout));
    let talk = Talk::create(server, "fanout").await?;
    let mut crowd = Crowd::new(server)?;
    let room = crowd.place(&talk);
    crowd.person(server.token()?, room, Class::Internal);
    for token in people::join(server, &talk, fanout.members - 1).await? {
        crowd.person(&token, room, Class::Guest);
    }
    server.check_files(u64::from(fanout.members))?;
    crowd.open(OPENING, false)?;
    tokio::time::sleep(SETTLE).await;
    let members = usize::try_from(fanout.members)?;
    for slow in 0..usize::try_from(fanout.slow)? {
        // The last ones: the first ones send.
        crowd.deafen(members.saturating_sub(slow + 1));
    }

    let expected = u64::from(fanout.messages) * u64::from(fanout.members - fanout.slow);
    let mut meter = Meter::start(server, &report.id, expected)?;
    match fanout.rate {
        None => closed(&mut crowd, fanout, &mut meter)?,
        Some(rate) => open(&mut crowd, fanout, rate, &mut meter)?,
    }
    let took = meter.watch.elapsed().as_secs_f64();
    meter.end(&mut report, &DELIVERIES)?;
    report.figure("messages_per_second", f64::from(fanout.messages) / took, "1/s");
    for broken in crowd.finish() {
        report.broken(broken);
    }
    Ok(report)
}

/// Keeps so many messages under way until all are sent and delivered.
fn closed(crowd: &mut Crowd, fanout: &Fanout, meter: &mut Meter<'_>) -> anyhow::Result<()> {
    let bytes = usize::try_from(fanout.bytes)?;
    let senders = usize::try_from(fanout.senders.min(fanout.members))?;
    let deadline = Duration::from_secs(fanout.deadline);
    let (mut sent, mut completed, mut next) = (0, 0, 0);
    while (sent < fanout.messages || !crowd.is_complete()) && meter.watch.elapsed() < deadline {
        while sent < fanout.messages && u64::from(sent) < completed + u64::from(fanout.in_flight) {
            crowd.send(next % senders, meter.watch.micros(), bytes)?;
            next += 1;
            sent += 1;
        }
        completed += crowd.turn(Some(&mut *meter))?.completed;
        meter.tick()?;
    }
    Ok(())
}

/// Sends at a fixed rate.
fn open(
    crowd: &mut Crowd,
    fanout: &Fanout,
    rate: f64,
    meter: &mut Meter<'_>,
) -> anyhow::Result<()> {
    let bytes = usize::try_from(fanout.bytes)?;
    let senders = usize::try_from(fanout.senders.min(fanout.members))?;
    let deadline = Duration::from_secs(fanout.deadline);
    let mut pace = Pace::new(rate, Duration::from_secs_f64(f64::from(fanout.messages) / rate));
    let mut next = 0;
    while (!pace.is_over() || !crowd.is_complete()) && meter.watch.elapsed() < deadline {
        while let Some(due) = pace.due(meter.watch.elapsed()) {
            crowd.send(next % senders, due, bytes)?;
            next += 1;
        }
        crowd.turn(Some(&mut *meter))?;
        meter.tick()?;
    }
    Ok(())
}

fn id(fanout: &Fanout) -> String {
    let how = match fanout.rate {
        Some(rate) => format!("{rate}-per-second"),
        None => format!("{}-in-flight", fanout.in_flight),
    };
    let slow = if fanout.slow > 0 { "-slow" } else { "" };
    format!("fanout-{}-{how}{slow}", fanout.members)
}

fn title(fanout: &Fanout) -> String {
    let how = match fanout.rate {
        Some(rate) => format!("{rate} a second"),
        None => format!("{} in flight", fanout.in_flight),
    };
    let slow = match fanout.slow {
        0 => String::new(),
        slow => format!(", {slow} of them read nothing"),
    };
    format!("fanout: {} messages to {} members{slow}, {how}", fanout.messages, fanout.members)
}

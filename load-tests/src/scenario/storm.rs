//! Everybody is cut off at once and comes back at once: the time until all are signed in again,
//! have what they missed, and hear what is said from then on.

use crate::args::Storm;
use crate::crowd::Crowd;
use crate::meter::Meter;
use crate::report::{Report, number, progress};
use crate::scenario::rooms;
use crate::server::Server;
use crate::watch::{Watch, histogram};
use anyhow::ensure;
use std::time::Duration;

/// Sessions that are being opened at once, the first time.
const OPENING: usize = 64;
/// How long the server gets to notice that everybody is gone.
const SETTLE: Duration = Duration::from_secs(2);
/// How long a message to every room may take.
const DEADLINE: Duration = Duration::from_secs(30);
/// Bytes of a message's text.
const TEXT_BYTES: usize = 200;

pub(crate) async fn run(server: &Server, storm: &Storm) -> anyhow::Result<Report> {
    let mut crowd = Crowd::new(server)?;
    server.check_files(2 * u64::from(storm.rooms) * u64::from(storm.members))?;
    rooms::fill(server, &mut crowd, storm.rooms, storm.members).await?;
    let sessions = number(u64::try_from(crowd.len())?);
    let mut report = Report::new(format!("storm: {sessions} come back at once")).of("storm");
    crowd.open(OPENING, false)?;
    say(server, &mut crowd)?;

    let mut times = histogram()?;
    let (mut took, mut spent) = (Vec::new(), 0);
    for _ in 0..storm.times {
        crowd.cut();
        tokio::time::sleep(SETTLE).await;
        let before = server.processor_time()?;
        let opened = crowd.open(usize::MAX, true)?;
        let after = server.processor_time_again()?;
        progress(&format!("  all back after {:.2} s", opened.took.as_secs_f64()));
        times.add(&opened.times)?;
        took.push(opened.took.as_secs_f64());
        if let (Some(before), Some(after)) = (before, after) {
            spent += after.since(&before);
        }
        // Live means: what is said now reaches everybody, next after what they held.
        say(server, &mut crowd)?;
    }
    took.sort_by(f64::total_cmp);
    report.figure("all_back", took.get(took.len() / 2).copied().unwrap_or_default(), "s");
    report.times("back", &times);
    report.latency(&times);
    let all = sessions * f64::from(storm.times);
    report.figure("processor_per_session", number(spent) / 1_000.0 / all, "µs");
    for broken in crowd.finish() {
        report.broken(broken);
    }
    Ok(report)
}

/// Says something in every room, and waits until all have it.
fn say(server: &Server, crowd: &mut Crowd) -> anyhow::Result<()> {
    let watch = Watch::start();
    let mut meter = Meter::start(server, "a message to each", 0)?;
    for room in 0..crowd.rooms() {
        let person = crowd.people_of(room).first().copied();
        crowd.send(person.unwrap_or_default(), meter.watch.micros(), TEXT_BYTES)?;
    }
    while !crowd.is_complete() && watch.elapsed() < DEADLINE {
        crowd.turn(Some(&mut meter))?;
    }
    ensure!(crowd.is_complete(), "not everybody hears what is said");
    Ok(())
}

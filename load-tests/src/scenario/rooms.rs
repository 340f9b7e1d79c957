//! Many conversations of few members: the highest rate of messages at which 99 % of the deliveries
//! are in time, found by doubling and halving. Latency counts from when a message was due.

use crate::args::Rooms;
use crate::check::Class;
use crate::crowd::Crowd;
use crate::meter::{DELIVERIES, Meter};
use crate::pace::{Pace, Search};
use crate::people;
use crate::report::{Report, progress};
use crate::server::Server;
use std::time::Duration;

/// Sessions that are being opened at once.
const OPENING: usize = 64;
/// How exactly the rate is found.
const EXACT: f64 = 1.1;
/// How long deliveries are waited for after the last message of a try was due.
const GRACE: Duration = Duration::from_secs(20);
/// Bytes of a message's text.
const TEXT_BYTES: usize = 200;

pub(crate) async fn run(server: &Server, rooms: &Rooms) -> anyhow::Result<Report> {
    let title = format!("rooms: {} conversations of {}", rooms.rooms, rooms.members);
    let mut report = Report::new(title).of("rooms");
    server.check_files(u64::from(rooms.rooms) * u64::from(rooms.members))?;
    let mut crowd = Crowd::new(server)?;
    fill(server, &mut crowd, rooms.rooms, rooms.members).await?;
    crowd.open(OPENING, false)?;

    let mut search = Search::from(rooms.rate, EXACT);
    let mut best = None;
    while let Some(rate) = search.next() {
        let mut tried = attempt(server, &mut crowd, rooms, rate)?;
        let in_time =
            tried.value("due_to_read_p99").is_some_and(|p99| p99 < f64::from(rooms.within));
        let passed = in_time && crowd.is_complete() && crowd.faults.is_empty();
        progress(&format!("  {rate:.0} messages/s: {}", if passed { "passed" } else { "failed" }));
        search.tried(passed);
        if best.is_none() {
            // The first try is the same rate for all: there costs can be compared.
            for name in ["processor_per_delivery", "due_to_read_p50", "due_to_read_p99"] {
                let unit = if name.starts_with("processor") { "µs" } else { "ms" };
                report.figure(format!("{name}_at_{}", rooms.rate), value(&tried, name), unit);
            }
        }
        if passed || best.is_none() {
            tried.scenario.clear();
            best = Some(tried);
        }
        if !crowd.is_complete() {
            // What is late would be counted in the next try.
            break;
        }
    }
    report.figure("messages_per_second_max", search.found().unwrap_or(0.0), "1/s");
    if let Some(best) = best {
        report.figure("processor_per_delivery", value(&best, "processor_per_delivery"), "µs");
        report.figure("due_to_read_p50", value(&best, "due_to_read_p50"), "ms");
        report.figure("due_to_read_p99", value(&best, "due_to_read_p99"), "ms");
        report.latency = best.latency;
        report.ticks = best.ticks;
    }
    for broken in crowd.finish() {
        report.broken(broken);
    }
    Ok(report)
}

fn value(report: &Report, name: &str) -> f64 {
    report.value(name).unwrap_or_default()
}

/// Sends at a rate for a while; the next room by the next of its members each time.
fn attempt(server: &Server, crowd: &mut Crowd, rooms: &Rooms, rate: f64) -> anyhow::Result<Report> {
    let span = Duration::from_secs_f64(rooms.seconds);
    let mut report = Report::new("a try");
    let expected =
        u64::from(rooms.members) * Duration::from_secs_f64(rate * rooms.seconds).as_secs();
    let mut meter = Meter::start(server, &format!("{rate:.0} messages/s"), expected)?;
    let mut pace = Pace::new(rate, span);
    let mut next = 0;
    while (!pace.is_over() || !crowd.is_complete()) && meter.watch.elapsed() < span + GRACE {
        while let Some(due) = pace.due(meter.watch.elapsed()) {
            let people = crowd.people_of(next % crowd.rooms());
            let turn = next / crowd.rooms();
            let person = turn.checked_rem(people.len()).and_then(|at| people.get(at)).copied();
            crowd.send(person.unwrap_or_default(), due, TEXT_BYTES)?;
            next += 1;
        }
        crowd.turn(Some(&mut meter))?;
        meter.tick()?;
    }
    meter.end(&mut report, &DELIVERIES)?;
    Ok(report)
}

/// Makes conversations whose members are guests.
pub(super) async fn fill(
    server: &Server,
    crowd: &mut Crowd,
    rooms: u32,
    members: u32,
) -> anyhow::Result<()> {
    for (talk, tokens) in people::rooms(server, rooms, members).await? {
        let room = crowd.place(&talk);
        for token in tokens {
            crowd.person(&token, room, Class::Guest);
        }
    }
    Ok(())
}

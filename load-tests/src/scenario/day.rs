//! A day at a support desk: few busy conversations and many quiet ones, guests who come and go,
//! answers, notes, reactions, typing and read marks, each when it is due. `day/model.rs` says how
//! much of each.
//!
//! Checked are everybody's logs, also over the gaps of those who were away, and that nobody sees
//! what they may not: another conversation, or a note to a guest.

use crate::args::Day;
use crate::check::Class;
use crate::meter::{DELIVERIES, Meter};
use crate::people;
use crate::report::{Report, number};
use crate::server::Server;
use crate::watch::Watch;
use anyhow::ensure;
use model::{Act, Dice, Step, Who};
use std::time::Duration;

mod desk;
mod model;
mod reading;

use desk::Desk;

/// The staff's sessions: one account on several screens.
const STAFF: usize = 3;
/// How long may pass until all are there, or have everything at the end.
const DEADLINE: Duration = Duration::from_secs(60);

pub(crate) async fn run(server: &Server, day: &Day) -> anyhow::Result<Report> {
    let title = format!(
        "day: {} conversations, {} steps a second for {} s, seed {}",
        day.rooms, day.rate, day.seconds, day.seed
    );
    let mut report = Report::new(title).of("day");
    let mut dice = Dice::new(day.seed);
    let guests = model::guests(&mut dice, usize::try_from(day.rooms)?);
    let span = Duration::from_secs(day.seconds);
    let steps = model::steps(&mut dice, &guests, STAFF, day.rate, span);

    let mut desk = Desk::new(server)?;
    for (talk, tokens) in people::rooms_of(server, &guests).await? {
        desk.room(&talk, &tokens);
    }
    for _ in 0..STAFF {
        desk.person(server.token()?, None, Class::Internal);
    }
    desk.come()?;
    let mut meter = Meter::start(server, "day", 0)?;
    for step in &steps {
        while meter.watch.micros() < step.due {
            desk.turn(&mut meter)?;
            meter.tick()?;
        }
        act(&mut desk, step)?;
    }
    // Who is away comes back, and then everybody has everything.
    let watch = Watch::start();
    while !desk.is_complete() && watch.elapsed() < DEADLINE {
        desk.return_all()?;
        desk.turn(&mut meter)?;
        meter.tick()?;
    }
    ensure!(meter.watch.elapsed() > Duration::ZERO, "no time passed");
    meter.end(&mut report, &DELIVERIES)?;
    report.figure("steps", number(u64::try_from(steps.len())?), "");
    report.figure("returns", number(desk.returns), "");
    report.figure("put_off", number(desk.put_off), "");
    report.times("due_to_reply", &desk.replies);
    for broken in desk.finish() {
        report.broken(broken);
    }
    Ok(report)
}

/// Does what is due.
fn act(desk: &mut Desk, step: &Step) -> anyhow::Result<()> {
    let person = match step.who {
        Who::Staff(number) => desk.staff(number),
        Who::Guest(number) => desk.guest(step.room, number),
    };
    match step.act {
        Act::Turn => desk.come_or_go(person),
        Act::Say { bytes } => desk.say(person, step.room, step.due, bytes, false),
        Act::Note => desk.say(person, step.room, step.due, 60, true),
        Act::Read => desk.read(person, step.room, step.due),
        Act::Type => desk.typing(person, step.room, step.due),
        Act::React => desk.react(person, step.room, step.due),
    }
}

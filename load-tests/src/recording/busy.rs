//! A recording of a busy hour at a support desk, made up: a few conversations that are busy and
//! many that are quiet, guests who come and go, typing, reading, reactions, notes. The same seed
//! makes the same hour. The model is described in `recordings/README.md`.

use crate::recording::write;
use crate::report::{Report, number};
use anyhow::Context as _;
use protocol::generated::Command;
use protocol::generated::command::{self, Command as Asked};
use protocol::recording::{Conversation, Line, Member, Opened, Role, Said, What};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

/// Colleagues at the desk.
const COLLEAGUES: u64 = 6;
/// Conversations: the first is the team's own, the second one for readers.
const ROOMS: u64 = 14;
/// Guests of each conversation that has any.
const GUESTS: u64 = 2;
/// What reactions are.
const EMOJI: [&str; 4] = ["\u{1f44d}", "\u{1f389}", "\u{1f602}", "\u{1f64f}"];

#[derive(Debug, clap::Args)]
pub(crate) struct BusyHour {
    /// Where to write it. There may be no such file yet.
    pub(crate) file: PathBuf,
    /// Messages in it.
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u64).range(10..=100_000))]
    pub(crate) messages: u64,
    /// Minutes that it takes.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub(crate) minutes: u64,
    /// Which hour.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

pub(crate) fn run(busy: &BusyHour) -> anyhow::Result<Report> {
    let shown = busy.file.display();
    let file = File::create_new(&busy.file).with_context(|| format!("{shown} cannot be made"))?;
    let lines = Hour::new(busy.seed).lines(busy.messages, busy.minutes);
    let counts = write(&lines, "made up", BufWriter::new(file))?;
    let mut report = Report::new(format!("busy hour: {shown}"));
    report.figure("people", number(counts.people), "");
    report.figure("conversations", number(counts.conversations), "");
    report.figure("commands", number(counts.commands), "");
    Ok(report)
}

struct Hour {
    state: u64,
    commands: BTreeMap<(u64, u64), (String, Asked, Option<String>)>,
}

impl Hour {
    fn new(seed: u64) -> Self {
        Self { state: seed, commands: BTreeMap::new() }
    }

    /// `SplitMix64`: a made-up hour needs no better chance.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn id(&mut self) -> String {
        let (high, low) = (u128::from(self.next()), u128::from(self.next()));
        uuid::Builder::from_u128((high << 64) | low)
            .with_version(uuid::Version::Random)
            .into_uuid()
            .to_string()
    }

    fn text(&mut self) -> String {
        // Most are short, some are long.
        let short = 8 + self.below(60);
        let bytes = if self.below(12) == 0 { short * 8 } else { short };
        let letter = |hour: &mut Self, at: u64| match hour.below(30) {
            26.. if at > 0 && at + 1 < bytes => ' ',
            number => char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)),
        };
        (0..bytes).map(|at| letter(self, at)).collect()
    }

    fn say(&mut self, at: u64, person: &str, asked: Asked, makes: Option<String>) {
        let order = u64::try_from(self.commands.len()).unwrap_or(u64::MAX);
        self.commands.insert((at, order), (person.to_owned(), asked, makes));
    }

    fn lines(mut self, messages: u64, minutes: u64) -> Vec<Line> {
        let colleagues: Vec<String> = (0..COLLEAGUES).map(|_| self.id()).collect();
        let mut lines = Vec::new();
        let mut rooms = Vec::new();

        for number in 0..ROOMS {
            let inside: Vec<String> = match number {
                0 | 1 => colleagues.clone(),
                _ => self.pick(&colleagues, 2),
            };
            let count = if number == 0 { 0 } else { GUESTS };
            let outside: Vec<String> = (0..count).map(|_| self.id()).collect();

            let member = |person: &String, role| Member { person: person.clone(), role };
            let members = inside.iter().map(|one| member(one, Role::Member));
            let members = members.chain(outside.iter().map(|one| member(one, Role::Guest)));
            let (id, read_only) = (self.id(), number == 1);
            let members = members.collect();
            let told = Conversation { id: id.clone(), read_only, members, gone: Vec::new() };
            lines.push(Line { at: 0, what: What::Conversation(told) });
            rooms.push(Room { id, read_only, inside, outside, last: None });
        }
        for number in 0..messages {
            // Half of what is said is said in three of them.
            let busy = self.below(2) == 0;
            let which = if busy { 2 + self.below(3) } else { self.below(ROOMS) };
            let at = 5_000 + number * minutes * 59_000 / messages + self.below(3_000);
            if let Some(mut room) = rooms.get(usize::try_from(which).unwrap_or(0)).cloned() {
                self.turn(at, &mut room);
                if let Some(place) = rooms.get_mut(usize::try_from(which).unwrap_or(0)) {
                    *place = room;
                }
            }
        }
        self.finish(lines, &colleagues)
    }

    fn pick(&mut self, from: &[String], count: u64) -> Vec<String> {
        let first = self.below(COLLEAGUES);
        let one = |number: u64| from.get(usize::try_from((first + number) % COLLEAGUES).ok()?);
        (0..count).filter_map(one).cloned().collect()
    }

    /// Someone looks, types and writes; others read, and react or add a note.
    fn turn(&mut self, at: u64, room: &mut Room) {
        let by_guest = !room.read_only && !room.outside.is_empty() && self.below(2) == 0;
        let writers = if by_guest { room.outside.clone() } else { room.inside.clone() };
        let count = u64::try_from(writers.len()).unwrap_or(1);
        let Some(writer) = writers.get(usize::try_from(self.below(count)).unwrap_or(0)) else {
            return;
        };
        let conversation_id = room.id.clone();
        let history = command::History { conversation_id, limit: 50, ..Default::default() };
        if self.below(3) == 0 {
            self.say(at - 4_000, writer, Asked::History(history.clone()), None);
        }
        let conversation_id = room.id.clone();
        let typing = command::Type { conversation_id, on: true, note: false };
        self.say(at - 2_000, writer, Asked::Typing(typing), None);
        let note = !by_guest && self.below(8) == 0;
        let reply_to = room.last.clone().filter(|_| !note && self.below(5) == 0);
        let send = command::Send {
            conversation_id: room.id.clone(),
            client_id: self.id(),
            text: self.text(),
            note,
            reply_to,
            ..command::Send::default()
        };
        let message = self.id();
        self.say(at, writer, Asked::Send(send), Some(message.clone()));
        for (number, reader) in (1..).zip(room.outside.iter().chain(&room.inside)) {
            let sees = !note || room.inside.contains(reader);
            if reader == writer || self.below(3) == 0 || !sees {
                continue;
            }
            let later = at + number * 700;
            self.say(later, reader, Asked::History(history.clone()), None);
            let read = command::Read { conversation_id: room.id.clone(), seq: 0 };
            self.say(later + 300, reader, Asked::Read(read), None);
            if self.below(6) == 0 {
                let place = usize::try_from(self.below(4)).unwrap_or(0);
                let emoji = EMOJI.get(place).copied().unwrap_or_default().to_owned();
                let react = command::React { message_id: message.clone(), emoji, on: true };
                self.say(later + 500, reader, Asked::React(react), None);
            }
        }
        if self.below(15) == 0 {
            let message_id = message.clone();
            let edit = command::Edit { message_id, text: self.text(), ..Default::default() };
            self.say(at + 6_000, writer, Asked::Edit(edit), None);
        }
        if !note {
            room.last = Some(message);
        }
    }

    /// Sessions around what people do: colleagues are there all the time, guests come and go.
    fn finish(mut self, mut lines: Vec<Line>, colleagues: &[String]) -> Vec<Line> {
        let commands = std::mem::take(&mut self.commands);
        let mut there: BTreeMap<String, (String, u64, u64)> = BTreeMap::new();
        for ((at, _), (person, ..)) in &commands {
            let session = self.id();
            let stay = there.entry(person.clone()).or_insert((session, *at, *at));
            stay.2 = *at;
        }
        let mut timed = Vec::new();
        for (person, (session, first, last)) in &there {
            let external = !colleagues.contains(person);
            let opened = Opened { session: session.clone(), person: person.clone(), external };
            let comes = if external { first.saturating_sub(1_500) } else { 0 };
            timed.push((comes, 0, What::Opened(opened)));
            if external {
                timed.push((last + 5_000, 2, What::Closed(session.clone())));
            }
        }
        for ((at, _), (person, asked, message)) in commands {
            let session = there.get(&person).map(|(session, ..)| session.clone());
            let said = Said {
                session: session.unwrap_or_default(),
                command: Command { id: 0, command: Some(asked) },
                outcome: "done".to_owned(),
                message,
                micros: 0,
            };
            timed.push((at, 1, What::Said(Box::new(said))));
        }
        timed.sort_by_key(|(at, order, _)| (*at, *order));
        let end = timed.last().map_or(0, |(at, ..)| at + 1_000);
        lines.extend(timed.into_iter().map(|(at, _, what)| Line { at, what }));
        lines.push(Line { at: end, what: What::Ended("over".to_owned()) });
        lines
    }
}

#[derive(Debug, Clone)]
struct Room {
    id: String,
    read_only: bool,
    inside: Vec<String>,
    outside: Vec<String>,
    last: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::Recording;

    // O5
    #[test]
    fn an_hour_is_a_recording_and_the_same_for_the_same_seed() {
        let lines = Hour::new(7).lines(100, 60);
        assert_eq!(lines, Hour::new(7).lines(100, 60));
        assert_ne!(lines, Hour::new(8).lines(100, 60));
        let mut written = Vec::new();
        let counts = write(&lines, "made up", &mut written).unwrap();
        assert_eq!(counts.conversations, ROOMS);
        assert!(counts.commands > 300, "{counts:?}");
        assert_eq!(Recording::read(written.as_slice()).unwrap().lines, lines);
    }
}

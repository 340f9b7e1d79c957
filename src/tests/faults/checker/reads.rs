//! What each client received: in order, without hole or repeat from where it began, unless it was
//! told; the same for all; and in the end everything.

use super::{Kind, Sorted, Wrong, wrong};
use crate::history::{Line, Spot, What};
use std::collections::BTreeMap;

/// What one client has of one conversation.
#[derive(Debug, Default)]
struct Stream {
    /// What the next event follows, by the rules of the protocol.
    last: Option<Spot>,
    /// The same, from the session before.
    before: Option<Spot>,
    is_gone: bool,
}

impl Stream {
    fn at(spot: &Spot) -> Self {
        Self { last: Some(spot.clone()), ..Self::default() }
    }
}

/// Where all clients stand while the lines go by.
#[derive(Debug, Default)]
struct Readers<'a> {
    streams: BTreeMap<(u32, &'a str), Stream>,
    /// What everybody was told of an event: its fact and its message.
    told: BTreeMap<(&'a str, &'a Spot), (&'a str, &'a str)>,
    found: Vec<Wrong>,
}

pub(super) fn check(sorted: &Sorted<'_>) -> Vec<Wrong> {
    let mut readers = Readers::default();
    for line in sorted.lines {
        readers.take(line);
        if let What::Event { place, spot, fact, message, .. } = &line.what
            && fact == "posted"
            && let Some(log) = sorted.logs.get(&(place.as_str(), spot.epoch.as_str()))
            && log.get(&spot.seq).is_none_or(|entry| entry.id != *message)
        {
            readers.say(line, Kind::Lost, "received what is not in the log:", place, spot);
        }
    }
    readers.found
}

impl<'a> Readers<'a> {
    fn take(&mut self, line: &'a Line) {
        let who = line.who;
        match &line.what {
            What::Opened => {
                let mine = self.streams.iter_mut().filter(|((one, _), _)| *one == who);
                mine.for_each(|(_, stream)| {
                    let before = stream.last.take().or_else(|| stream.before.take());
                    *stream = Stream { before, ..Stream::default() };
                });
            }
            What::Held { place, spot } => {
                let stream = self.streams.insert((who, place), Stream::at(spot));
                let before = stream.and_then(|stream| stream.before);
                if before.is_some_and(|before| before != *spot) {
                    self.say(line, Kind::Lost, "holds what it never got,", place, spot);
                }
            }
            What::Resync { place, spot } | What::Joined { place, spot } => {
                self.streams.insert((who, place), Stream::at(spot));
            }
            What::Gone { place } => {
                self.streams.insert((who, place), Stream { is_gone: true, ..Stream::default() });
            }
            What::Event { place, spot, fact, message, .. } => {
                self.event(line, place, spot);
                let now = (fact.as_str(), message.as_str());
                let told = *self.told.entry((place, spot)).or_insert(now);
                if told != now {
                    self.say(line, Kind::Other, "was told something else of", place, spot);
                }
            }
            What::CaughtUp { place, spot } => {
                if self.last(who, place) != Some(spot) {
                    self.say(line, Kind::Lost, "caught up without what leads to", place, spot);
                }
            }
            What::Standing { place, spot } => {
                if self.last(who, place).is_some_and(|last| last != spot) {
                    self.say(line, Kind::Lost, "never came to", place, spot);
                }
            }
            What::Is { .. }
            | What::Began { .. }
            | What::Done { .. }
            | What::Refused { .. }
            | What::Unknown { .. }
            | What::Closed { .. }
            | What::Logged { .. }
            | What::Fault { .. } => (),
        }
    }

    fn last(&self, who: u32, place: &'a str) -> Option<&Spot> {
        self.streams.get(&(who, place))?.last.as_ref()
    }

    fn event(&mut self, line: &Line, place: &'a str, spot: &Spot) {
        let stream = self.streams.entry((line.who, place)).or_default();
        let is_gone = stream.is_gone;
        let last = stream.last.replace(spot.clone());
        if is_gone {
            self.say(line, Kind::Other, "was told after it was gone of", place, spot);
        }
        let Some(last) = last else { return };
        if last.epoch != spot.epoch {
            self.say(line, Kind::Other, "was told without a resync of", place, spot);
        } else if spot.seq == last.seq {
            self.say(line, Kind::Doubled, "received again", place, spot);
        } else if spot.seq < last.seq {
            self.say(line, Kind::Reordered, "received late", place, spot);
        } else if spot.seq > last.seq + 1 {
            let text = format!("received, after {}, with a hole", last.seq);
            self.say(line, Kind::Lost, &text, place, spot);
        }
    }

    fn say(&mut self, line: &Line, kind: Kind, text: &str, place: &str, spot: &Spot) {
        let at = line.at / 1_000;
        let who = line.who;
        let text = format!("{at} ms: client {who} {text} {} of {place} {}", spot.seq, spot.epoch);
        self.found.push(wrong(kind, text));
    }
}

//! What a crowd hears: each event is checked and counted, replies are noted, lost sessions told.

use super::heard::{self, Heard, Marked};
use super::{Crowd, News, Person, Place};
use crate::check::{Class, Faults};
use crate::engine::Seen;
use crate::meter::Meter;
use crate::watch::Watch;
use protocol::codec::Encoding;
use protocol::generated::command;
use std::collections::VecDeque;
use std::time::Duration;

/// What happened that is more than a number.
enum Turned {
    Again(Duration, usize),
    Ended(usize, String),
}

/// Counts of one turn.
#[derive(Default)]
struct Counts {
    live: usize,
    delivered: u64,
    acknowledged: u64,
}

impl Crowd {
    /// Reads and checks what came. Deliveries are recorded where there is a meter.
    pub(crate) fn turn(&mut self, meter: Option<&mut Meter<'_>>) -> anyhow::Result<News> {
        let Self { engine, encoding, people, owners, places, faults, watch, rest, .. } = self;
        let encoding = *encoding;
        let (news, counts, turned) = (News::default(), Counts::default(), Vec::new());
        let read = None;
        let mut hearing = Hearing { meter, faults, watch: *watch, read, news, counts, turned };
        engine.turn(*rest, |session, seen| {
            let Some(number) = owners.get(session).copied() else { return Ok(()) };
            let Some(person) = people.get_mut(number) else { return Ok(()) };
            if person.session != Some(session) {
                return Ok(());
            }
            match seen {
                Seen::Open => (),
                Seen::Ended(why) => hearing.turned.push(Turned::Ended(number, why)),
                Seen::Said(payload) => {
                    let Some(place) = places.get_mut(person.room) else { return Ok(()) };
                    let heard = hear(payload, encoding, person, place);
                    hearing.hear(number, person, place, heard);
                }
            }
            Ok(())
        })?;
        let Hearing { news, counts, turned, .. } = hearing;
        self.live += counts.live;
        self.delivered += counts.delivered;
        self.acknowledged += counts.acknowledged;
        self.settle(turned)?;
        Ok(news)
    }

    /// Sessions that ended or were put off.
    fn settle(&mut self, turned: Vec<Turned>) -> anyhow::Result<()> {
        for turned in turned {
            match turned {
                Turned::Again(wait, number) => {
                    let Some(person) = self.people.get_mut(number) else { continue };
                    if person.is_live && person.has_one_under_way() {
                        self.refused.push_back((self.watch.elapsed() + wait, number));
                    } else if person.is_live {
                        self.faults.note(|| "of several messages one was refused".to_owned());
                    } else if let Some(session) = person.session.take() {
                        self.engine.end(session);
                        self.again.push_back((self.watch.elapsed() + wait, number));
                    }
                }
                Turned::Ended(number, why) => {
                    let Some(person) = self.people.get_mut(number) else { continue };
                    // Who was told to come back later was closed for it.
                    if person.session.take().is_none() {
                        continue;
                    }
                    if person.is_live {
                        person.is_live = false;
                        self.live -= 1;
                    }
                    if !person.is_deaf {
                        self.faults.note(|| format!("a session ended: {why}"));
                    }
                }
            }
        }
        let now = self.watch.elapsed();
        for person in due(&mut self.refused, now) {
            let Some(person) = self.people.get(person) else { continue };
            if let Some(session) = person.session {
                // By the same name: it may be there.
                self.engine.send(session, command::Command::Send(person.last.clone()))?;
            }
        }
        for person in due(&mut self.again, now) {
            let resumes = self.people.get(person).is_some_and(|person| person.resumes);
            self.dial(person, resumes)?;
        }
        Ok(())
    }
}

/// Takes out whose time has come.
fn due(waiting: &mut VecDeque<(Duration, usize)>, now: Duration) -> Vec<usize> {
    let due = waiting.iter().filter(|(due, _)| *due <= now).map(|(_, person)| *person).collect();
    waiting.retain(|(due, _)| *due > now);
    due
}

/// What somebody hears: read, or known from another who heard the same.
fn hear(payload: &[u8], encoding: Encoding, person: &Person, place: &mut Place) -> Heard {
    let next = person.member.next();
    let alike = match person.member.class() {
        Class::Guest => 0,
        Class::Internal => 1,
    };
    let known = place.alike.get(alike).zip(next);
    if let Some((seq, marked)) =
        known.and_then(|(known, seq)| Some((seq, known.find(seq, payload)?)))
    {
        hold(place, seq, payload, encoding);
        return Heard::Event(seq, Some(marked));
    }
    let heard = Heard::of(payload, encoding);
    if let Heard::Event(seq, marked) = heard {
        hold(place, seq, payload, encoding);
        if let Some((alike, marked)) = place.alike.get_mut(alike).zip(marked) {
            alike.remember(seq, marked, payload);
        }
    }
    heard
}

/// Remembers where a room's log stands, to resume from there.
fn hold(place: &mut Place, seq: u64, payload: &[u8], encoding: Encoding) {
    match &mut place.held {
        Some((_, held)) => *held = seq.max(*held),
        None => place.held = heard::epoch(payload, encoding).map(|epoch| (epoch, seq)),
    }
}

/// What is done with what is heard.
struct Hearing<'a, 'b> {
    meter: Option<&'a mut Meter<'b>>,
    faults: &'a mut Faults,
    watch: Watch,
    /// Who was read from last in this turn, and when, by the meter's watch: what came at once was
    /// read at once.
    read: Option<(usize, u64)>,
    news: News,
    counts: Counts,
    turned: Vec<Turned>,
}

impl Hearing<'_, '_> {
    fn hear(&mut self, number: usize, person: &mut Person, place: &mut Place, heard: Heard) {
        match heard {
            Heard::Event(seq, None) => person.member.other(seq, self.faults),
            Heard::Event(seq, Some(marked)) => self.message(number, person, place, (seq, marked)),
            Heard::Sent(seq) => {
                self.counts.acknowledged += 1;
                person.acknowledged.push(seq);
                self.news.acknowledged.push(number);
            }
            Heard::Connected | Heard::CaughtUp => {
                let is_live = person.resumes == (heard == Heard::CaughtUp);
                if is_live && !person.is_live {
                    person.is_live = true;
                    self.counts.live += 1;
                    let took = self.watch.micros().saturating_sub(person.dialed_at);
                    self.news.live.push((number, took));
                }
            }
            Heard::Later(wait) => self.turned.push(Turned::Again(wait, number)),
            Heard::Bad(what) => self.faults.note(|| what),
            Heard::Other => (),
        }
    }

    /// Checks and counts a delivery.
    fn message(
        &mut self,
        number: usize,
        person: &mut Person,
        place: &mut Place,
        (seq, marked): (u64, Marked),
    ) {
        if u64::try_from(person.room).ok() != Some(marked.room) {
            self.faults.note(|| format!("a message of room {} came to somebody else", marked.room));
        }
        person.member.take(&mut place.room, seq, marked.number, self.faults);
        if let Some(meter) = self.meter.as_deref_mut() {
            let now = match self.read {
                Some((whose, at)) if whose == number => at,
                Some(_) | None => meter.watch.micros(),
            };
            self.read = Some((number, now));
            meter.record(marked.due, now);
        }
        self.counts.delivered += u64::from(!person.is_deaf);
        let missing = usize::try_from(marked.number).ok().and_then(|at| place.missing.get_mut(at));
        if let Some(missing) = missing {
            *missing = missing.saturating_sub(1);
            self.news.completed += u64::from(*missing == 0);
        }
    }
}

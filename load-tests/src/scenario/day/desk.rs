//! The people of a day, their sessions, and what each of them holds.

use super::reading::{Read, read};
use crate::check::{Class, Faults, Member, Room};
use crate::engine::{Engine, Seen};
use crate::meter::Meter;
use crate::people::Talk;
use crate::server::Server;
use crate::watch::{Watch, histogram};
use anyhow::{Context as _, ensure};
use hdrhistogram::Histogram;
use protocol::codec::Encoding;
use protocol::generated::command;
use std::collections::BTreeMap;
use std::time::Duration;

mod acts;

/// How long the generator sleeps where it need not spin.
const REST: Duration = Duration::from_micros(500);
/// Conversations that may be named when one returns.
const HELD_MAX: usize = 100;

/// Somebody, and what they hold of each conversation.
#[derive(Debug)]
struct Person {
    token: String,
    class: Class,
    /// A guest's only conversation.
    room: Option<usize>,
    session: Option<usize>,
    is_live: bool,
    /// When they came last; what was due before is no measure of the server.
    came: u64,
    holds: BTreeMap<usize, Held>,
    said: u64,
    /// When each command was due, and whether it was a message, by its id.
    under_way: BTreeMap<u32, (u64, bool)>,
}

#[derive(Debug)]
struct Held {
    member: Member,
    epoch: String,
    seq: u64,
}

/// A conversation.
#[derive(Debug)]
struct Place {
    conversation: String,
    room: Room,
    guests: Vec<usize>,
    last_message: Option<(String, u32)>,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Desk {
    engine: Engine,
    encoding: Encoding,
    rest: Duration,
    people: Vec<Person>,
    staff: Vec<usize>,
    places: Vec<Place>,
    by_conversation: BTreeMap<String, usize>,
    owners: Vec<usize>,
    faults: Faults,
    pub(super) returns: u64,
    /// Commands that the server put off, as it does with more than a person does by hand.
    pub(super) put_off: u64,
    /// Microseconds from due to the reply.
    pub(super) replies: Histogram<u64>,
}

impl Desk {
    pub(super) fn new(server: &Server) -> anyhow::Result<Self> {
        Ok(Self {
            engine: Engine::new(&server.nodes, server.encoding)?,
            encoding: server.encoding,
            rest: if server.cores.generator.is_some() { Duration::ZERO } else { REST },
            people: Vec::new(),
            staff: Vec::new(),
            places: Vec::new(),
            by_conversation: BTreeMap::new(),
            owners: Vec::new(),
            faults: Faults::default(),
            returns: 0,
            put_off: 0,
            replies: histogram()?,
        })
    }

    pub(super) fn room(&mut self, talk: &Talk, guests: &[String]) {
        let room = self.places.len();
        self.by_conversation.insert(talk.id.clone(), room);
        self.places.push(Place {
            conversation: talk.id.clone(),
            room: Room::default(),
            guests: Vec::new(),
            last_message: None,
        });
        for token in guests {
            let person = self.person(token, Some(room), Class::Guest);
            if let Some(place) = self.places.get_mut(room) {
                place.guests.push(person);
            }
        }
    }

    pub(super) fn person(&mut self, token: &str, room: Option<usize>, class: Class) -> usize {
        let number = self.people.len();
        if room.is_none() {
            self.staff.push(number);
        }
        self.people.push(Person {
            token: token.to_owned(),
            class,
            room,
            session: None,
            is_live: false,
            came: 0,
            holds: BTreeMap::new(),
            said: 0,
            under_way: BTreeMap::new(),
        });
        number
    }

    pub(super) fn staff(&self, number: usize) -> usize {
        self.staff.get(number).copied().unwrap_or_default()
    }

    pub(super) fn guest(&self, room: usize, number: usize) -> usize {
        let guests = self.places.get(room).map_or(&[][..], |place| &place.guests);
        guests.get(number).copied().unwrap_or_default()
    }

    /// Everybody comes.
    pub(super) fn come(&mut self) -> anyhow::Result<()> {
        let watch = Watch::start();
        for person in 0..self.people.len() {
            self.dial(person)?;
        }
        while self.people.iter().any(|person| !person.is_live) {
            self.hear(None)?;
            ensure!(watch.elapsed() < super::DEADLINE, "not everybody comes");
        }
        // A greeting to each, so that everybody holds a position to return to.
        let staff = self.staff(0);
        for room in 0..self.places.len() {
            self.say(staff, room, 0, 0, false)?;
        }
        while !self.is_complete() {
            self.hear(None)?;
            ensure!(watch.elapsed() < super::DEADLINE, "not everybody is greeted");
        }
        Ok(())
    }

    fn dial(&mut self, number: usize) -> anyhow::Result<()> {
        let person = self.people.get_mut(number).context("nobody is there")?;
        let held = person.holds.iter().take(HELD_MAX).filter_map(|(room, held)| {
            let conversation_id = self.places.get(*room)?.conversation.clone();
            let seq = u32::try_from(held.seq).ok()?;
            Some(command::Held { conversation_id, epoch: held.epoch.clone(), seq })
        });
        let connect = command::Connect {
            token: person.token.clone(),
            resume: held.collect(),
            client: concat!("parlor-load/", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        let session = self.engine.dial(number, command::Command::Connect(connect))?;
        person.session = Some(session);
        self.owners.resize(session + 1, number);
        Ok(())
    }

    /// Who is there goes without a word; who is not comes back.
    pub(super) fn come_or_go(&mut self, number: usize) -> anyhow::Result<()> {
        let Some(person) = self.people.get_mut(number) else { return Ok(()) };
        match person.session.take() {
            // What was said and is not acknowledged might be lost, and nobody would know.
            session if !person.under_way.is_empty() => person.session = session,
            Some(session) => {
                self.engine.end(session);
                person.is_live = false;
            }
            None => {
                self.returns += 1;
                self.dial(number)?;
            }
        }
        Ok(())
    }

    /// Whoever is away comes back.
    pub(super) fn return_all(&mut self) -> anyhow::Result<()> {
        let away = |(number, person): (usize, &Person)| person.session.is_none().then_some(number);
        let away: Vec<usize> = self.people.iter().enumerate().filter_map(away).collect();
        away.into_iter().try_for_each(|number| self.come_or_go(number))
    }

    /// Sends a command, if its sender is there.
    fn send(&mut self, number: usize, due: u64, command: command::Command) -> anyhow::Result<()> {
        let Some(person) = self.people.get_mut(number) else { return Ok(()) };
        let is_message = matches!(command, command::Command::Send(_));
        if let Some(session) = person.session {
            let id = self.engine.send(session, command)?;
            person.under_way.insert(id, (due, is_message));
        }
        Ok(())
    }

    pub(super) fn turn(&mut self, meter: &mut Meter<'_>) -> anyhow::Result<()> {
        self.hear(Some(meter))
    }

    /// Reads and checks what came.
    fn hear(&mut self, mut meter: Option<&mut Meter<'_>>) -> anyhow::Result<()> {
        let mut came = Vec::new();
        let encoding = self.encoding;
        self.engine.turn(self.rest, |session, seen| {
            match seen {
                Seen::Open => (),
                Seen::Ended(why) => came.push((session, Read::Ended(why))),
                Seen::Said(payload) => came.push((session, read(payload, encoding))),
            }
            Ok(())
        })?;
        for (session, read) in came {
            let Some(number) = self.owners.get(session).copied() else { continue };
            let is_theirs =
                self.people.get(number).is_some_and(|person| person.session == Some(session));
            if is_theirs {
                self.take(number, read, meter.as_deref_mut());
            }
        }
        Ok(())
    }

    fn take(&mut self, number: usize, read: Read, meter: Option<&mut Meter<'_>>) {
        let Some(person) = self.people.get_mut(number) else { return };
        match read {
            Read::Connected => {
                person.is_live = true;
                person.came = meter.map_or(0, |meter| meter.watch.micros());
            }
            Read::Done(id) => {
                if let (Some((due, _)), Some(meter)) = (person.under_way.remove(&id), meter) {
                    let took = meter.watch.micros().saturating_sub(due);
                    self.replies.saturating_record(took.max(1));
                }
            }
            Read::PutOff(id) => {
                self.put_off += 1;
                if person.under_way.remove(&id).is_none_or(|(_, is_message)| is_message) {
                    self.faults.note(|| "a message was refused: raise the rates".to_owned());
                }
            }
            Read::Ended(why) => {
                (person.session, person.is_live) = (None, false);
                self.faults.note(|| format!("a session ended: {why}"));
            }
            Read::Bad(what) => self.faults.note(|| what),
            Read::Event(event) => self.event(number, event, meter),
            Read::Other => (),
        }
    }

    /// An event: of a conversation that they are in, next after what they hold.
    fn event(
        &mut self,
        number: usize,
        event: super::reading::Event,
        meter: Option<&mut Meter<'_>>,
    ) {
        let Self { people, places, by_conversation, faults, .. } = self;
        let Some(person) = people.get_mut(number) else { return };
        let room = by_conversation.get(&event.conversation).copied();
        let (Some(room), true) = (room, person.room.is_none_or(|own| Some(own) == room)) else {
            faults.note(|| "an event of a conversation that is not theirs".to_owned());
            return;
        };
        let Some(place) = places.get_mut(room) else { return };
        if event.is_note && person.class == Class::Guest {
            faults.note(|| "a guest was shown a note".to_owned());
        }
        let held = person.holds.entry(room).or_insert_with(|| Held {
            member: Member::of(person.class),
            epoch: event.epoch.clone(),
            seq: 0,
        });
        if held.epoch != event.epoch {
            faults.note(|| "the epoch changed".to_owned());
        }
        held.seq = event.seq;
        if let Some(message_id) = event.message_id.filter(|_| !event.is_note)
            && place.last_message.as_ref().is_none_or(|(last, _)| *last != message_id)
        {
            place.last_message = Some((message_id, 0));
        }
        match event.text {
            None => held.member.other(event.seq, faults),
            Some((said_in, message, due)) => {
                if usize::try_from(said_in).ok() != Some(room) {
                    faults.note(|| "a text of another conversation".to_owned());
                }
                held.member.take(&mut place.room, event.seq, message, faults);
                if let Some(meter) = meter.filter(|_| due >= person.came) {
                    let now = meter.watch.micros();
                    meter.record(due, now);
                }
            }
        }
    }

    /// Whether all are there, have everything, and were answered.
    pub(super) fn is_complete(&self) -> bool {
        self.people.iter().all(|person| {
            let rooms = self
                .places
                .iter()
                .enumerate()
                .filter(|(room, _)| person.room.is_none_or(|own| own == *room));
            person.is_live
                && person.under_way.is_empty()
                && rooms.into_iter().all(|(room, place)| {
                    let empty = Member::of(person.class);
                    let member = person.holds.get(&room).map_or(&empty, |held| &held.member);
                    member.has_all(&place.room)
                })
        })
    }

    /// What is wrong.
    pub(super) fn finish(mut self) -> Vec<String> {
        for person in &self.people {
            let mine = self.places.iter().enumerate();
            for (room, place) in mine.filter(|(room, _)| person.room.is_none_or(|own| own == *room))
            {
                let empty = Member::of(person.class);
                let member = person.holds.get(&room).map_or(&empty, |held| &held.member);
                place.room.finish(&mut std::iter::once(member), &mut self.faults);
            }
            if !person.under_way.is_empty() {
                let count = person.under_way.len();
                self.faults.note(|| format!("{count} commands of one session were not answered"));
            }
        }
        self.faults.told()
    }
}

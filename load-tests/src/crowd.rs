//! People with live sessions in rooms, who send numbered messages and check what all of them
//! receive: what most scenarios are made of.

use crate::check::{Class, Faults, Member, Room};
use crate::engine::Engine;
use crate::meter::bar;
use crate::people::Talk;
use crate::server::Server;
use crate::watch::{Watch, histogram};
use anyhow::{Context as _, ensure};
use hdrhistogram::Histogram;
use protocol::codec::Encoding;
use protocol::generated::command;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::time::Duration;
use uuid::Uuid;

mod alike;
mod heard;
mod listen;

use alike::Alike;
pub(crate) use heard::marked;

/// How long all sessions may take to be there.
const OPEN_DEADLINE: Duration = Duration::from_secs(120);
/// How long the generator sleeps where it need not spin.
const REST: Duration = Duration::from_millis(1);

/// Somebody, and what they received.
#[derive(Debug)]
struct Person {
    token: String,
    room: usize,
    member: Member,
    session: Option<usize>,
    is_live: bool,
    is_deaf: bool,
    /// Waits to be told that it has what it missed.
    resumes: bool,
    dialed_at: u64,
    sent: u64,
    /// What was said last: said again where it is refused for now.
    last: command::Send,
    /// Numbers in the log of what was acknowledged, in the order of sending.
    acknowledged: Vec<u64>,
}

/// A room, and how many do not have each message yet.
#[derive(Debug)]
struct Place {
    conversation: String,
    room: Room,
    people: Vec<usize>,
    listening: u32,
    missing: Vec<u32>,
    /// What guests and internal members got last.
    alike: [Alike; 2],
    /// Epoch and last number that a guest of it received.
    held: Option<(String, u64)>,
}

/// What came of a turn.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// People who are live now, and how long that took, in microseconds.
    pub(crate) live: Vec<(usize, u64)>,
    /// People whose message was acknowledged.
    pub(crate) acknowledged: Vec<usize>,
    /// Messages that all have by now.
    pub(crate) completed: u64,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Crowd {
    engine: Engine,
    encoding: Encoding,
    rest: Duration,
    people: Vec<Person>,
    /// Whose each session is.
    owners: Vec<usize>,
    places: Vec<Place>,
    /// Sessions to open again, and when.
    again: VecDeque<(Duration, usize)>,
    /// People whose message was refused for now, and when to say it again.
    refused: VecDeque<(Duration, usize)>,
    watch: Watch,
    live: usize,
    sent: u64,
    acknowledged: u64,
    awaited: u64,
    delivered: u64,
    pub(crate) faults: Faults,
    text: String,
}

/// How sessions were opened.
#[derive(Debug)]
pub(crate) struct Opened {
    /// How long each took, in microseconds.
    pub(crate) times: Histogram<u64>,
    pub(crate) took: Duration,
}

impl Person {
    /// Whether a refusal can only be that of the last message.
    fn has_one_under_way(&self) -> bool {
        u64::try_from(self.acknowledged.len()).is_ok_and(|had| had + 1 == self.sent)
    }
}

impl Crowd {
    pub(crate) fn new(server: &Server) -> anyhow::Result<Self> {
        Ok(Self {
            engine: Engine::new(&server.nodes, server.encoding)?,
            encoding: server.encoding,
            // On a core of its own it may spin.
            rest: if server.cores.generator.is_some() { Duration::ZERO } else { REST },
            people: Vec::new(),
            owners: Vec::new(),
            places: Vec::new(),
            again: VecDeque::new(),
            refused: VecDeque::new(),
            watch: Watch::start(),
            live: 0,
            sent: 0,
            acknowledged: 0,
            awaited: 0,
            delivered: 0,
            faults: Faults::default(),
            text: String::new(),
        })
    }

    /// A room for a conversation; returns its number.
    pub(crate) fn place(&mut self, talk: &Talk) -> usize {
        self.places.push(Place {
            conversation: talk.id.clone(),
            room: Room::default(),
            people: Vec::new(),
            listening: 0,
            missing: Vec::new(),
            alike: Default::default(),
            held: None,
        });
        self.places.len() - 1
    }

    /// Somebody in a room; returns their number.
    pub(crate) fn person(&mut self, token: &str, room: usize, class: Class) -> usize {
        let number = self.people.len();
        self.people.push(Person {
            token: token.to_owned(),
            room,
            member: Member::of(class),
            session: None,
            is_live: false,
            is_deaf: false,
            resumes: false,
            dialed_at: 0,
            sent: 0,
            last: command::Send::default(),
            acknowledged: Vec::new(),
        });
        if let Some(place) = self.places.get_mut(room) {
            place.people.push(number);
            place.listening += 1;
        }
        number
    }

    pub(crate) fn len(&self) -> usize {
        self.people.len()
    }

    /// How many rooms there are.
    pub(crate) fn rooms(&self) -> usize {
        self.places.len()
    }

    /// Who is in a room.
    pub(crate) fn people_of(&self, room: usize) -> &[usize] {
        self.places.get(room).map_or(&[], |place| &place.people)
    }

    /// A room's conversation.
    pub(crate) fn conversation(&self, room: usize) -> &str {
        self.places.get(room).map_or("", |place| &place.conversation)
    }

    /// Somebody's room.
    pub(crate) fn room_of(&self, person: usize) -> usize {
        self.people.get(person).map_or(usize::MAX, |person| person.room)
    }

    /// Somebody's sign-in.
    pub(crate) fn token(&self, person: usize) -> &str {
        self.people.get(person).map_or("", |person| &person.token)
    }

    /// Where in the log somebody's messages are, in the order of sending.
    pub(crate) fn acknowledged(&self, person: usize) -> &[u64] {
        self.people.get(person).map_or(&[], |person| &person.acknowledged)
    }

    /// Opens a session for everybody who has none, so many at once; with `resume` each names what
    /// it holds, and is live when it was told that it has what it missed.
    pub(crate) fn open(&mut self, at_once: usize, resume: bool) -> anyhow::Result<Opened> {
        let watch = Watch::start();
        let bar = bar("sessions", u64::try_from(self.people.len())?);
        let mut times = histogram()?;
        let not_live = |(number, person): (usize, &Person)| (!person.is_live).then_some(number);
        let mut waiting: VecDeque<usize> =
            self.people.iter().enumerate().filter_map(not_live).collect();
        let mut opening = 0;
        while self.live < self.people.len() {
            while opening < at_once
                && let Some(person) = waiting.pop_front()
            {
                self.dial(person, resume)?;
                opening += 1;
            }
            let news = self.turn(None)?;
            opening -= opening.min(news.live.len());
            for (_, micros) in news.live {
                times.saturating_record(micros.max(1));
            }
            bar.set_position(u64::try_from(self.live)?);
            let missing = self.people.len() - self.live;
            ensure!(watch.elapsed() < OPEN_DEADLINE, "{missing} sessions do not come about");
        }
        bar.finish_and_clear();
        Ok(Opened { times, took: watch.elapsed() })
    }

    fn dial(&mut self, person: usize, resume: bool) -> anyhow::Result<()> {
        let who = self.people.get_mut(person).context("nobody is there")?;
        let place = self.places.get(who.room);
        let held = place.and_then(|place| Some((place.conversation.clone(), place.held.clone()?)));
        let held = held.filter(|_| resume).map(|(conversation_id, (epoch, seq))| {
            let seq = u32::try_from(seq).unwrap_or_default();
            command::Held { conversation_id, epoch, seq }
        });
        who.resumes = held.is_some();
        let connect = command::Connect {
            token: who.token.clone(),
            client: concat!("parlor-load/", env!("CARGO_PKG_VERSION")).to_owned(),
            resume: held.into_iter().collect(),
        };
        who.dialed_at = self.watch.micros();
        let session = self.engine.dial(person, command::Command::Connect(connect))?;
        who.session = Some(session);
        self.owners.resize(session + 1, person);
        Ok(())
    }

    /// Ends everybody's session without a word.
    pub(crate) fn cut(&mut self) {
        for person in &mut self.people {
            if let Some(session) = person.session.take() {
                self.engine.end(session);
            }
            person.is_live = false;
        }
        self.live = 0;
    }

    /// Lets somebody read nothing any more; nothing is awaited of them from now on.
    pub(crate) fn deafen(&mut self, person: usize) {
        let Some(person) = self.people.get_mut(person) else { return };
        if let (false, Some(place)) = (person.is_deaf, self.places.get_mut(person.room)) {
            place.listening -= 1;
        }
        person.is_deaf = true;
        if let Some(session) = person.session {
            self.engine.deafen(session);
        }
    }

    /// Somebody says something in their room, that was due at `due` by the meter's watch.
    pub(crate) fn send(&mut self, person: usize, due: u64, bytes: usize) -> anyhow::Result<()> {
        let who = self.people.get_mut(person).context("nobody is there")?;
        let place = self.places.get_mut(who.room).context("there is no room")?;
        let session = who.session.context("a session that ended cannot send")?;
        let number = place.room.send();
        place.missing.push(place.listening);
        self.awaited += u64::from(place.listening);
        self.text.clear();
        write!(self.text, "load:{}:{number}:{due}:", who.room)?;
        while self.text.len() < bytes {
            self.text.push('x');
        }
        let send = command::Send {
            conversation_id: place.conversation.clone(),
            client_id: client_id(person, who.sent),
            text: self.text.clone(),
            ..command::Send::default()
        };
        who.sent += 1;
        who.last.clone_from(&send);
        self.sent += 1;
        self.engine.send(session, command::Command::Send(send))?;
        Ok(())
    }

    /// Whether everybody has everything, and every message was acknowledged.
    pub(crate) fn is_complete(&self) -> bool {
        self.delivered >= self.awaited && self.acknowledged >= self.sent
    }

    /// What is missing of what was promised, when nothing more will come.
    pub(crate) fn finish(&mut self) -> Vec<String> {
        for place in &self.places {
            let people = place.people.iter().filter_map(|person| self.people.get(*person));
            let mut listening =
                people.filter(|person| !person.is_deaf).map(|person| &person.member);
            place.room.finish(&mut listening, &mut self.faults);
        }
        if self.acknowledged != self.sent {
            let (acknowledged, sent) = (self.acknowledged, self.sent);
            self.faults.note(|| format!("{acknowledged} of {sent} messages were acknowledged"));
        }
        std::mem::take(&mut self.faults).told()
    }
}

/// A client id that can be told again.
pub(crate) fn client_id(person: usize, number: u64) -> String {
    let person = u64::try_from(person).unwrap_or_default();
    // Version and variant of a random id; the rest is ours.
    Uuid::from_u64_pair(person << 16 | 0x4000, 1 << 63 | number).to_string()
}

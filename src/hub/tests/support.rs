//! A log in memory, sockets that take as much as they are told, and a hub between them.

use super::memory::{MemoryLog, Talk};
use crate::bus::local::LocalBus;
use crate::bus::{Bus, Envelope, Personal};
use crate::clock::SystemClock;
use crate::hub::outgoing::{Outgoing, QueueLimits, Sink};
use crate::hub::session::{Session, SessionOf};
use crate::hub::{Hub, HubParts, HubSettings};
use crate::tasks::Tasks;
use domain::event::{Event, Fact, SeenBy, ViewerClass};
use domain::ids::{ConversationId, CountedIds, MessageId, SessionId, SignInId, UserId};
use domain::message::{Body, Message, NewMember, System};
use domain::person::{Person, Side};
use domain::text::Text;
use domain::time::Timestamp;
use protocol::codec::{Encoding, decode_frame};
use protocol::generated::push::Push;
use protocol::generated::{self as wire, command::Held, frame, reply};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind, IoSlice};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use uuid::Uuid;

pub(super) const EPOCH: &str = "e1";

/// A socket that takes as much as it is told.
#[derive(Debug)]
pub(super) struct TestSink {
    room: AtomicUsize,
    pub(super) calls: AtomicUsize,
    taken: Mutex<Vec<u8>>,
}

impl TestSink {
    pub(super) fn with_room(room: usize) -> Arc<Self> {
        Arc::new(Self {
            room: AtomicUsize::new(room),
            calls: AtomicUsize::new(0),
            taken: Mutex::default(),
        })
    }

    pub(super) fn set_room(&self, room: usize) {
        self.room.store(room, Ordering::SeqCst);
    }

    /// What has arrived since the last look: payloads of whole frames, and the number of a close.
    pub(super) fn arrived(&self) -> Vec<Arrived> {
        let mut taken = self.taken.lock().unwrap();
        let mut arrived = Vec::new();
        while let Some((frame, length)) = parse(&taken) {
            arrived.push(frame);
            taken.drain(..length);
        }
        arrived
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Arrived {
    Payload(Vec<u8>),
    Close(u16),
    Control,
}

fn parse(bytes: &[u8]) -> Option<(Arrived, usize)> {
    let (start, length) = match *bytes.get(1)? {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().unwrap()))),
        127 => {
            let length = u64::from_be_bytes(bytes.get(2..10)?.try_into().unwrap());
            (10, usize::try_from(length).unwrap())
        }
        length => (2, usize::from(length)),
    };
    let payload = bytes.get(start..start + length)?;
    let frame = match bytes[0] & 0x0f {
        1 | 2 => Arrived::Payload(payload.to_vec()),
        8 => Arrived::Close(u16::from_be_bytes(payload[..2].try_into().unwrap())),
        _ => Arrived::Control,
    };
    Some((frame, start + length))
}

impl Sink for TestSink {
    fn try_write_vectored(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let mut room = self.room.load(Ordering::SeqCst);
        let mut written = 0;
        let mut taken = self.taken.lock().unwrap();
        for slice in slices {
            let count = slice.len().min(room);
            taken.extend_from_slice(&slice[..count]);
            room -= count;
            written += count;
        }
        self.room.store(room, Ordering::SeqCst);
        if written == 0 { Err(ErrorKind::WouldBlock.into()) } else { Ok(written) }
    }
}

/// Lets time pass, which is not real: it goes on whenever nothing else can.
pub(super) async fn pass(time: Duration) {
    tokio::time::timeout(time, std::future::pending::<()>()).await.unwrap_err();
}

/// A hub, and the world around it.
pub(super) struct World {
    pub(super) hub: Hub,
    pub(super) bus: LocalBus,
    pub(super) log: Arc<MemoryLog>,
    pub(super) tasks: Tasks,
    ids: Mutex<CountedIds>,
    /// Whether envelopes bring their events, or numbers alone as from another node.
    pub(super) with_events: bool,
}

pub(super) fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

impl World {
    pub(super) fn new() -> Self {
        Self::with(HubSettings::default())
    }

    pub(super) fn with(settings: HubSettings) -> Self {
        let (bus, heard) = LocalBus::new();
        let (log, tasks) = (Arc::new(MemoryLog::default()), Tasks::new());
        let parts = HubParts {
            log: Arc::<MemoryLog>::clone(&log),
            bus: Arc::new(bus.clone()),
            clock: Arc::new(SystemClock),
            tasks: tasks.clone(),
            epoch: EPOCH.to_owned(),
            settings,
        };
        let hub = Hub::start(parts, heard);
        Self { hub, bus, log, tasks, ids: Mutex::default(), with_events: true }
    }

    pub(super) fn talk(&self, conversation: ConversationId, people: &[Person]) {
        let members = people.iter().map(|person| person.id).collect();
        let talk = Talk { members, ..Talk::default() };
        self.log.talks.lock().unwrap().insert(conversation, talk);
    }

    /// Takes somebody out of a conversation without a word, as a restore or a hand would.
    pub(super) fn take_out(&self, at: ConversationId, user: UserId) {
        self.log.talks.lock().unwrap().get_mut(&at).unwrap().members.remove(&user);
    }

    /// Deletes a conversation; nothing is published.
    pub(super) fn delete(&self, conversation: ConversationId) {
        self.log.talks.lock().unwrap().remove(&conversation);
    }

    /// Commits a fact; what it publishes is returned.
    pub(super) fn commit(
        &self,
        at: ConversationId,
        seen_by: SeenBy,
        by: &Person,
        fact: impl FnOnce(MessageId, domain::event::Positions) -> Fact,
    ) -> Vec<Envelope> {
        let message = MessageId::next(&mut *self.ids.lock().unwrap());
        let mut talks = self.log.talks.lock().unwrap();
        let talk = talks.get_mut(&at).unwrap();
        let positions = talk.heads.advance(seen_by);
        let fact = fact(message, positions);
        let mut envelopes = Vec::new();
        if let Fact::Posted(message) = &fact
            && let Body::System(system) = &message.body
        {
            match &**system {
                System::MembersAdded { members } => {
                    for member in members {
                        talk.members.insert(member.person.id);
                        let what = Personal::Joined(at);
                        envelopes.push(Envelope::Personal { user: member.person.id, what });
                    }
                }
                System::Removed { person } => {
                    talk.members.remove(&person.id);
                }
                System::ReadOnlySwitched { on } => talk.read_only = *on,
                System::Created { .. }
                | System::JoinedByLink { .. }
                | System::Left { .. }
                | System::RoleChanged { .. }
                | System::Renamed { .. }
                | System::Described { .. }
                | System::PictureChanged { .. }
                | System::LinkSwitched { .. }
                | System::TagsChanged { .. } => (),
            }
        }
        let event = Event {
            conversation: at,
            positions,
            at: Timestamp::from_millis(positions.seq),
            actor: Some(by.clone()),
            fact,
        };
        talk.events.push(event.clone());
        let event = self.with_events.then(|| Arc::new(event));
        envelopes.insert(0, Envelope::Committed { conversation: at, seq: positions.seq, event });
        envelopes
    }

    pub(super) fn post(&self, at: ConversationId, by: &Person, note: bool) -> Vec<Envelope> {
        let text = Some(Text::parse("hello".to_owned()).unwrap());
        let (body, seen_by) = if note {
            (Body::Note(text), SeenBy::INTERNAL)
        } else {
            (Body::Text(text), SeenBy::ALL)
        };
        self.commit(at, seen_by, by, |id, positions| {
            Fact::Posted(Box::new(message(id, at, positions, by, body)))
        })
    }

    pub(super) fn system(&self, at: ConversationId, by: &Person, system: System) -> Vec<Envelope> {
        self.commit(at, system.seen_by(), by, |id, positions| {
            let body = Body::System(Box::new(system));
            Fact::Posted(Box::new(message(id, at, positions, by, body)))
        })
    }

    pub(super) async fn publish(&self, envelopes: Vec<Envelope>) {
        for envelope in envelopes {
            self.bus.publish(envelope).await;
        }
    }

    /// Lets time pass, which is not real: it goes on whenever nothing else can.
    pub(super) async fn pass(&self, time: Duration) {
        pass(time).await;
    }

    /// Waits until nothing is under way.
    pub(super) async fn settle(&self) {
        self.pass(Duration::from_millis(900)).await;
        self.hub.check_invariants().unwrap();
    }

    pub(super) fn head(&self, at: ConversationId, class: ViewerClass) -> i64 {
        self.log.talks.lock().unwrap().get(&at).unwrap().heads.head(class)
    }

    pub(super) fn class(&self, at: ConversationId, side: Side) -> ViewerClass {
        ViewerClass::of(side, self.log.talks.lock().unwrap().get(&at).unwrap().read_only)
    }

    pub(super) fn is_member(&self, at: ConversationId, user: UserId) -> bool {
        self.log.talks.lock().unwrap().get(&at).unwrap().members.contains(&user)
    }
}

pub(super) fn person(number: u128, side: Side) -> Person {
    Person {
        id: id(number),
        name: format!("person {number}"),
        side: Some(side),
        proven: None,
        picture: None,
    }
}

pub(super) fn removed(person: &Person) -> System {
    System::Removed { person: person.clone() }
}

pub(super) fn added(person: &Person) -> System {
    let role = Some(match person.side {
        Some(Side::External) => domain::conversation::Role::Guest,
        _ => domain::conversation::Role::Member,
    });
    System::MembersAdded { members: vec![NewMember { person: person.clone(), role }] }
}

pub(super) fn message(
    id: MessageId,
    conversation: ConversationId,
    positions: domain::event::Positions,
    by: &Person,
    body: Body,
) -> Message {
    Message {
        id,
        conversation,
        positions,
        author: Some(by.clone()),
        sent_at: Timestamp::from_millis(positions.seq),
        client_id: None,
        body,
        edited_at: None,
        reply_to: None,
        forwarded: None,
        attachments: Vec::new(),
        reactions: Vec::new(),
        mentions: BTreeSet::new(),
        mention_all: false,
        pinned: false,
    }
}

/// A client with one session, which folds what it gets as PROTOCOL.md says.
pub(super) struct Client {
    pub(super) session: Arc<Session>,
    pub(super) sink: Arc<TestSink>,
    /// What it holds: the epoch and the number of each conversation.
    pub(super) held: BTreeMap<String, (String, u32)>,
    pub(super) pushes: Vec<Push>,
    pub(super) connected: bool,
    pub(super) closed: Option<u16>,
}

impl Client {
    pub(super) fn new(person: &Person, number: u128, encoding: Encoding) -> Self {
        Self::with_room(person, number, encoding, usize::MAX)
    }

    pub(super) fn with_room(
        person: &Person,
        number: u128,
        encoding: Encoding,
        room: usize,
    ) -> Self {
        let sink = TestSink::with_room(room);
        let limits = QueueLimits { bytes_max: 64 * 1024, ..QueueLimits::default() };
        let sink_of = Arc::<TestSink>::clone(&sink);
        let outgoing = Arc::new(Outgoing::new(sink_of, Arc::new(SystemClock), limits));
        let of = SessionOf {
            id: id::<SessionId>(number),
            user: person.id,
            side: person.side.unwrap(),
            sign_in: id::<SignInId>(number),
            encoding,
            asked_at: crate::clock::Clock::instant(&SystemClock),
        };
        Self {
            session: Session::new(of, outgoing),
            sink,
            held: BTreeMap::new(),
            pushes: Vec::new(),
            connected: false,
            closed: None,
        }
    }

    /// Connects as the gateway does, in the world's own time.
    pub(super) fn connect(&self, world: &World) -> tokio::task::JoinHandle<()> {
        let of = self.session.of();
        world.log.sign_ins.lock().unwrap().entry(of.sign_in).or_insert(of.user);
        let (hub, session) = (world.hub.clone(), Arc::clone(&self.session));
        let held: Vec<_> = self
            .held
            .iter()
            .map(|(id, (epoch, seq))| Held {
                conversation_id: id.clone(),
                epoch: epoch.clone(),
                seq: *seq,
            })
            .collect();
        world.tasks.spawn("connect", async move {
            let Ok(followed) = hub.follow(&session).await else { return };
            let connected = reply::Reply::Connected(reply::Connected::default());
            let frame = session.finished(&protocol::frame::reply(1, connected));
            session.send_in_turn(frame, None).await;
            hub.resume(&session, &followed, &held).await;
        })
    }

    pub(super) fn leave(&self, world: &World) {
        self.session.outgoing().break_off();
        world.hub.leave(&self.session);
    }

    /// Reads what has arrived, and checks the rule that clients live by.
    pub(super) fn read(&mut self) {
        for arrived in self.sink.arrived() {
            assert_eq!(self.closed, None, "nothing comes after a close");
            match arrived {
                Arrived::Payload(payload) => self.take(&payload),
                Arrived::Close(code) => self.closed = Some(code),
                Arrived::Control => (),
            }
        }
    }

    fn take(&mut self, payload: &[u8]) {
        let frame = decode_frame(payload, self.session.of().encoding).unwrap();
        match frame.frame.unwrap() {
            frame::Frame::Reply(reply) => {
                assert!(matches!(reply.reply, Some(reply::Reply::Connected(_))));
                self.connected = true;
            }
            frame::Frame::Push(push) => {
                assert!(self.connected, "the reply comes before any push");
                self.fold(push.push.unwrap());
            }
        }
    }

    fn fold(&mut self, push: Push) {
        let at = |position: &Option<wire::Position>| {
            let position = position.clone().unwrap();
            (position.epoch, position.seq)
        };
        match &push {
            Push::Event(event) => {
                let (epoch, seq) = at(&event.position);
                if let Some((held_epoch, held_seq)) = self.held.get(&event.conversation_id) {
                    assert_eq!(*held_epoch, epoch, "an event is of the epoch that is held");
                    assert_eq!(held_seq + 1, seq, "no hole and no repeat");
                }
                self.held.insert(event.conversation_id.clone(), (epoch, seq));
            }
            Push::CaughtUp(caught_up) => {
                let held = self.held.get(&caught_up.conversation_id);
                assert_eq!(held, Some(&at(&caught_up.position)), "caught up to what was sent");
            }
            Push::ResyncRequired(resync) => {
                self.held.insert(resync.conversation_id.clone(), at(&resync.position));
            }
            Push::Joined(joined) => {
                let conversation = joined.conversation.as_ref().unwrap();
                self.held.insert(conversation.id.clone(), at(&conversation.position));
            }
            Push::Gone(gone) => {
                self.held.remove(&gone.conversation_id);
            }
            Push::Read(_)
            | Push::Typing(_)
            | Push::Presence(_)
            | Push::OwnReaction(_)
            | Push::Draft(_)
            | Push::Preferences(_)
            | Push::Drain(_)
            | Push::ProfileChanged(_)
            | Push::OrganisationChanged(_) => (),
        }
        self.pushes.push(push);
    }

    /// What it was told since the last look, as short words.
    pub(super) fn told(&mut self) -> Vec<String> {
        self.read();
        let word = |push: Push| match push {
            Push::Event(event) => {
                let position = event.position.unwrap();
                format!("{} {}", position.epoch, position.seq)
            }
            Push::CaughtUp(_) => "caught up".to_owned(),
            Push::ResyncRequired(resync) => {
                let position = resync.position.unwrap();
                format!("resync {} {}", position.epoch, position.seq)
            }
            Push::Joined(_) => "joined".to_owned(),
            Push::Gone(_) => "gone".to_owned(),
            Push::Read(mark) => format!("read {}", mark.seq),
            Push::Typing(typing) => format!("typing {}", typing.on),
            Push::Presence(presence) => {
                format!("presence {}", presence.availability().as_str_name())
            }
            Push::OwnReaction(reaction) => format!("own {}", reaction.emoji),
            Push::Draft(_) => "draft".to_owned(),
            Push::Preferences(_) => "preferences".to_owned(),
            Push::Drain(drain) => format!("drain {}", drain.reconnect_after_ms),
            Push::ProfileChanged(_) => "profile".to_owned(),
            Push::OrganisationChanged(_) => "organisation".to_owned(),
        };
        self.pushes.drain(..).map(word).collect()
    }
}

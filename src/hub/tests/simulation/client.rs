//! A client that comes and goes, and holds whatever it gets against the truth: every event is the
//! next one of its class, looks as that class may see it, and is for its eyes.

use super::super::support::{Arrived, EPOCH, TestSink};
use super::truth::{Talk, Truth};
use crate::hub::session::Session;
use domain::event::{Event, ViewerClass};
use domain::ids::{ConversationId, SignInId};
use domain::limits::RESUME_EVENTS_MAX;
use domain::person::Person;
use protocol::code::CloseCode;
use protocol::codec::{Encoding, decode_frame};
use protocol::generated::push::Push;
use protocol::generated::{self as wire, command::Held, frame};
use protocol::view;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash};
use std::sync::Arc;

/// Where a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Away,
    Connecting,
    Live,
    /// The server closed it, with this code.
    Closed(u16),
}

/// A socket of a client, and what is behind it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) session: Arc<Session>,
    pub(super) sink: Arc<TestSink>,
    pub(super) node: usize,
    /// The hub was told that it ended.
    pub(super) left: bool,
}

pub(super) struct Client {
    pub(super) person: Person,
    pub(super) encoding: Encoding,
    pub(super) sign_in: SignInId,
    pub(super) stage: Stage,
    pub(super) line: Option<Line>,
    pub(super) bytes: Option<usize>,
    pub(super) held: BTreeMap<ConversationId, (ViewerClass, i64)>,
    /// What it fetched when it was let in, and did not hold: what comes may be in that already.
    pub(super) fetched: BTreeSet<ConversationId>,
    /// Conversations of which it may not have heard that it joined: the bus lost it.
    pub(super) unheard: BTreeSet<ConversationId>,
    /// The end of its sign-in may not have reached its node.
    pub(super) may_outlive: bool,
    pub(super) events: usize,
    pub(super) resyncs: usize,
    pub(super) digest: DefaultHasher,
}

fn position(position: Option<&wire::Position>) -> Result<(ViewerClass, i64), String> {
    let position = position.ok_or("a push without a position")?;
    let class = ViewerClass::ALL.into_iter().find(|c| view::epoch(EPOCH, *c) == position.epoch);
    Ok((class.ok_or_else(|| format!("epoch {}", position.epoch))?, i64::from(position.seq)))
}

impl Client {
    pub(super) fn new(person: Person, encoding: Encoding, sign_in: SignInId) -> Self {
        Self {
            person,
            encoding,
            sign_in,
            stage: Stage::Away,
            line: None,
            bytes: None,
            held: BTreeMap::new(),
            fetched: BTreeSet::new(),
            unheard: BTreeSet::new(),
            may_outlive: false,
            events: 0,
            resyncs: 0,
            digest: DefaultHasher::new(),
        }
    }

    /// What it names when it connects.
    pub(super) fn holds(&self) -> Vec<Held> {
        let held = self.held.iter().map(|(id, (class, seq))| Held {
            conversation_id: id.to_string(),
            epoch: view::epoch(EPOCH, *class),
            seq: u32::try_from(*seq).unwrap(),
        });
        held.collect()
    }

    /// Reads what has arrived.
    pub(super) fn read(&mut self, truth: &Truth) -> Result<(), String> {
        let Some(line) = &self.line else { return Ok(()) };
        for arrived in line.sink.arrived() {
            if let Stage::Closed(code) = self.stage {
                return Err(format!("{arrived:?} came after the close {code}"));
            }
            match arrived {
                Arrived::Payload(payload) => {
                    payload.hash(&mut self.digest);
                    let frame = decode_frame(&payload, self.encoding).map_err(|e| e.to_string())?;
                    match frame.frame.ok_or("an empty frame")? {
                        frame::Frame::Reply(_) => self.fetch(truth),
                        frame::Frame::Push(_) if self.stage != Stage::Live => {
                            return Err("a push came before the reply".to_owned());
                        }
                        frame::Frame::Push(push) => {
                            self.fold(push.push.ok_or("an empty push")?, truth)?;
                        }
                    }
                }
                Arrived::Close(code) if code == CloseCode::Reconnect.number() => {
                    return Err("it was sent away where it only had to wait".to_owned());
                }
                Arrived::Close(code) => self.stage = Stage::Closed(code),
                Arrived::Control => (),
            }
        }
        Ok(())
    }

    /// Fetches the list, for what it does not hold.
    fn fetch(&mut self, truth: &Truth) {
        self.stage = Stage::Live;
        for (talk, class, head) in truth.list(&self.person) {
            if let Entry::Vacant(vacant) = self.held.entry(talk) {
                vacant.insert((class, head));
                self.fetched.insert(talk);
            }
        }
    }

    fn fold(&mut self, push: Push, truth: &Truth) -> Result<(), String> {
        match push {
            Push::Event(event) => self.take_event(&event, truth),
            Push::CaughtUp(caught_up) => {
                let (id, at) = (&caught_up.conversation_id, caught_up.position.as_ref());
                let held = self.held.get(&id.parse().unwrap()).copied();
                if held == Some(position(at)?) {
                    return Ok(());
                }
                Err(format!("caught up to {at:?} of {id}, and holds {held:?}"))
            }
            Push::ResyncRequired(resync) => {
                let id = resync.conversation_id.parse().unwrap();
                let at = position(resync.position.as_ref())?;
                self.resyncs += 1;
                let before = self.held.insert(id, at).filter(|_| !self.fetched.remove(&id));
                let kept = truth.kept();
                let talk = &kept.talks[&id];
                match before {
                    Some(before) if is_needless(talk, before, at) => {
                        Err(format!("needless resync of {id} from {before:?} to {at:?}"))
                    }
                    Some(_) | None => Ok(()),
                }
            }
            Push::Joined(joined) => {
                let conversation = joined.conversation.ok_or("joined nothing")?;
                let at = position(conversation.position.as_ref())?;
                let id = conversation.id.parse().unwrap();
                self.fetched.remove(&id);
                self.held.insert(id, at);
                Ok(())
            }
            Push::Gone(gone) => {
                let id = gone.conversation_id.parse().unwrap();
                self.fetched.remove(&id);
                self.held.remove(&id);
                Ok(())
            }
            Push::Read(_)
            | Push::Typing(_)
            | Push::Presence(_)
            | Push::OwnReaction(_)
            | Push::Draft(_)
            | Push::Preferences(_)
            | Push::Drain(_)
            | Push::ProfileChanged(_)
            | Push::OrganisationChanged(_) => Ok(()),
        }
    }

    /// Invariants 5, 6, 13, 20, 21: the next number, the true event, and for these eyes.
    fn take_event(&mut self, event: &wire::Event, truth: &Truth) -> Result<(), String> {
        let id: ConversationId = event.conversation_id.parse().unwrap();
        let (class, number) = position(event.position.as_ref())?;
        let held = self.held.get(&id).copied();
        let known = self.fetched.contains(&id)
            && held.is_some_and(|(held, before)| held != class || number <= before);
        if !known {
            if let Some((held, before)) = held
                && (held, before + 1) != (class, number)
            {
                return Err(format!("{class:?} {number} of {id} came after {held:?} {before}"));
            }
            self.held.insert(id, (class, number));
            self.fetched.remove(&id);
        }
        self.events += 1;
        let kept = truth.kept();
        let talk = &kept.talks[&id];
        let real = talk.at(class, number).ok_or_else(|| format!("{class:?} {number} is not"))?;
        if !talk.looks(real, class).contains(event) {
            return Err(format!("{class:?} {number} is {real:?}, and came as {event:?}"));
        }
        self.may_see(talk, class, real)
    }

    fn may_see(&self, talk: &Talk, class: ViewerClass, event: &Event) -> Result<(), String> {
        let (user, seq) = (self.person.id, event.positions.seq);
        let removed = talk.removals.get(&user).filter(|_| !talk.members.contains(&user));
        if removed.is_some_and(|removed| seq >= *removed) {
            return Err(format!("{seq} reached someone removed at {removed:?}"));
        }
        let side = self.person.side.unwrap();
        let read_onlys = [false, true].into_iter();
        let mut fitting = read_onlys.filter(|on| ViewerClass::of(side, *on) == class);
        if fitting.any(|on| talk.was(on, seq)) {
            return Ok(());
        }
        Err(format!("{seq} came to {side:?} as to {class:?}, which they have not been since"))
    }
}

/// Whether nothing kept a resync from being a simple continuation.
fn is_needless(talk: &Talk, before: (ViewerClass, i64), at: (ViewerClass, i64)) -> bool {
    let ((class, held), (now, head)) = (before, at);
    let missed = usize::try_from(head - held);
    // Told again of the place where it is, it fetches once more than it had to; nothing is lost.
    if before == at {
        return false;
    }
    let switched = talk.switches.iter().any(|(seq, _)| *seq > talk.seq(class, held));
    class == now
        && missed.is_ok_and(|missed| missed <= RESUME_EVENTS_MAX)
        && !switched
        && !talk.has_hole
        && !talk.gone
}

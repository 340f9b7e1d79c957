//! One conversation with live sessions: who sits in it, how far it was delivered, and the last
//! events. Synchronous: whoever holds the lock never waits. What arrives and how it goes out is in
//! `fanout`.

use super::seats::{ByClass, Seats};
use super::session::Session;
use crate::bus::Envelope;
use domain::event::{Event, Heads, ViewerClass};
use domain::ids::{ConversationId, UserId};
use domain::limits::RING_EVENTS_MAX;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::Notify;

use super::log::Standing;

/// A conversation with live sessions.
#[derive(Debug)]
pub(super) struct Topic {
    pub(super) conversation: ConversationId,
    state: Mutex<State>,
    /// It has left the phase of loading.
    loaded: Notify,
}

/// How far a topic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Envelopes are kept until its heads are known.
    Loading,
    /// Events go out.
    Live,
    /// It is no longer in the hub's map: look for it anew.
    Gone,
    /// It is no longer there either: where it stands could not be read.
    Unread,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) conversation: ConversationId,
    pub(super) phase: Phase,
    pub(super) heads: Heads,
    pub(super) read_only: bool,
    /// Sessions that get everything after the heads.
    pub(super) live: ByClass<Seats>,
    /// Sessions whose start lies ahead, or is not known yet.
    pub(super) joining: Vec<Joining>,
    /// The last events, without a hole, up to the heads.
    pub(super) ring: VecDeque<Arc<Event>>,
    pub(super) pending: VecDeque<Envelope>,
    pub(super) deleted: bool,
    /// Who became a member by events that went out: those of them who are here and have no seat
    /// get one.
    pub(super) newcomers: Vec<UserId>,
    /// A gap is being read: what arrives waits.
    pub(super) reading: bool,
    /// It stands in the hub's list of topics with something to do, or a timer will put it there.
    pub(super) queued: bool,
    pub(super) pumped_at: Option<Instant>,
    /// Several envelopes went out together the last time.
    pub(super) together: bool,
    pub(super) empty_since: Option<Instant>,
}

/// A session that is not live yet.
#[derive(Debug)]
pub(super) struct Joining {
    pub(super) session: Arc<Session>,
    /// It gets what the log numbers after this; `None`: nothing yet.
    pub(super) after: Option<i64>,
    /// Its user was removed since it was last looked whether they are a member.
    pub(super) doubtful: bool,
}

/// From where a session gets everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seated {
    pub(super) class: ViewerClass,
    /// The number in its class before its first event.
    pub(super) head: i64,
    /// The number in the log that the topic had reached.
    pub(super) seq: i64,
}

impl Topic {
    pub(super) fn new(conversation: ConversationId, now: Instant) -> Self {
        let state = State {
            conversation,
            phase: Phase::Loading,
            heads: Heads::default(),
            read_only: false,
            live: ByClass::default(),
            joining: Vec::new(),
            ring: VecDeque::new(),
            pending: VecDeque::new(),
            deleted: false,
            newcomers: Vec::new(),
            reading: false,
            queued: false,
            pumped_at: None,
            together: false,
            empty_since: Some(now),
        };
        Self { conversation, state: Mutex::new(state), loaded: Notify::new() }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is live or gone.
    pub(super) async fn left_loading(&self) -> Phase {
        loop {
            let loaded = self.loaded.notified();
            tokio::pin!(loaded);
            loaded.as_mut().enable();
            let phase = self.lock().phase;
            if phase != Phase::Loading {
                return phase;
            }
            loaded.await;
        }
    }

    /// Ends the phase of loading: with where the conversation stands, or with why nobody knows.
    pub(super) fn finish_loading(&self, standing: Result<&Standing, Phase>) {
        {
            let mut state = self.lock();
            match standing {
                Ok(standing) if state.phase == Phase::Loading => {
                    state.phase = Phase::Live;
                    state.heads = standing.heads;
                    state.read_only = standing.read_only;
                }
                Ok(_) => (),
                Err(phase) => state.phase = phase,
            }
        }
        self.loaded.notify_waiters();
    }
}

impl State {
    /// Seats a session that is a member according to `standing`: from the topic's heads on, or from
    /// those of `standing` where they are ahead. `None`: the topic is not live, or the session
    /// ended.
    pub(super) fn seat(&mut self, session: &Arc<Session>, standing: &Standing) -> Option<Seated> {
        if self.phase != Phase::Live {
            return None;
        }
        let known = {
            let mut follows = session.followed();
            if follows.ended {
                return None;
            }
            follows.resuming.insert(self.conversation);
            !follows.conversations.insert(self.conversation)
        };
        self.empty_since = None;
        let seq = self.heads.seq;
        if known && self.has_joined(session) {
            // It was told so, on hold, and begins where it was told: that stays its seat.
            let class = session.class(self.read_only);
            return Some(Seated { class, head: self.heads.head(class), seq });
        }
        if known {
            // It was about to join: this answers that.
            self.take_out(session);
        }
        // Where the topic lags behind what is known, what lies in between is not for this session.
        let ahead = standing.heads.seq > seq;
        let (heads, read_only) =
            if ahead { (standing.heads, standing.read_only) } else { (self.heads, self.read_only) };
        let class = session.class(read_only);
        if ahead {
            self.joining.push(Joining {
                session: Arc::clone(session),
                after: Some(heads.seq),
                doubtful: false,
            });
        } else {
            self.live.get_mut(class).add(Arc::clone(session));
        }
        Some(Seated { class, head: heads.head(class), seq })
    }

    /// Whether it has a seat whose start is known.
    fn has_joined(&self, session: &Arc<Session>) -> bool {
        let is_it = |seated: &Arc<Session>| Arc::ptr_eq(seated, session);
        self.joining.iter().any(|joining| joining.after.is_some() && is_it(&joining.session))
            || ViewerClass::ALL.iter().any(|class| self.live.get(*class).iter().any(is_it))
    }

    /// Seats a session whose start is not known yet, unless it has a seat or has ended.
    pub(super) fn seat_joining(&mut self, session: &Arc<Session>) -> bool {
        if self.phase != Phase::Live {
            return false;
        }
        let mut follows = session.followed();
        if follows.ended || !follows.conversations.insert(self.conversation) {
            return false;
        }
        drop(follows);
        self.empty_since = None;
        self.joining.push(Joining { session: Arc::clone(session), after: None, doubtful: false });
        true
    }

    /// Takes a session's seat away if its start is still not known; others are not the asker's.
    pub(super) fn give_up(&mut self, session: &Arc<Session>, now: Instant) {
        let unknown = self
            .joining
            .iter()
            .any(|joining| joining.after.is_none() && Arc::ptr_eq(&joining.session, session));
        if unknown {
            self.unseat(session, now);
        }
    }

    /// Takes a session's seat away.
    pub(super) fn unseat(&mut self, session: &Arc<Session>, now: Instant) {
        session.followed().remove(self.conversation);
        self.take_out(session);
        self.note_empty(now);
    }

    fn take_out(&mut self, session: &Arc<Session>) {
        self.joining.retain(|joining| !Arc::ptr_eq(&joining.session, session));
        for class in ViewerClass::ALL {
            if self.live.get_mut(class).remove(session) {
                return;
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.joining.is_empty() && ViewerClass::ALL.iter().all(|c| self.live.get(*c).is_empty())
    }

    pub(super) fn seats(&self) -> usize {
        ViewerClass::ALL.iter().map(|class| self.live.get(*class).len()).sum::<usize>()
            + self.joining.len()
    }

    pub(super) fn note_empty(&mut self, now: Instant) {
        if self.is_empty() {
            self.empty_since.get_or_insert(now);
        }
    }

    /// The events of a class after `after` up to `up_to`, if memory has all of them.
    pub(super) fn remembered(
        &self,
        class: ViewerClass,
        after: i64,
        up_to: i64,
    ) -> Option<Vec<Arc<Event>>> {
        let events: Vec<_> = self
            .ring
            .iter()
            .filter(|event| {
                event.positions.position(class).is_some_and(|at| at > after && at <= up_to)
            })
            .cloned()
            .collect();
        // A class's numbers are dense: as many events as numbers means that none is missing.
        let wanted = usize::try_from(up_to.saturating_sub(after)).ok()?;
        (events.len() == wanted).then_some(events)
    }

    /// The events of the log after `after`, if memory has all of them.
    pub(super) fn remembered_log(&self, after: i64) -> Option<Vec<Arc<Event>>> {
        let events = self.ring.iter().filter(|event| event.positions.seq > after);
        let events: Vec<_> = events.cloned().collect();
        let wanted = usize::try_from(self.heads.seq.saturating_sub(after)).ok()?;
        (events.len() == wanted).then_some(events)
    }

    /// Keeps an event for those who return. What an edit or a deletion takes away is forgotten with
    /// everything before it, so that memory never shows more than the store (M4).
    pub(super) fn remember(&mut self, event: &Arc<Event>) {
        if let Some(changed) = super::fanout::changes(event) {
            let last = self.ring.iter().rposition(|kept| super::fanout::carries(kept, changed));
            if let Some(last) = last {
                self.ring.drain(..=last);
            }
        }
        if self.ring.len() == RING_EVENTS_MAX {
            self.ring.pop_front();
        }
        self.ring.push_back(Arc::clone(event));
    }

    /// What is wrong with it, if anything: for tests, after every step.
    pub(super) fn flaw(&self) -> Option<String> {
        let conversation = self.conversation;
        for class in ViewerClass::ALL {
            for session in self.live.get(class).iter() {
                if session.class(self.read_only) != class {
                    return Some(format!("{session:?} sits in the wrong class of {conversation}"));
                }
            }
        }
        let seated = ViewerClass::ALL.into_iter().flat_map(|class| self.live.get(class).iter());
        let all: Vec<_> =
            seated.chain(self.joining.iter().map(|joining| &joining.session)).collect();
        for (index, session) in all.iter().enumerate() {
            if !session.follows(conversation) {
                return Some(format!("{session:?} sits in {conversation} and does not know it"));
            }
            if all.iter().skip(index + 1).any(|other| Arc::ptr_eq(session, other)) {
                return Some(format!("{session:?} sits in {conversation} twice"));
            }
        }
        let mut seq = self.heads.seq;
        for event in self.ring.iter().rev() {
            if event.positions.seq != seq {
                return Some(format!("the ring of {conversation} has a hole at {seq}"));
            }
            seq -= 1;
        }
        if self.is_empty() != self.empty_since.is_some() && self.phase == Phase::Live {
            return Some(format!("{conversation} is empty and does not know since when"));
        }
        None
    }
}

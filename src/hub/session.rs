//! One live socket of one user, as the hub knows it. Reading from the socket, and what its commands
//! do, is the gateway's.

use super::Fixed;
use super::outgoing::{End, Outgoing};
use super::spread::Spread;
use bytes::Bytes;
use domain::event::ViewerClass;
use domain::ids::{ConversationId, SessionId, SignInId, UserId};
use domain::person::Side;
use protocol::code::CloseCode;
use protocol::codec::Encoding;
use protocol::generated::{Frame, push};
use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Whose session it is, and how it speaks.
#[derive(Debug, Clone, Copy)]
pub struct SessionOf {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// Internal or external.
    pub side: Side,
    /// By which sign-in.
    pub sign_in: SignInId,
    /// How its frames are written.
    pub encoding: Encoding,
    /// When its sign-in was about to be looked at: what ended it later, ends the session.
    pub asked_at: Instant,
}

/// A live session.
pub struct Session {
    of: SessionOf,
    outgoing: Arc<Outgoing>,
    follows: Mutex<Follows>,
    away: AtomicBool,
    draining: AtomicBool,
    renamed: AtomicBool,
}

/// Conversations of one session.
pub(super) type Conversations = HashSet<ConversationId, Fixed>;

/// What a session is registered for. Whoever changes it holds the lock of what it changes first:
/// the topic's, then this one.
#[derive(Debug, Default)]
pub(super) struct Follows {
    pub(super) conversations: Conversations,
    /// Those whose place is still the one that was taken when it was let in: what was missed
    /// may be sent up to there.
    pub(super) resuming: Conversations,
    pub(super) watched: Vec<UserId>,
    /// It was let in, and has a seat wherever its user was a member then.
    pub(super) settled: bool,
    /// It has ended: it is registered for nothing any more.
    pub(super) ended: bool,
}

impl Follows {
    pub(super) fn remove(&mut self, conversation: ConversationId) {
        self.conversations.remove(&conversation);
        self.resuming.remove(&conversation);
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("id", &self.of.id).finish_non_exhaustive()
    }
}

impl Session {
    /// A session that is registered nowhere yet.
    #[must_use]
    pub fn new(of: SessionOf, outgoing: Arc<Outgoing>) -> Arc<Self> {
        Arc::new(Self {
            of,
            outgoing,
            follows: Mutex::default(),
            away: AtomicBool::new(false),
            draining: AtomicBool::new(false),
            renamed: AtomicBool::new(false),
        })
    }

    /// Whose session it is, and how it speaks.
    #[must_use]
    pub fn of(&self) -> SessionOf {
        self.of
    }

    /// What waits to leave for it.
    #[must_use]
    pub fn outgoing(&self) -> &Outgoing {
        &self.outgoing
    }

    /// Its class in a conversation.
    #[must_use]
    pub fn class(&self, read_only: bool) -> ViewerClass {
        ViewerClass::of(self.of.side, read_only)
    }

    /// Queues a push for this session alone.
    pub fn push(&self, push: push::Push, conversation: Option<ConversationId>) {
        self.outgoing.push(self.finished(&protocol::frame::push(push)), conversation);
    }

    /// Queues shared bytes.
    pub(super) fn push_bytes(&self, bytes: Bytes, conversation: ConversationId) {
        self.outgoing.push(bytes, Some(conversation));
    }

    /// Queues what many get.
    pub(super) fn push_spread(&self, spread: &Spread, conversation: ConversationId) {
        self.outgoing.push_spread(spread, conversation);
    }

    /// Queues what may be large once there is room for it, past what is on hold. `false`: it was
    /// not queued, for the session has ended, or what was missed of `resumed` is void by now.
    pub async fn send_in_turn(&self, bytes: Bytes, resumed: Option<ConversationId>) -> bool {
        loop {
            self.outgoing.room().await;
            if let Some(queued) = self.try_send(&bytes, resumed) {
                return queued;
            }
        }
    }

    fn try_send(&self, bytes: &Bytes, resumed: Option<ConversationId>) -> Option<bool> {
        // Under this lock, so that whoever takes the place away finds the bytes queued.
        let follows = self.followed();
        if resumed.is_some_and(|conversation| !follows.resuming.contains(&conversation)) {
            return Some(false);
        }
        self.outgoing.try_send(bytes, resumed)
    }

    /// A frame as this session reads it.
    #[must_use]
    pub fn finished(&self, frame: &Frame) -> Bytes {
        super::frame::finished(frame, self.of.encoding)
    }

    /// Closes it.
    pub fn close(&self, code: CloseCode) {
        self.outgoing.close(code);
    }

    /// Why it ended, if it has.
    #[must_use]
    pub fn ended(&self) -> Option<End> {
        self.outgoing.ended()
    }

    /// Whether it follows a conversation.
    #[must_use]
    pub fn follows(&self, conversation: ConversationId) -> bool {
        self.followed().conversations.contains(&conversation)
    }

    /// Asks its task to take what has come by now, to let it finish, and to close.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
        self.outgoing.wake();
    }

    /// Whether it was asked to.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }

    /// Whether its user's name, picture or standing changed since the last look.
    #[must_use]
    pub fn take_renamed(&self) -> bool {
        self.renamed.swap(false, Ordering::AcqRel)
    }

    /// Has it looked at anew.
    pub fn set_renamed(&self) {
        self.renamed.store(true, Ordering::Release);
    }

    pub(super) fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::Release);
    }

    pub(super) fn is_away(&self) -> bool {
        self.away.load(Ordering::Acquire)
    }

    pub(super) fn followed(&self) -> MutexGuard<'_, Follows> {
        self.follows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

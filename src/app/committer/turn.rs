//! Whose turn it is among the messages of one session: they stand in the queue in the order in
//! which they were sent, without one waiting until the one before is committed.
//!
//! A message that is decided again, for the rules changed meanwhile, may be overtaken.

use domain::ids::SessionId;
use tokio::sync::oneshot;

/// A message's turn. Dropped, it is passed on too.
#[derive(Debug, Default)]
pub struct Turn {
    of: Option<SessionId>,
    next: Option<oneshot::Sender<()>>,
}

impl Turn {
    /// A turn of a session, and what ends when it is passed on.
    #[must_use]
    pub fn new(of: SessionId) -> (Self, oneshot::Receiver<()>) {
        let (next, passed_on) = oneshot::channel();
        (Self { of: Some(of), next: Some(next) }, passed_on)
    }

    pub(super) fn of(&self) -> Option<SessionId> {
        self.of
    }

    /// The next message may be decided.
    pub(super) fn pass_on(&mut self) {
        self.next = None;
    }
}

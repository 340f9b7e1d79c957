//! Messages on their way. One at a time, so that they stay in order; each keeps its `client_id`
//! until its outcome is known, however often it is sent (M2).

use protocol::generated::command::Send;
use std::collections::VecDeque;

/// Messages that wait; who types faster than the network hears so.
const WAITING_MAX: usize = 100;

#[derive(Debug, Default)]
pub(super) struct Outbox {
    waiting: VecDeque<Send>,
    /// The first one was sent, and its answer is awaited.
    under_way: bool,
    /// The first one is to be sent again, but not yet.
    pausing: bool,
}

impl Outbox {
    /// Takes a message. `false`: too many wait already, it is dropped.
    pub(super) fn push(&mut self, send: Send) -> bool {
        let has_room = self.waiting.len() < WAITING_MAX;
        if has_room {
            self.waiting.push_back(send);
        }
        has_room
    }

    /// The message to send now, if there is one.
    pub(super) fn next(&mut self) -> Option<Send> {
        if self.under_way || self.pausing {
            return None;
        }
        let send = self.waiting.front().cloned()?;
        self.under_way = true;
        Some(send)
    }

    /// The first one arrived, or never will.
    pub(super) fn settle(&mut self) -> Option<Send> {
        self.under_way = false;
        self.waiting.pop_front()
    }

    /// An event shows that a message arrived, whether or not its answer did.
    pub(super) fn settle_id(&mut self, client_id: &str) {
        let first = self.waiting.front().is_some_and(|send| send.client_id == client_id);
        if first && !self.under_way {
            self.waiting.pop_front();
        }
    }

    /// The first one is to be sent again later; `resume` says when.
    pub(super) fn pause(&mut self) {
        self.under_way = false;
        self.pausing = true;
    }

    pub(super) fn resume(&mut self) {
        self.pausing = false;
    }

    /// The session ended: what was under way has an unknown outcome and is sent again.
    pub(super) fn disconnected(&mut self) {
        self.under_way = false;
        self.pausing = false;
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }
}

//! What Redis pushes to this node: taken in at once, on the connection's own task, without waiting
//! for anybody. Whatever is not what a node says is counted and ignored.

use super::Shared;
use crate::bus::wire::{self, Note, Said};
use crate::bus::{Envelope, Personal, Topic};
use ::redis::{PushInfo, PushKind, Value};
use std::sync::atomic::Ordering;
use tokio::sync::Notify;
use uuid::Uuid;

impl Shared {
    /// Takes in what Redis pushes on a connection; `ended` is told when that was the last.
    pub(super) fn take_in(&self, push: &PushInfo, ended: &Notify) {
        if push.kind == PushKind::Disconnection {
            ended.notify_one();
        }
        if push.kind == PushKind::SMessage
            && let [_, Value::BulkString(bytes)] = push.data.as_slice()
        {
            match wire::decode(bytes) {
                Ok((node, said)) if node == self.node => self.hear_self(&said),
                Ok((node, said)) => self.hear(node, said),
                Err(ignored) => {
                    let reason = ignored.reason();
                    metrics::counter!("parlor_bus_ignored_total", "reason" => reason).increment(1);
                }
            }
        }
    }

    /// The hub had everything of this node already; that its voice comes back is what counts.
    fn hear_self(&self, said: &Said) {
        if matches!(said, Said::Note(Note::Beat { .. })) {
            self.heard_self.store(self.millis(), Ordering::Release);
        }
    }

    fn hear(&self, node: Uuid, said: Said) {
        match said {
            Said::Envelope(Envelope::Presence { user, availability, status }) => {
                if !self.following.wants(Topic::User(user)) {
                    return;
                }
                let told = self.neighbours().told(node, user, availability, status);
                if let (presence, true) = told {
                    self.tell_hub(presence);
                }
            }
            // The hub finds it in the event, which it reads anyway.
            Said::Envelope(Envelope::Personal { what: Personal::OwnReaction { .. }, .. }) => (),
            Said::Envelope(envelope) => self.tell_hub(envelope),
            Said::Note(Note::Beat { lost }) => {
                let is_new = self.neighbours().beat(node, self.clock.instant());
                if is_new || lost {
                    // What it said before could not be heard here.
                    self.tell_gap();
                    self.ask_anew();
                }
            }
            Said::Note(Note::Ask { users, question }) => {
                for user in users {
                    let own = self.neighbours().own(user);
                    if let Some(presence) = own {
                        self.pass_on(Topic::User(user), &presence);
                    }
                }
                if let Some(question) = question {
                    self.say(Note::Answered { question });
                }
            }
            Said::Note(Note::Answered { question }) => self.questions().answered(question, node),
        }
    }

    /// Asks all nodes about everybody who is followed here.
    pub(super) fn ask_anew(&self) {
        let until = self.clock.instant() + self.settings.beat_every;
        self.neighbours().asked(until);
        self.ask(&self.following.users());
    }
}

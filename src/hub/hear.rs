//! What the bus says, passed on to whom it concerns: to topics in their order, to people's
//! sessions.

use super::fanout::Step;
use super::topic::Topic;
use super::{Ended, Hub};
use crate::bus::{Envelope, Personal};
use domain::ids::{ConversationId, SignInId, UserId};
use domain::person::Side;
use protocol::code::CloseCode;
use protocol::generated::push;
use std::sync::Arc;
use tokio::sync::mpsc::{self, error::TrySendError};

/// Envelopes that are taken from the bus at once.
const ENVELOPES_MAX: usize = 512;
/// Deliveries after which others on this thread go in between: less than a millisecond.
const DELIVERIES_AT_ONCE: usize = 64;
/// Envelopes of a hot conversation that are worth a fan-out before its time has come: a delivery
/// then costs little beside its bytes.
const GATHERED_MAX: usize = 64;

impl Hub {
    /// Listens to the bus until it or the node ends.
    pub(super) async fn hear_all(self, mut heard: mpsc::Receiver<Envelope>) {
        let stopping = self.0.parts.tasks.stopping();
        let mut envelopes = Vec::with_capacity(ENVELOPES_MAX);
        let mut touched = Vec::new();
        loop {
            let count = tokio::select! {
                biased;
                () = stopping.cancelled() => 0,
                count = heard.recv_many(&mut envelopes, ENVELOPES_MAX) => count,
            };
            if count == 0 {
                return;
            }
            for envelope in envelopes.drain(..) {
                self.hear(envelope, &mut touched);
            }
            let mut deliveries = 0;
            for topic in touched.drain(..) {
                deliveries += self.pump(&topic);
                if deliveries >= DELIVERIES_AT_ONCE {
                    deliveries = 0;
                    tokio::task::yield_now().await;
                }
            }
        }
    }

    fn hear(&self, envelope: Envelope, touched: &mut Vec<Arc<Topic>>) {
        self.count_hint(&envelope);
        match envelope {
            Envelope::Committed { conversation, .. }
            | Envelope::Deleted { conversation }
            | Envelope::Typing { conversation, .. }
            | Envelope::Read { conversation, .. } => {
                let topic = self.0.topics.get(&conversation).map(|topic| Arc::clone(&topic));
                if let Some(topic) = topic {
                    let mut state = topic.lock();
                    state.take_in(envelope);
                    let begins = !std::mem::replace(&mut state.queued, true);
                    if begins || state.pending.len() == GATHERED_MAX {
                        drop(state);
                        touched.push(topic);
                    }
                }
            }
            Envelope::Personal { user, what } => self.hear_personal(user, what),
            Envelope::Presence { user, availability, status } => {
                self.tell_watchers(user, availability, status.as_ref());
            }
            Envelope::Organisation { name } => self.tell_organisation(&name),
            Envelope::GapPossible => self.0.poll_now.notify_one(),
        }
    }

    /// Sends out what waits for a topic: at once, or a little later where it is hot and little
    /// waits. Hot is where several went out together the last time: what comes one by one, however
    /// fast, is not held up. Gives the number of sessions to which it went.
    fn pump(&self, topic: &Arc<Topic>) -> usize {
        let settings = self.0.parts.settings;
        let now = self.now();
        let (seats, wait) = {
            let state = topic.lock();
            let seats = state.seats();
            let hot = state.together
                && seats >= settings.gather_sessions_min
                && state.pending.len() < GATHERED_MAX;
            let since = state.pumped_at.map(|at| now.duration_since(at));
            (seats, since.filter(|_| hot).and_then(|since| settings.gather.checked_sub(since)))
        };
        match wait {
            None => {
                self.pump_now(topic);
                seats
            }
            Some(wait) => {
                // It stays marked as queued, so that nobody else starts a timer.
                let (hub, topic) = (self.clone(), Arc::clone(topic));
                self.0.parts.tasks.spawn("hub_gather", async move {
                    tokio::time::sleep(wait).await;
                    if topic.lock().queued {
                        hub.pump_now(&topic);
                    }
                });
                0
            }
        }
    }

    /// Sends out what waits for a topic.
    pub(super) fn pump_now(&self, topic: &Arc<Topic>) {
        let rendering = self.rendering();
        let (step, newcomers) = {
            let mut state = topic.lock();
            state.queued = false;
            let step = state.pump(rendering);
            let took = self.now().duration_since(rendering.now);
            state.pumped_at = state.pumped_at.map(|at| at + took);
            self.0.metrics.fanned_out(took);
            (step, std::mem::take(&mut state.newcomers))
        };
        for user in newcomers {
            // What told them may have been lost, or have come before that they were sent away.
            self.queue_personal(user, Personal::Joined(topic.conversation));
        }
        match step {
            Step::Done => (),
            Step::Read { up_to } => self.read_gap(topic, up_to),
            Step::Gone => self.drop_topic(topic),
        }
    }

    fn hear_personal(&self, user: UserId, what: Personal) {
        match what {
            Personal::OwnReaction { conversation, message, emoji, on } => {
                let reaction = push::OwnReaction {
                    conversation_id: conversation.to_string(),
                    message_id: message.to_string(),
                    emoji: emoji.as_str().to_owned(),
                    on,
                };
                self.tell_own_reaction(user, conversation, &reaction);
            }
            Personal::SignedOut(sign_in) => self.end_sign_in(user, sign_in, CloseCode::SignedOut),
            Personal::Deactivated => self.end_sign_in(user, None, CloseCode::Deactivated),
            Personal::Profile => self.rename(user),
            Personal::Joined(_)
            | Personal::Read(_)
            | Personal::Draft(_)
            | Personal::Preferences(_) => self.queue_personal(user, what),
        }
    }

    /// Events do not tell external viewers who reacted: their own sessions learn it here. Internal
    /// ones see it in the event.
    pub(super) fn tell_own_reaction(
        &self,
        user: UserId,
        at: ConversationId,
        reaction: &push::OwnReaction,
    ) {
        for session in self.sessions_of(user) {
            if session.of().side == Side::External && session.follows(at) {
                session.push(push::Push::OwnReaction(reaction.clone()), Some(at));
            }
        }
    }

    /// Closes the sessions of a sign-in, or of all sign-ins of a user, and remembers it for those
    /// that are just being let in.
    pub(super) fn end_sign_in(&self, user: UserId, sign_in: Option<SignInId>, code: CloseCode) {
        self.ended().push(Ended { user, sign_in, at: self.now() });
        for session in self.sessions_of(user) {
            if sign_in.is_none_or(|ended| session.of().sign_in == ended) {
                session.close(code);
            }
        }
    }

    /// Tells everybody the organisation's name.
    pub(super) fn tell_organisation(&self, name: &str) {
        for session in self.all_sessions() {
            let changed = push::OrganisationChanged { name: name.to_owned() };
            session.push(push::Push::OrganisationChanged(changed), None);
        }
    }

    /// Has a user's name and standing looked at anew, and told to whom it concerns.
    pub(super) fn rename(&self, user: UserId) {
        for session in self.sessions_of(user) {
            session.set_renamed();
        }
        self.queue_personal(user, Personal::Profile);
    }

    /// What has to be read first goes to a task that does so, always the same for one user.
    pub(super) fn queue_personal(&self, user: UserId, what: Personal) {
        // Of a name others hear, too.
        if !matches!(what, Personal::Profile) && !self.0.users.contains_key(&user) {
            return;
        }
        let workers = self.0.personal.len();
        let place = usize::try_from(user.uuid().as_u128() % 1_000_003).unwrap_or_default();
        let worker = self.0.personal.get(place % workers.max(1));
        match worker.map(|worker| worker.try_send((user, what))) {
            // Where the node stops, everybody is told so.
            Some(Ok(()) | Err(TrySendError::Closed(_))) => (),
            None | Some(Err(TrySendError::Full(_))) => self.send_back(user),
        }
    }
}

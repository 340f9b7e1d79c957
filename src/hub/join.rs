//! What concerns one person, read from the application and told to their sessions; above all that
//! they became a member: live events begin exactly where what they are told of it ends.

use super::Hub;
use super::log::LogUnavailable;
use super::session::Session;
use super::topic::Topic;
use crate::bus::Personal;
use domain::ids::{ConversationId, UserId};
use domain::person::Side;
use protocol::code::CloseCode;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How often a conversation is read again because it went on meanwhile.
const TRIES_MAX: usize = 5;

impl Hub {
    /// Tells people what concerns them, one thing after the other.
    pub(super) async fn tell_people(self, mut queue: mpsc::Receiver<(UserId, Personal)>) {
        let stopping = self.0.parts.tasks.stopping();
        loop {
            let next = tokio::select! {
                biased;
                () = stopping.cancelled() => None,
                next = queue.recv() => next,
            };
            let Some((user, what)) = next else {
                return;
            };
            if self.tell(user, &what).await.is_err() {
                // They connect again once the store answers, and find it then.
                for session in self.sessions_of(user) {
                    session.close(CloseCode::Reconnect);
                }
            }
        }
    }

    async fn tell(&self, user: UserId, what: &Personal) -> Result<(), LogUnavailable> {
        if matches!(what, Personal::Profile) {
            return self.tell_profile(user).await;
        }
        let Some(side) = self.sessions_of(user).first().map(|session| session.of().side) else {
            return Ok(());
        };
        let about = match what {
            Personal::Joined(conversation) => return self.join(user, side, *conversation).await,
            Personal::Read(conversation)
            | Personal::Draft(conversation)
            | Personal::Preferences(conversation) => Some(*conversation),
            Personal::Profile
            | Personal::OwnReaction { .. }
            | Personal::SignedOut(_)
            | Personal::Deactivated => None,
        };
        if let Some(push) = self.0.parts.log.personal(user, side, what).await? {
            for session in self.sessions_of(user) {
                if about.is_none_or(|conversation| session.follows(conversation)) {
                    session.push(push.clone(), about);
                }
            }
        }
        Ok(())
    }

    /// Seats a new member's sessions. Those that have a seat already know of it.
    async fn join(
        &self,
        user: UserId,
        side: Side,
        conversation: ConversationId,
    ) -> Result<(), LogUnavailable> {
        let mut sessions = Vec::new();
        for _ in 0..TRIES_MAX {
            let Some(topic) = self.topics(vec![conversation]).await?.remove(&conversation) else {
                return Ok(()); // Deleted meanwhile.
            };
            for session in self.sessions_of(user) {
                if topic.lock().seat_joining(&session) {
                    sessions.push(session);
                }
            }
            let done = self.finish_join((user, side), &topic, &mut sessions).await;
            if done.is_err() {
                self.give_up(&sessions, conversation);
            }
            if done? {
                return Ok(());
            }
        }
        self.give_up(&sessions, conversation);
        Err(LogUnavailable)
    }

    /// `false`: some could not be answered, because the conversation went on.
    async fn finish_join(
        &self,
        (user, side): (UserId, Side),
        topic: &Topic,
        sessions: &mut Vec<Arc<Session>>,
    ) -> Result<bool, LogUnavailable> {
        if sessions.is_empty() {
            return Ok(true);
        }
        let Some(joinable) = self.0.parts.log.joinable(user, side, topic.conversation).await?
        else {
            // Gone again already.
            self.give_up(sessions, topic.conversation);
            return Ok(true);
        };
        let mut state = topic.lock();
        sessions.retain(|session| !state.finish_join(session, &joinable, self.epoch()));
        Ok(sessions.is_empty())
    }

    fn give_up(&self, sessions: &[Arc<Session>], conversation: ConversationId) {
        let topic = self.0.topics.get(&conversation).map(|topic| Arc::clone(&topic));
        for session in sessions {
            if let Some(topic) = &topic {
                topic.lock().give_up(session, self.now());
            }
            if !session.follows(conversation) {
                // What was queued of it meanwhile is not for them.
                session.outgoing().forget(conversation);
            }
        }
    }
}

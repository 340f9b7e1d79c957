//! A user became a member: their sessions get the conversation, and live events begin exactly where
//! what they are told of it ends. When, and what is done where the store is away, is in `tell`.

use super::Hub;
use super::log::LogError;
use super::session::Session;
use super::topic::{Phase, Topic};
use domain::ids::{ConversationId, UserId};
use domain::person::Side;
use std::sync::Arc;

/// How often a conversation is read again at once because it went on meanwhile.
const TRIES_MAX: usize = 5;

impl Hub {
    /// Seats a new member's sessions. Those that have a seat already know of it. `false`: it went
    /// on all the time while it was read, and somebody has to come back to it.
    pub(super) async fn join(
        &self,
        user: UserId,
        side: Side,
        conversation: ConversationId,
    ) -> Result<bool, LogError> {
        let mut sessions = Vec::new();
        for _ in 0..TRIES_MAX {
            let Some(topic) = self.topics(vec![conversation]).await?.remove(&conversation) else {
                return Ok(true); // Deleted meanwhile.
            };
            let here = self.sessions_of(user);
            {
                let mut state = topic.lock();
                if state.phase != Phase::Live {
                    continue; // It was empty, and is just being forgotten.
                }
                sessions.extend(here.into_iter().filter(|session| state.seat_joining(session)));
            }
            let done = self.finish_join((user, side), &topic, &mut sessions).await;
            if done.is_err() {
                self.give_up(&sessions, conversation);
            }
            if done? {
                return Ok(true);
            }
        }
        self.give_up(&sessions, conversation);
        Ok(false)
    }

    /// `false`: some could not be answered, because the conversation went on.
    async fn finish_join(
        &self,
        (user, side): (UserId, Side),
        topic: &Topic,
        sessions: &mut Vec<Arc<Session>>,
    ) -> Result<bool, LogError> {
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

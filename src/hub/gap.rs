//! Reads from the log what the bus did not bring, without holding up other conversations.

use super::Hub;
use super::topic::Topic;
use domain::event::{Event, Fact};
use domain::ids::UserId;
use domain::limits::RESUME_EVENTS_MAX;
use domain::person::Side;
use protocol::generated::push::OwnReaction;
use std::sync::Arc;
use std::time::Duration;

/// The time between two tries to read the log.
const TRY_AGAIN: Duration = Duration::from_millis(500);

impl Hub {
    /// Reads a topic's log up to a number, in a task of its own; the topic waits for it.
    pub(super) fn read_gap(&self, topic: &Arc<Topic>, up_to: i64) {
        self.0.metrics.gap();
        let (hub, topic) = (self.clone(), Arc::clone(topic));
        self.0.parts.tasks.spawn("hub_gap", async move {
            hub.fill_gap(&topic, up_to).await;
            if hub.0.parts.tasks.stopping().is_cancelled() {
                return; // Nothing is read any more: to look again would never end.
            }
            topic.lock().reading = false;
            // When the node stops, nothing was read: it would begin again and again.
            if !hub.0.parts.tasks.stopping().is_cancelled() {
                hub.pump_now(&topic);
            }
        });
    }

    async fn fill_gap(&self, topic: &Topic, up_to: i64) {
        let stopping = self.0.parts.tasks.stopping();
        loop {
            let (after, deleted) = {
                let state = topic.lock();
                (state.heads.seq, state.deleted)
            };
            if deleted || after >= up_to || stopping.is_cancelled() {
                return;
            }
            let read = self.0.parts.log.log_after(topic.conversation, after, RESUME_EVENTS_MAX);
            match read.await {
                Ok(events) => {
                    if !self.fill(topic, events, up_to) {
                        return;
                    }
                }
                Err(_) => {
                    tokio::select! {
                        biased;
                        () = stopping.cancelled() => return,
                        () = tokio::time::sleep(TRY_AGAIN) => (),
                    }
                }
            }
        }
    }

    /// Sends out what was read. `false`: the store does not have what was announced, because it was
    /// restored, or the announcement was wrong.
    fn fill(&self, topic: &Topic, events: Vec<Event>, up_to: i64) -> bool {
        let reactions = own_reactions(&events);
        let rendering = self.rendering();
        let filled = {
            let mut state = topic.lock();
            let filled = state.fill(events, rendering);
            if !filled {
                state.skip(up_to);
            }
            filled
        };
        for (user, reaction) in reactions {
            self.tell_own_reaction(user, topic.conversation, &reaction);
        }
        filled
    }
}

/// The reactions of external users, whose sessions do not learn from events whose they are. Those
/// of other nodes are found here and are not on the bus.
fn own_reactions(events: &[Event]) -> Vec<(UserId, OwnReaction)> {
    let own = events.iter().filter_map(|event| match (&event.fact, &event.actor) {
        (Fact::Reacted { message, emoji, on, .. }, Some(actor))
            if actor.side == Some(Side::External) =>
        {
            let reaction = OwnReaction {
                conversation_id: event.conversation.to_string(),
                message_id: message.to_string(),
                emoji: emoji.as_str().to_owned(),
                on: *on,
            };
            Some((actor.id, reaction))
        }
        (
            Fact::Reacted { .. }
            | Fact::Posted(_)
            | Fact::Edited(_)
            | Fact::Deleted { .. }
            | Fact::Pinned { .. }
            | Fact::Unsupported,
            _,
        ) => None,
    });
    own.collect()
}

//! Reads from the log what the bus did not bring, without holding up other conversations.

use super::Hub;
use super::topic::Topic;
use domain::limits::RESUME_EVENTS_MAX;
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
                    let rendering = self.rendering();
                    let mut state = topic.lock();
                    if !state.fill(events, rendering) {
                        // The store does not have what was announced: it was restored, or the
                        // announcement was wrong.
                        state.skip(up_to);
                        return;
                    }
                }
                Err(_) => {
                    tokio::select! {
                        () = tokio::time::sleep(TRY_AGAIN) => (),
                        () = stopping.cancelled() => return,
                    }
                }
            }
        }
    }
}

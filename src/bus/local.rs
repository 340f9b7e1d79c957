//! The bus of a single node: a bounded queue in memory, from publishers to the hub.

use super::{Bus, Envelope, Topic};
use async_trait::async_trait;
use domain::ids::UserId;
use tokio::sync::mpsc;

/// Envelopes that wait for the hub before publishers wait for it.
const QUEUE_MAX: usize = 8_192;

/// A bus in memory.
#[derive(Debug, Clone)]
pub struct LocalBus {
    hub: mpsc::Sender<Envelope>,
}

impl LocalBus {
    /// A bus, and what the hub reads from it.
    #[must_use]
    pub fn new() -> (Self, mpsc::Receiver<Envelope>) {
        let (hub, heard) = mpsc::channel(QUEUE_MAX);
        (Self { hub }, heard)
    }
}

#[async_trait]
impl Bus for LocalBus {
    async fn publish(&self, envelope: Envelope) {
        if self.hub.send(envelope).await.is_err() {
            // The hub has ended: the node is stopping.
            tracing::debug!("an envelope had no hub to go to");
        }
    }

    async fn subscribe(&self, _topic: Topic) {}

    async fn watch(&self, _users: &[UserId]) -> Vec<Envelope> {
        Vec::new() // The hub itself knows everything.
    }

    async fn unsubscribe(&self, _topic: Topic) {}

    async fn is_ready(&self) -> bool {
        true
    }

    fn is_shared(&self) -> bool {
        false
    }
}

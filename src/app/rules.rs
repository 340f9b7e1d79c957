//! The rules of conversations that this node has looked at lately. They may be old: a decision on
//! old rules is refused by the commit, and reading looks at the store.

use domain::conversation::Conversation;
use domain::event::{Event, Fact};
use domain::ids::{ConversationId, UserId};
use domain::message::Body;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Members of all kept conversations together; a member takes about 50 bytes.
const MEMBERS_KEPT_MAX: usize = 500_000;

/// A bounded cache. When it is full it begins anew: those in use come back with one look each.
#[derive(Debug, Default)]
pub struct Rules(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    conversations: BTreeMap<ConversationId, Arc<Conversation>>,
    members: usize,
}

impl Rules {
    /// What is kept of a conversation.
    #[must_use]
    pub fn get(&self, conversation: ConversationId) -> Option<Arc<Conversation>> {
        self.lock().conversations.get(&conversation).cloned()
    }

    /// Keeps a conversation, unless a newer version is kept.
    pub fn put(&self, conversation: Arc<Conversation>) {
        let mut kept = self.lock();
        let newer = kept
            .conversations
            .get(&conversation.id)
            .is_some_and(|kept| kept.rules_version > conversation.rules_version);
        if newer {
            return;
        }
        if kept.members > MEMBERS_KEPT_MAX {
            *kept = Kept::default();
        }
        kept.members += weight(&conversation);
        if let Some(old) = kept.conversations.insert(conversation.id, conversation) {
            kept.members = kept.members.saturating_sub(weight(&old));
        }
    }

    /// Forgets a conversation.
    pub fn forget(&self, conversation: ConversationId) {
        let mut kept = self.lock();
        if let Some(old) = kept.conversations.remove(&conversation) {
            kept.members = kept.members.saturating_sub(weight(&old));
        }
    }

    /// Brings what is kept up to an event; where something in between is missing, forgets it.
    pub fn apply(&self, event: &Event) {
        let Fact::Posted(message) = &event.fact else { return };
        let Body::System(system) = &message.body else { return };
        let Some(kept) = self.get(event.conversation) else { return };
        let mut next = Conversation::clone(&kept);
        let author: Option<UserId> = event.actor.as_ref().map(|actor| actor.id);
        next.apply(system, author, event.positions.seq);
        self.put(Arc::new(next));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn weight(conversation: &Conversation) -> usize {
    conversation.members.len() + conversation.removed.len() + 10
}

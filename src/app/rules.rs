//! The rules of conversations that this node has looked at lately. They may be old: a decision on
//! old rules is refused by the commit, and reading looks at the store.

use domain::conversation::Conversation;
use domain::event::{Event, Fact};
use domain::ids::{ConversationId, UserId};
use domain::message::{Body, System};
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

    /// Brings what is kept up to the events of one decision, which was made on the rules of
    /// version `decided_on`. Another version stays as it is: a newer one has these events in it,
    /// and that an older one is old, the next commit notices. To apply them twice would give a
    /// version that the store reaches by another change, which the commit would then overlook (R6).
    pub fn apply(&self, decided_on: i64, events: &[Arc<Event>]) {
        let systems: Vec<(&Event, &System)> =
            events.iter().filter_map(|event| Some((event.as_ref(), system_of(event)?))).collect();
        let Some((first, _)) = systems.first() else { return };
        let Some(kept) = self.get(first.conversation) else { return };
        if kept.rules_version != decided_on {
            return;
        }
        let mut next = Conversation::clone(&kept);
        for (event, system) in systems {
            let author: Option<UserId> = event.actor.as_ref().map(|actor| actor.id);
            next.apply(system, author, event.positions.seq);
        }
        self.put(Arc::new(next));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn system_of(event: &Event) -> Option<&System> {
    match &event.fact {
        Fact::Posted(message) => match &message.body {
            Body::System(system) => Some(system),
            Body::Text(_) | Body::Note(_) | Body::Deleted(_) | Body::Unsupported => None,
        },
        Fact::Edited(_)
        | Fact::Deleted { .. }
        | Fact::Reacted { .. }
        | Fact::Pinned { .. }
        | Fact::Unsupported => None,
    }
}

fn weight(conversation: &Conversation) -> usize {
    conversation.members.len() + conversation.removed.len() + 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::conversation::{Kind, NewConversation};
    use domain::event::Positions;
    use domain::ids::MessageId;
    use domain::message::Message;
    use domain::time::Timestamp;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_millis(1);

    fn conversation(rules_version: i64) -> Conversation {
        let new = NewConversation {
            id: ConversationId::from(Uuid::from_u128(1)),
            kind: Kind::Group,
            name: None,
            description: None,
            read_only: false,
            created_by: UserId::from(Uuid::from_u128(2)),
            created_by_external: false,
            created_at: NOW,
            direct: None,
        };
        Conversation { rules_version, ..Conversation::new(&new) }
    }

    fn read_only_switched() -> Arc<Event> {
        let positions = Positions { seq: 9, guest_seq: Some(9), reader_seq: Some(9) };
        let conversation = conversation(0).id;
        let message = Message {
            id: MessageId::from(Uuid::from_u128(3)),
            conversation,
            positions,
            author: None,
            sent_at: NOW,
            client_id: None,
            body: Body::System(Box::new(System::ReadOnlySwitched { on: true })),
            edited_at: None,
            reply_to: None,
            forwarded: None,
            attachments: Vec::new(),
            reactions: Vec::new(),
            mentions: std::collections::BTreeSet::new(),
            mention_all: false,
            pinned: false,
        };
        let fact = Fact::Posted(Box::new(message));
        Arc::new(Event { conversation, positions, at: NOW, actor: None, fact })
    }

    // R6
    #[test]
    fn events_are_applied_to_the_rules_that_they_were_decided_on_and_to_no_others() {
        for (kept, after, read_only) in [(7, 8, true), (8, 8, false), (6, 6, false)] {
            let rules = Rules::default();
            rules.put(Arc::new(conversation(kept)));
            rules.apply(7, &[read_only_switched()]);
            let found = rules.get(conversation(0).id).unwrap();
            assert_eq!((found.rules_version, found.read_only), (after, read_only));
        }
    }

    // R6
    #[test]
    fn an_older_version_does_not_replace_a_newer_one() {
        let rules = Rules::default();
        rules.put(Arc::new(conversation(8)));
        rules.put(Arc::new(conversation(7)));
        assert_eq!(rules.get(conversation(0).id).unwrap().rules_version, 8);
        rules.forget(conversation(0).id);
        assert!(rules.get(conversation(0).id).is_none());
    }
}

//! What nodes tell each other, and what a node tells itself.
//!
//! The bus is a hint: whatever is lost, doubled or late on it only delays, for everything lasting
//! is found again in the store by its number. One node uses the bus in its own memory.

pub mod local;
mod redis;
mod wire;

pub use redis::{RedisBus, RedisBusError, RedisSettings};

use async_trait::async_trait;
use domain::event::Event;
use domain::ids::{ConversationId, SignInId, UserId};
use domain::person::Person;
use domain::text::{Emoji, Status};
use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use std::sync::Arc;

/// Where something is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// By nodes that have sessions in a conversation.
    Conversation(ConversationId),
    /// By nodes that have sessions of a user.
    User(UserId),
}

/// What travels.
#[derive(Debug, Clone)]
pub enum Envelope {
    /// An event was committed.
    Committed {
        /// Where.
        conversation: ConversationId,
        /// Its number in the log.
        seq: i64,
        /// The event itself, where it comes from this node; else it is read from the store.
        event: Option<Arc<Event>>,
    },
    /// The conversation was deleted with everything in it.
    Deleted {
        /// Which.
        conversation: ConversationId,
    },
    /// Someone types, or stopped. Not kept.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        person: Person,
        /// Types, or stopped.
        on: bool,
        /// An internal note.
        note: bool,
    },
    /// A member's read mark moved; for internal viewers.
    Read {
        /// Where.
        conversation: ConversationId,
        /// Whose.
        user: UserId,
        /// The number in the log.
        seq: i64,
    },
    /// Something for all sessions of one user.
    Personal {
        /// Who.
        user: UserId,
        /// What.
        what: Personal,
    },
    /// Someone's presence; for internal viewers who watch them.
    Presence {
        /// Who.
        user: UserId,
        /// How.
        availability: Availability,
        /// What they say of themselves.
        status: Option<Status>,
    },
    /// The organisation has another name. Heard where it was said; others find it in the store.
    Organisation {
        /// The name.
        name: String,
    },
    /// Something may have been lost on the way to this node: where conversations stand has to be
    /// looked up at once. Made by a bus, never published.
    GapPossible,
}

impl Envelope {
    /// Where it is heard; `None`: only where it was made.
    #[must_use]
    pub fn topic(&self) -> Option<Topic> {
        match self {
            Self::Committed { conversation, .. }
            | Self::Deleted { conversation }
            | Self::Typing { conversation, .. }
            | Self::Read { conversation, .. } => Some(Topic::Conversation(*conversation)),
            Self::Personal { user, .. } | Self::Presence { user, .. } => Some(Topic::User(*user)),
            Self::Organisation { .. } | Self::GapPossible => None,
        }
    }
}

/// What only one person's sessions get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Personal {
    /// They became a member: their sessions follow the conversation from now on.
    Joined(ConversationId),
    /// They reacted; sent to external users, whose events do not say who.
    OwnReaction {
        /// Where.
        conversation: ConversationId,
        /// On which message.
        message: domain::ids::MessageId,
        /// Which.
        emoji: Emoji,
        /// Added, or taken back.
        on: bool,
    },
    /// Their own read mark or "unread from here" moved: sessions are told the counts anew.
    Read(ConversationId),
    /// Their draft changed. The text is in the store.
    Draft(ConversationId),
    /// They muted, pinned or archived.
    Preferences(ConversationId),
    /// Their name or picture changed.
    Profile,
    /// A sign-in of theirs ended, or all of them (`None`).
    SignedOut(Option<SignInId>),
    /// Their account was deactivated.
    Deactivated,
}

/// Whether someone is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// No session.
    Offline,
    /// Sessions, and they said that they are away.
    Away,
    /// Sessions.
    Online,
}

/// Between nodes.
#[async_trait]
pub trait Bus: Debug + Send + Sync {
    /// Passes an envelope on to every node that follows its topic, this one included. Never fails
    /// and never waits long: what cannot be passed on is lost.
    async fn publish(&self, envelope: Envelope);

    /// Follows a topic; returns when everything published from now on is heard, or soon, where
    /// other nodes cannot be heard. Again changes nothing.
    async fn subscribe(&self, topic: Topic);

    /// Follows users, and says how they appear on all nodes together, as [`Envelope::Presence`]:
    /// those of whom anything is known. Waits a little for what other nodes say.
    async fn watch(&self, users: &[UserId]) -> Vec<Envelope>;

    /// Follows a topic no longer.
    async fn unsubscribe(&self, topic: Topic);

    /// Whether other nodes can be heard.
    async fn is_ready(&self) -> bool;

    /// Whether there can be other nodes to hear.
    fn is_shared(&self) -> bool;
}

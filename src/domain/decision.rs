//! What the rules decided: facts to commit and follow-ups that must survive a crash.

use crate::event::SeenBy;
use crate::ids::{AttachmentId, ClientId, ConversationId, LinkId, MessageId, PictureId, UserId};
use crate::message::{Forwarded, Kind, System};
use crate::text::{Email, Emoji, Text};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// What is to be committed for one command, as a whole or not at all.
///
/// The store gives each change its numbers under the lock of the conversation's row, writes it to
/// the log and to the tables that are the log's fold, and adds the jobs to the outbox: one
/// transaction. It does so only while the conversation still has `rules_version`; else the command
/// is decided again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The version of the rules that were looked at; 0 if the conversation is made by this.
    pub rules_version: i64,
    /// Who caused it; `None` for the system itself.
    pub actor: Option<UserId>,
    /// When it was decided.
    pub at: Timestamp,
    /// What happens, in this order.
    pub changes: Vec<Change>,
    /// Follow-ups.
    pub jobs: Vec<Job>,
}

impl Decision {
    /// A decision that changes nothing: what was asked for is so already.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.jobs.is_empty()
    }
}

/// One thing that happens to a conversation. Each but `ConversationMade` and the link's own becomes
/// one event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The row of a new conversation; the first change of its first decision, followed by the
    /// system message `created`, which brings the members.
    ConversationMade(Box<crate::conversation::NewConversation>),
    /// A message by a person.
    Posted(Box<NewMessage>),
    /// A system message; what it says about members, roles and settings is applied with it.
    System {
        /// The id of the message.
        id: MessageId,
        /// What it says.
        system: Box<System>,
    },
    /// Another text for a message.
    Edited {
        /// Which.
        message: MessageId,
        /// The text from now on; `None` only with attachments.
        text: Option<Text>,
        /// The members mentioned from now on.
        mentions: BTreeSet<UserId>,
        /// Whether everyone is mentioned from now on.
        mention_all: bool,
        /// Who sees the message, and so the event.
        seen_by: SeenBy,
    },
    /// The content of a message goes, its files and pins with it.
    Deleted {
        /// Which.
        message: MessageId,
        /// Who sees the message, and so the event.
        seen_by: SeenBy,
    },
    /// The actor adds or takes back a reaction. Whether that changes anything, and whether a new
    /// kind still has room, is looked at under the lock.
    Reacted {
        /// On which message.
        message: MessageId,
        /// Which.
        emoji: Emoji,
        /// Add, or take back.
        on: bool,
        /// Who sees the message, and so the event.
        seen_by: SeenBy,
    },
    /// A message is pinned or unpinned. Whether that changes anything, and whether there is room,
    /// is looked at under the lock.
    Pinned {
        /// Which.
        message: MessageId,
        /// Pin, or unpin.
        on: bool,
        /// Who sees the message, and so the event.
        seen_by: SeenBy,
    },
    /// A new link takes the place of the one before, which ends (L1).
    LinkMade(NewLink),
    /// The active link ends.
    LinkRevoked,
    /// One use of a link. If none is left under the lock, the decision is refused with
    /// `link_invalid`.
    LinkUsed(LinkId),
}

impl Change {
    /// Which external classes see the event that it becomes; `None` if it becomes none.
    #[must_use]
    pub fn seen_by(&self) -> Option<SeenBy> {
        match self {
            Self::Posted(message) => Some(message.kind.seen_by()),
            Self::System { system, .. } => Some(system.seen_by()),
            Self::Edited { seen_by, .. }
            | Self::Deleted { seen_by, .. }
            | Self::Reacted { seen_by, .. }
            | Self::Pinned { seen_by, .. } => Some(*seen_by),
            Self::ConversationMade(_)
            | Self::LinkMade(_)
            | Self::LinkRevoked
            | Self::LinkUsed(_) => None,
        }
    }
}

/// A message by a person, before it has its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// Its id.
    pub id: MessageId,
    /// The name that its sender's client gave it (M2).
    pub client_id: ClientId,
    /// For all, or for internal members alone.
    pub kind: Kind,
    /// Its text; `None` only with attachments.
    pub text: Option<Text>,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// Where it came from.
    pub forwarded: Option<Forwarded>,
    /// Its files: uploaded by the actor and not sent yet, which is looked at under the lock.
    pub attachments: Vec<AttachmentId>,
    /// Members mentioned by name.
    pub mentions: BTreeSet<UserId>,
    /// Whether everyone is mentioned.
    pub mention_all: bool,
}

/// A link, before it is stored. The token itself is never here, only its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// Its id.
    pub id: LinkId,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// How many may join by it.
    pub uses_max: Option<i64>,
}

/// A durable follow-up of a decision: written to the outbox with it, done later, safe to do twice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Mail an invitation to a conversation (N5).
    MailInvitation {
        /// Where.
        conversation: ConversationId,
        /// Who is invited.
        user: UserId,
        /// Who invited them.
        by: UserId,
    },
    /// Mail a one-time address to an internal user who has no password yet (D1).
    MailWelcome {
        /// Who.
        user: UserId,
    },
    /// Mail a code that proves an address (L5).
    MailCode {
        /// To whom.
        email: Email,
        /// The code itself, sealed: the job is erased once it is done.
        code: String,
    },
    /// Drop the stored files of attachments and pictures that nothing names any more.
    DropFiles {
        /// Attachments.
        attachments: Vec<AttachmentId>,
        /// Pictures.
        pictures: Vec<PictureId>,
    },
}

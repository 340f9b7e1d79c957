//! What people and the system write: the message, its parts, and the kinds of system message.
//! Decisions about messages are in `message/`.

use crate::conversation::Role;
use crate::event::{Positions, SeenBy};
use crate::ids::{AttachmentId, ClientId, ConversationId, LinkId, MessageId, PictureId, UserId};
use crate::person::Person;
use crate::text::{Description, Emoji, FileName, Name, Tag, Text};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub mod change;
pub mod post;
pub mod react;

/// A message, whole: as internal members may see it. For anybody else it goes through
/// `visibility` first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Where it stands.
    pub conversation: ConversationId,
    /// The numbers of the event that posted it.
    pub positions: Positions,
    /// Who wrote it; for a system message who caused it; `None` for the system itself, and once
    /// redacted.
    pub author: Option<Person>,
    /// When it was committed.
    pub sent_at: Timestamp,
    /// The name that its sender's client gave it; `None` for system messages.
    pub client_id: Option<ClientId>,
    /// Its content.
    pub body: Body,
    /// When its text was last changed.
    pub edited_at: Option<Timestamp>,
    /// What it answers (M3), as that is now.
    pub reply_to: Option<Quote>,
    /// Where it was forwarded from (M3).
    pub forwarded: Option<Forwarded>,
    /// Its files (M7).
    pub attachments: Vec<Attachment>,
    /// Its reactions, in the order in which their kinds first came (M5).
    pub reactions: Vec<Reaction>,
    /// Members mentioned by name (M6), in no meaningful order.
    pub mentions: BTreeSet<UserId>,
    /// Whether it mentions everyone (M6).
    pub mention_all: bool,
    /// Whether it is pinned (M10).
    pub pinned: bool,
}

impl Message {
    /// Which external classes see the message, and every event about it.
    #[must_use]
    pub fn seen_by(&self) -> SeenBy {
        SeenBy {
            guests: self.positions.guest_seq.is_some(),
            readers: self.positions.reader_seq.is_some(),
        }
    }
}

/// What kind of message to post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// For all members.
    Text,
    /// For internal members alone (M11).
    Note,
}

impl Kind {
    /// Which external classes see such a message, and every event about it (M11).
    #[must_use]
    pub fn seen_by(self) -> SeenBy {
        match self {
            Self::Text => SeenBy::ALL,
            Self::Note => SeenBy::INTERNAL,
        }
    }
}

/// The content of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// For all members; without a text it has attachments.
    Text(Option<Text>),
    /// For internal members alone (M11).
    Note(Option<Text>),
    /// A structured event (C5).
    System(Box<System>),
    /// Taken away; the place stays (M4). Says what it was, for a note stays hidden when deleted.
    Deleted(Kind),
    /// What this server cannot read: written by a newer one, or damaged. Its place stays.
    Unsupported,
}

/// What a reply carries of the message that it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Which message.
    pub message: MessageId,
    /// Its author; `None` once redacted.
    pub author: Option<Person>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Its first 300 characters; `None` if it was deleted or has attachments alone.
    pub excerpt: Option<String>,
    /// Whether it was deleted.
    pub deleted: bool,
    /// Whether it is a note: then only notes may quote it.
    pub note: bool,
}

/// Where a forwarded message came from. External viewers learn only that it was forwarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarded {
    /// The first author; `None` once redacted.
    pub author: Option<Person>,
    /// When it was first sent; `None` once redacted.
    pub sent_at: Option<Timestamp>,
}

/// A file of a message (M7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id, which is also its address.
    pub id: AttachmentId,
    /// The name that it was uploaded with.
    pub name: FileName,
    /// The media type found from its bytes.
    pub media_type: String,
    /// Its length in bytes.
    pub bytes: i64,
    /// For pictures: the width in pixels.
    pub width: Option<u32>,
    /// For pictures: the height in pixels.
    pub height: Option<u32>,
    /// Whether a preview can be had.
    pub preview: bool,
}

/// One kind of reaction on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// Which.
    pub emoji: Emoji,
    /// How many people.
    pub count: i64,
    /// Whether the viewer is one of them. Meaningful only where one person asked.
    pub mine: bool,
    /// The first of them, in the order of reacting; empty once redacted.
    pub people: Vec<Person>,
}

/// A structured event in the conversation (C5). Clients write the sentence. The message's author
/// is who caused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum System {
    /// The conversation was made, by the author.
    Created {
        /// Whether it is available by link.
        by_link: bool,
        /// Its link; `None` without one, and once redacted.
        link: Option<LinkId>,
        /// Its first members, the creator included.
        members: Vec<NewMember>,
    },
    /// The author added people.
    MembersAdded {
        /// Who was added.
        members: Vec<NewMember>,
    },
    /// The author came by link.
    JoinedByLink {
        /// The member.
        member: NewMember,
        /// Which link; `None` once redacted.
        link: Option<LinkId>,
    },
    /// The author left.
    Left {
        /// Who is the owner from now on, if the author was.
        new_owner: Option<Person>,
    },
    /// The author removed someone.
    Removed {
        /// Who was removed.
        person: Person,
    },
    /// The author gave someone another role.
    RoleChanged {
        /// Whose role.
        person: Person,
        /// The role from now on.
        role: Role,
        /// Who had to give the ownership away for it, if it moved.
        previous_owner: Option<UserId>,
    },
    /// The author changed or cleared the name (T2).
    Renamed {
        /// The name from now on.
        name: Option<Name>,
    },
    /// The author changed or cleared the description.
    Described {
        /// The description from now on.
        description: Option<Description>,
    },
    /// The author changed or deleted the picture (T3).
    PictureChanged {
        /// The picture from now on.
        picture: Option<PictureId>,
    },
    /// The author switched read-only (R1).
    ReadOnlySwitched {
        /// From now on.
        on: bool,
    },
    /// The author switched the link, or made a new one (L1).
    LinkSwitched {
        /// From now on.
        on: bool,
        /// The link that is active from now on.
        link: Option<LinkId>,
    },
    /// The author changed the tags (S11).
    TagsChanged {
        /// All tags from now on.
        tags: BTreeSet<Tag>,
    },
}

/// Someone who became a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMember {
    /// Who.
    pub person: Person,
    /// With which role; `None` once redacted.
    pub role: Option<Role>,
}

impl System {
    /// Which external classes see it: those that name a member are hidden from readers (R4); roles,
    /// links and tags are the company's own.
    #[must_use]
    pub fn seen_by(&self) -> SeenBy {
        match self {
            Self::Created { .. }
            | Self::Renamed { .. }
            | Self::Described { .. }
            | Self::PictureChanged { .. }
            | Self::ReadOnlySwitched { .. } => SeenBy::ALL,
            Self::MembersAdded { .. }
            | Self::JoinedByLink { .. }
            | Self::Left { .. }
            | Self::Removed { .. } => SeenBy::NOT_READERS,
            Self::RoleChanged { .. } | Self::LinkSwitched { .. } | Self::TagsChanged { .. } => {
                SeenBy::INTERNAL
            }
        }
    }
}

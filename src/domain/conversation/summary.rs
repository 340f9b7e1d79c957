//! A conversation as it stands in one viewer's list (C8). What of it a viewer may see, `visibility`
//! decides.

use crate::conversation::{Kind, Role};
use crate::event::{Heads, ViewerClass};
use crate::ids::{ConversationId, PictureId};
use crate::message::Message;
use crate::person::Person;
use crate::text::{Description, Name, Tag};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// A conversation in a list, whole: as internal viewers may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Direct or group.
    pub kind: Kind,
    /// What to show as its title, made for this viewer (T1).
    pub title: String,
    /// The name that someone gave it.
    pub name: Option<Name>,
    /// What it is about.
    pub description: Option<Description>,
    /// Whether external members only read and react.
    pub read_only: bool,
    /// Its picture.
    pub picture: Option<PictureId>,
    /// Where the log stands.
    pub heads: Heads,
    /// The viewer's role.
    pub role: Role,
    /// How many members it has; `None` once redacted.
    pub member_count: Option<i64>,
    /// The last message by a person that the viewer's class sees; while there is none, the last
    /// system message.
    pub last_message: Option<Message>,
    /// What is the viewer's own of it.
    pub own: Own,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its last message came that the viewer's class sees, else when it was made.
    pub last_at: Timestamp,
    /// Whether it is available by link; `None` once redacted.
    pub by_link: Option<bool>,
    /// Free tags; empty once redacted.
    pub tags: BTreeSet<Tag>,
    /// The other person of a direct conversation.
    pub direct_with: Option<Person>,
    /// Whether external people are members; `None` once redacted.
    pub has_guests: Option<bool>,
}

impl Summary {
    /// Whether the viewer may send messages now (R1).
    #[must_use]
    pub fn can_send(&self) -> bool {
        self.role.is_internal() || !self.read_only
    }

    /// The class that a viewer with this role is of.
    #[must_use]
    pub fn class(&self) -> ViewerClass {
        match (self.role.is_internal(), self.read_only) {
            (true, _) => ViewerClass::Internal,
            (false, false) => ViewerClass::Guest,
            (false, true) => ViewerClass::Reader,
        }
    }
}

/// What a member keeps of a conversation for themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Own {
    /// How far they have read, and what is unread.
    pub counts: Counts,
    /// Until when it is muted (C7).
    pub muted_until: Option<Timestamp>,
    /// Its place among their pinned conversations, from 1.
    pub pin: Option<i64>,
    /// Whether they archived it and nothing brought it back.
    pub archived: bool,
}

/// How far a member has read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// The read mark, in the numbering of the member's class.
    pub read_seq: i64,
    /// Messages by people after it that the member's class sees.
    pub unread: i64,
    /// Mentions of the member among them (M6).
    pub mentions: i64,
    /// Whether the member marked it as unread from a message on.
    pub marked_unread: bool,
}

/// Which conversations of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those with something unread.
    pub unread: bool,
    /// The archived ones instead of the others.
    pub archived: bool,
    /// Only those with this tag.
    pub tag: Option<String>,
}

/// Where a page of the list begins: after this conversation, which had its last message then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// When.
    pub last_at: Timestamp,
    /// Which.
    pub conversation: ConversationId,
}

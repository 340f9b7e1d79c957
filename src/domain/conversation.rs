//! What a conversation is made of, as far as deciding needs it, and how its log folds into it.
//! Decisions about it are in `conversation/`.

use crate::event::ViewerClass;
use crate::ids::{ConversationId, LinkId, PictureId, UserId};
use crate::limits::MEMBERS_MAX;
use crate::message::{NewMember, System};
use crate::person::{Actor, Person, Side};
use crate::text::{Description, Name, Tag};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub mod create;
pub mod link;
pub mod members;
pub mod settings;
pub mod summary;
pub mod title;

/// Two people, or a group (C1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Two people.
    Direct,
    /// Any number.
    Group,
}

/// What a member is in a conversation (C6). Answers questions; every answer names every role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Its creator, or who took over. One at the most.
    Owner,
    /// Edits settings, removes members, deletes others' messages.
    Moderator,
    /// An internal member.
    Member,
    /// An external member.
    Guest,
}

impl Role {
    /// Edit settings, change roles, remove members, delete others' messages (C6).
    #[must_use]
    pub fn can_moderate(self) -> bool {
        match self {
            Self::Owner | Self::Moderator => true,
            Self::Member | Self::Guest => false,
        }
    }

    /// Delete the conversation, which an organisation's administrator can, too (C6).
    #[must_use]
    pub fn can_delete_conversation(self) -> bool {
        match self {
            Self::Owner => true,
            Self::Moderator | Self::Member | Self::Guest => false,
        }
    }

    /// See and write notes (M11), pin (M10), mention everyone (M6), add members, export (C9), see
    /// who has read (M8).
    #[must_use]
    pub fn is_internal(self) -> bool {
        match self {
            Self::Owner | Self::Moderator | Self::Member => true,
            Self::Guest => false,
        }
    }
}

/// A member, as far as deciding needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Their role.
    pub role: Role,
    /// The number in the log of the event that brought them: the order of joining.
    pub joined_seq: i64,
}

/// A conversation, as far as deciding needs it: its rules. Messages are not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Direct or group.
    pub kind: Kind,
    /// The name that someone gave it; `None`: a title for each viewer (T1).
    pub name: Option<Name>,
    /// What it is about.
    pub description: Option<Description>,
    /// Whether external members only read and react (R1).
    pub read_only: bool,
    /// Its active link (L1).
    pub link: Option<LinkId>,
    /// Its picture.
    pub picture: Option<PictureId>,
    /// Free tags (S11).
    pub tags: BTreeSet<Tag>,
    /// Who made it.
    pub created_by: UserId,
    /// Whether an external user made it: then every internal member is a moderator (C6).
    pub created_by_external: bool,
    /// When.
    pub created_at: Timestamp,
    /// Grows with every change of what is in this type.
    pub rules_version: i64,
    /// Its members.
    pub members: BTreeMap<UserId, Member>,
    /// Who was removed by a moderator and not added again (L3).
    pub removed: BTreeSet<UserId>,
}

/// The row of a conversation that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConversation {
    /// Its id.
    pub id: ConversationId,
    /// Direct or group.
    pub kind: Kind,
    /// Its name.
    pub name: Option<Name>,
    /// Its description.
    pub description: Option<Description>,
    /// Whether external members only read and react.
    pub read_only: bool,
    /// Who makes it.
    pub created_by: UserId,
    /// Whether that is an external user.
    pub created_by_external: bool,
    /// When.
    pub created_at: Timestamp,
    /// For a direct conversation the two people: there is one for each pair (L7).
    pub direct: Option<(UserId, UserId)>,
}

impl Conversation {
    /// A conversation before its first event.
    #[must_use]
    pub fn new(new: &NewConversation) -> Self {
        Self {
            id: new.id,
            kind: new.kind,
            name: new.name.clone(),
            description: new.description.clone(),
            read_only: new.read_only,
            link: None,
            picture: None,
            tags: BTreeSet::new(),
            created_by: new.created_by,
            created_by_external: new.created_by_external,
            created_at: new.created_at,
            rules_version: 0,
            members: BTreeMap::new(),
            removed: BTreeSet::new(),
        }
    }

    /// The actor as a member of it.
    #[must_use]
    pub fn member(&self, actor: Actor) -> Option<Member> {
        self.members.get(&actor.id).copied()
    }

    /// How many more members it can take (C4).
    #[must_use]
    pub fn places_left(&self) -> usize {
        MEMBERS_MAX.saturating_sub(self.members.len())
    }

    /// Whether external people are members.
    #[must_use]
    pub fn has_guests(&self) -> bool {
        self.members.values().any(|member| member.role == Role::Guest)
    }

    /// Whether there is a title for each viewer to come back to when its name is cleared (T1, T2).
    #[must_use]
    pub fn has_title_without_name(&self) -> bool {
        self.kind == Kind::Direct || self.has_guests()
    }

    /// Whether the actor moderates it: as its owner or a moderator, or as an administrator of the
    /// organisation who is an internal member (C6).
    #[must_use]
    pub fn moderates(&self, actor: Actor) -> bool {
        self.member(actor)
            .is_some_and(|own| own.role.can_moderate() || (actor.admin && own.role.is_internal()))
    }

    /// The class in which the actor sees it now.
    #[must_use]
    pub fn class_of(&self, actor: Actor) -> ViewerClass {
        ViewerClass::of(actor.side, self.read_only)
    }

    /// The role that someone gets on becoming a member.
    #[must_use]
    pub fn role_on_joining(&self, side: Side) -> Role {
        match side {
            Side::External => Role::Guest,
            Side::Internal if self.created_by_external => Role::Moderator,
            Side::Internal => Role::Member,
        }
    }

    /// Applies what a system message says: the one fold that the store, the hub and clients share.
    /// `seq` is its number in the log.
    pub fn apply(&mut self, system: &System, author: Option<UserId>, seq: i64) {
        match system {
            System::Created { link, members, .. } => {
                self.link = *link;
                self.admit_all(members, seq);
            }
            System::MembersAdded { members } => self.admit_all(members, seq),
            System::JoinedByLink { member, .. } => self.admit(member, seq),
            System::Left { new_owner } => {
                if let Some(author) = author {
                    self.members.remove(&author);
                }
                self.promote(new_owner.as_ref());
            }
            System::Removed { person } => {
                self.members.remove(&person.id);
                self.removed.insert(person.id);
            }
            System::RoleChanged { person, role, previous_owner } => {
                if let Some(owner) = previous_owner.and_then(|id| self.members.get_mut(&id)) {
                    owner.role = Role::Moderator;
                }
                if let Some(member) = self.members.get_mut(&person.id) {
                    member.role = *role;
                }
            }
            System::Renamed { name } => self.name.clone_from(name),
            System::Described { description } => self.description.clone_from(description),
            System::PictureChanged { picture } => self.picture = *picture,
            System::ReadOnlySwitched { on } => self.read_only = *on,
            System::LinkSwitched { link, .. } => self.link = *link,
            System::TagsChanged { tags } => self.tags.clone_from(tags),
        }
        self.rules_version += 1;
    }

    fn admit_all(&mut self, members: &[NewMember], seq: i64) {
        for member in members {
            self.admit(member, seq);
        }
    }

    fn admit(&mut self, new: &NewMember, seq: i64) {
        self.removed.remove(&new.person.id);
        if let Some(role) = new.role {
            self.members.insert(new.person.id, Member { role, joined_seq: seq });
        }
        if self.members.len() > 2 {
            self.kind = Kind::Group;
        }
    }

    fn promote(&mut self, new_owner: Option<&Person>) {
        if let Some(member) = new_owner.and_then(|person| self.members.get_mut(&person.id)) {
            member.role = Role::Owner;
        }
    }
}

//! Settings of a conversation: name, description, picture, read-only, link, tags, and its end.

use crate::conversation::Conversation;
use crate::conversation::members::{internal_member, moderator};
use crate::decision::{Change, Decision};
use crate::ids::{Ids, MessageId, PictureId};
use crate::limits::TAGS_MAX;
use crate::message::System;
use crate::message::post::decide;
use crate::person::Actor;
use crate::refusal::Refusal;
use crate::text::{Description, Name, Tag, TextError};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// What to change; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Another name; empty clears it (T2).
    pub name: Option<String>,
    /// Another description; empty clears it.
    pub description: Option<String>,
    /// Another picture, or none.
    pub picture: Option<Option<PictureId>>,
    /// Read-only, or not (R1).
    pub read_only: Option<bool>,
    /// All free tags (S11).
    pub tags: Option<Vec<String>>,
}

const NEEDED: &str = "the owner and moderators edit settings";

/// Decides about settings, all of them or none. What is so already makes no event.
///
/// # Errors
/// `NotFound`, `ReadOnly` or `Forbidden`, then what is wrong with a value.
pub fn change(
    conversation: &Conversation,
    actor: Actor,
    settings: Settings,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    let only_tags = settings.tags.is_some()
        && Settings { tags: None, ..settings.clone() } == Settings::default();
    if only_tags {
        internal_member(conversation, actor, "internal members set tags")?;
    } else {
        moderator(conversation, actor, NEEDED)?;
    }
    let wanted = parse(conversation, settings)?;
    let mut changes = Vec::new();
    let mut say = |system| {
        changes.push(Change::System { id: MessageId::next(ids), system: Box::new(system) });
    };
    if let Some(name) = wanted.name.filter(|name| *name != conversation.name) {
        say(System::Renamed { name });
    }
    if let Some(description) = wanted.description.filter(|new| *new != conversation.description) {
        say(System::Described { description });
    }
    if let Some(picture) = wanted.picture.filter(|picture| *picture != conversation.picture) {
        say(System::PictureChanged { picture });
    }
    if let Some(on) = wanted.read_only.filter(|on| *on != conversation.read_only) {
        say(System::ReadOnlySwitched { on });
    }
    if let Some(tags) = wanted.tags.filter(|tags| *tags != conversation.tags) {
        say(System::TagsChanged { tags });
    }
    Ok(Decision {
        conversation: conversation.id,
        rules_version: conversation.rules_version,
        actor: Some(actor.id),
        at: now,
        changes,
        jobs: Vec::new(),
    })
}

/// Settings that were looked at.
struct Wanted {
    name: Option<Option<Name>>,
    description: Option<Option<Description>>,
    picture: Option<Option<PictureId>>,
    read_only: Option<bool>,
    tags: Option<BTreeSet<Tag>>,
}

/// Looks at every value: first at each text, then at what goes together, then at numbers.
fn parse(conversation: &Conversation, settings: Settings) -> Result<Wanted, Refusal> {
    let name = settings.name.as_deref().map(parse_name).transpose()?;
    let description = settings.description.as_deref().map(Description::parse).transpose()?;
    let parse_tags = |tags: Vec<String>| tags.iter().map(|tag| Tag::parse(tag)).collect();
    let tags: Option<BTreeSet<Tag>> = settings.tags.map(parse_tags).transpose()?;
    if name == Some(None) && conversation.name.is_some() && !conversation.has_title_without_name() {
        return Err(Refusal::BadRequest("name: a group of internal members needs one"));
    }
    let tagged = tags.as_ref().map_or(0, BTreeSet::len);
    if tagged > 0 && !conversation.has_guests() {
        return Err(Refusal::BadRequest("tags: the conversation has no external members"));
    }
    if tagged > TAGS_MAX {
        return Err(Refusal::TooMany { what: "tags of a conversation", max: TAGS_MAX });
    }
    Ok(Wanted { name, description, picture: settings.picture, read_only: settings.read_only, tags })
}

/// A name, or none where it is to be cleared (T2).
fn parse_name(name: &str) -> Result<Option<Name>, TextError> {
    if name.trim().is_empty() { Ok(None) } else { Name::parse(name, "name").map(Some) }
}

/// Whether the actor may delete the conversation: its owner, or an administrator of the
/// organisation, member or not (C6).
///
/// # Errors
/// `NotFound`, `ReadOnly` or `Forbidden`.
pub fn delete(conversation: &Conversation, actor: Actor) -> Result<(), Refusal> {
    let needed = "the owner or an administrator deletes the conversation";
    if actor.admin {
        return Ok(());
    }
    let member = internal_member(conversation, actor, needed)?;
    if member.role.can_delete_conversation() { Ok(()) } else { Err(Refusal::Forbidden { needed }) }
}

/// A decision of one system message.
pub(crate) fn system(
    conversation: &Conversation,
    actor: Actor,
    system: System,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Decision {
    let change = Change::System { id: MessageId::next(ids), system: Box::new(system) };
    decide(conversation, actor, now, change)
}

#[cfg(test)]
mod tests;

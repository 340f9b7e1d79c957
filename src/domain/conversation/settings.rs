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
use crate::text::{Description, Name, Tag};
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
    let mut changes = Vec::new();
    let mut say = |system| {
        changes.push(Change::System { id: MessageId::next(ids), system: Box::new(system) });
    };
    if let Some(name) = settings.name {
        let name = parse_name(conversation, &name)?;
        if name != conversation.name {
            say(System::Renamed { name });
        }
    }
    if let Some(description) = settings.description {
        let description = Description::parse(&description)?;
        if description != conversation.description {
            say(System::Described { description });
        }
    }
    if let Some(picture) = settings.picture
        && picture != conversation.picture
    {
        say(System::PictureChanged { picture });
    }
    if let Some(on) = settings.read_only
        && on != conversation.read_only
    {
        say(System::ReadOnlySwitched { on });
    }
    if let Some(tags) = settings.tags {
        let tags = parse_tags(conversation, &tags)?;
        if tags != conversation.tags {
            say(System::TagsChanged { tags });
        }
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

/// A name can be cleared where there is a title for each viewer to come back to (T1, T2).
fn parse_name(conversation: &Conversation, name: &str) -> Result<Option<Name>, Refusal> {
    if name.trim().is_empty() {
        let has_title =
            conversation.has_guests() || conversation.kind == crate::conversation::Kind::Direct;
        return if has_title || conversation.name.is_none() {
            Ok(None)
        } else {
            Err(Refusal::BadRequest("name: a group of internal members needs one"))
        };
    }
    Ok(Some(Name::parse(name, "name")?))
}

/// Tags stand under conversations with external members (S11).
fn parse_tags(conversation: &Conversation, tags: &[String]) -> Result<BTreeSet<Tag>, Refusal> {
    let tags = tags.iter().map(|tag| Tag::parse(tag)).collect::<Result<BTreeSet<_>, _>>()?;
    if tags.len() > TAGS_MAX {
        return Err(Refusal::TooMany { what: "tags of a conversation", max: TAGS_MAX });
    }
    if !tags.is_empty() && !conversation.has_guests() {
        return Err(Refusal::BadRequest("tags: the conversation has no external members"));
    }
    Ok(tags)
}

/// Whether the actor may delete the conversation: its owner, or an administrator who is told that
/// it exists by being a member.
///
/// # Errors
/// `NotFound`, `ReadOnly` or `Forbidden`.
pub fn delete(conversation: &Conversation, actor: Actor) -> Result<(), Refusal> {
    let needed = "the owner or an administrator deletes the conversation";
    if actor.admin {
        return Ok(());
    }
    let member = internal_member(conversation, actor, needed)?;
    if member.role.can_delete_conversation() {
        Ok(())
    } else {
        Err(Refusal::Forbidden { needed })
    }
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

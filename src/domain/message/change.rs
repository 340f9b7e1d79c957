//! Changing what was posted: edit and delete (M4).

use crate::conversation::Conversation;
use crate::decision::{Change, Decision};
use crate::event::SeenBy;
use crate::ids::{MessageId, UserId};
use crate::limits::EDIT_SPAN;

use crate::message::post::{decide, limit_mentions, may_write, parse_mentions, parse_text};
use crate::message::{Body, Kind, Message};
use crate::person::Actor;
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// What deciding needs to know of a message that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it; `None` for the system.
    pub author: Option<UserId>,
    /// Text or note, also when it was deleted.
    pub kind: Kind,
    /// Whether it is a system message.
    pub system: bool,
    /// Whether it was deleted.
    pub deleted: bool,
    /// Whether it carries attachments, so that its text may be empty.
    pub has_attachments: bool,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Which external classes see it.
    pub seen_by: SeenBy,
}

impl From<&Message> for Target {
    fn from(message: &Message) -> Self {
        let (kind, system, deleted) = match &message.body {
            Body::Text(_) => (Kind::Text, false, false),
            Body::Note(_) => (Kind::Note, false, false),
            Body::System(_) => (Kind::Text, true, false),
            Body::Deleted(kind) => (*kind, false, true),
            // Like the system's: nobody edits, deletes or pins what cannot be read here.
            Body::Unsupported => (Kind::Note, true, false),
        };
        Self {
            id: message.id,
            author: message.author.as_ref().map(|author| author.id),
            kind,
            system,
            deleted,
            has_attachments: !message.attachments.is_empty(),
            sent_at: message.sent_at,
            seen_by: message.seen_by(),
        }
    }
}

/// Looks at a message with the actor's eyes: what is hidden from them is not there.
pub(crate) fn find(
    conversation: &Conversation,
    actor: Actor,
    target: Option<Target>,
) -> Result<Target, Refusal> {
    conversation.member(actor).ok_or(Refusal::NotFound { what: "conversation" })?;
    let target = target.ok_or(Refusal::NotFound { what: "message" })?;
    if target.seen_by.sees(conversation.class_of(actor)) {
        Ok(target)
    } else {
        Err(Refusal::NotFound { what: "message" })
    }
}

/// Another text for a message: by its author, within 24 hours (M4).
///
/// # Errors
/// `NotFound`, `ReadOnly`, `Forbidden`, then what is wrong with the content, `EditTooLate`,
/// `TooMany`.
pub fn edit(
    conversation: &Conversation,
    actor: Actor,
    target: Option<Target>,
    edit: Edit,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let target = find(conversation, actor, target)?;
    if target.deleted {
        return Err(Refusal::NotFound { what: "message" });
    }
    may_write(conversation, actor)?;
    if target.author != Some(actor.id) || target.system {
        return Err(Refusal::Forbidden { needed: "authors edit their own messages" });
    }
    if edit.mention_all && !actor.is_internal() {
        return Err(Refusal::Forbidden { needed: "internal members mention everyone" });
    }
    let text = parse_text(edit.text, target.has_attachments)?;
    let mentions = parse_mentions(conversation, &edit.mentions, target.kind)?;
    if now.since(target.sent_at) > EDIT_SPAN {
        return Err(Refusal::EditTooLate);
    }
    let mentions = limit_mentions(mentions)?;
    let change = Change::Edited {
        message: target.id,
        text,
        mentions,
        mention_all: edit.mention_all,
        seen_by: target.seen_by,
    };
    Ok(decide(conversation, actor, now, change))
}

/// What a message should say from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The text, as it came; empty for none, where there are attachments.
    pub text: String,
    /// Members mentioned by name.
    pub mentions: Vec<UserId>,
    /// Whether everyone is mentioned.
    pub mention_all: bool,
}

/// Takes a message's content away: by its author or a moderator (M4). Again changes nothing.
///
/// # Errors
/// `NotFound`, `ReadOnly`, `Forbidden`.
pub fn delete(
    conversation: &Conversation,
    actor: Actor,
    target: Option<Target>,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let target = find(conversation, actor, target)?;
    may_write(conversation, actor)?;
    if target.system || (target.author != Some(actor.id) && !conversation.moderates(actor)) {
        return Err(Refusal::Forbidden { needed: "the author or a moderator deletes a message" });
    }
    let change = Change::Deleted { message: target.id, seen_by: target.seen_by };
    let mut decision = decide(conversation, actor, now, change);
    if target.deleted {
        decision.changes.clear();
    }
    Ok(decision)
}

#[cfg(test)]
mod tests;

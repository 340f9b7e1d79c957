//! Posting a message: text, note, reply, forward, scheduled or not (M1 to M3, M6, M11).

use crate::conversation::Conversation;
use crate::decision::{Change, Decision, NewMessage};
use crate::event::ViewerClass;
use crate::ids::{AttachmentId, ClientId, Ids, MessageId, UserId};
use crate::limits::{ATTACHMENTS_MAX, MENTIONS_MAX};
use crate::message::change::Target;
use crate::message::{Forwarded, Kind};
use crate::person::Actor;
use crate::refusal::Refusal;
use crate::text::{Text, TextError};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// A message that someone wants to post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The name that the client gives it (M2).
    pub client_id: ClientId,
    /// For all, or for internal members alone.
    pub kind: Kind,
    /// The text, as it came; empty for none.
    pub text: String,
    /// The message that it answers: what was found under the id that was named.
    pub reply_to: ReplyTo,
    /// The message that it forwards, which brings text and files with it.
    pub forward: Option<Forward>,
    /// Files that the actor uploaded to this conversation, each once.
    pub attachments: Vec<AttachmentId>,
    /// Members mentioned by name.
    pub mentions: Vec<UserId>,
    /// Whether everyone is mentioned.
    pub mention_all: bool,
}

/// What was found of the message that a reply names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyTo {
    /// It is no reply.
    Nothing,
    /// A message of this conversation.
    Message(Target),
    /// There is no such message in this conversation.
    Missing,
}

impl ReplyTo {
    fn is_note(self) -> bool {
        match self {
            Self::Message(target) => target.kind == Kind::Note,
            Self::Nothing | Self::Missing => false,
        }
    }
}

/// A message that is forwarded: from a conversation that the actor is in (looked at by the
/// caller), as the actor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forward {
    /// Whether it is a note: then it can only become a note.
    pub note: bool,
    /// Its first author and time.
    pub origin: Forwarded,
}

/// Decides whether the message may be posted.
///
/// # Errors
/// In this order: not a member or a hidden message named (`NotFound`), `ReadOnly`, `Forbidden`,
/// then what is wrong with the content.
pub fn post(
    conversation: &Conversation,
    actor: Actor,
    post: Post,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    conversation.member(actor).ok_or(Refusal::NotFound { what: "conversation" })?;
    let reply_to = reply_target(&post, conversation.class_of(actor))?;
    may_write(conversation, actor)?;
    if post.kind == Kind::Note && !actor.is_internal() {
        return Err(Refusal::Forbidden { needed: "internal members write notes" });
    }
    if post.mention_all && !actor.is_internal() {
        return Err(Refusal::Forbidden { needed: "internal members mention everyone" });
    }
    let text = parse_text(post.text, !post.attachments.is_empty())?;
    let hidden_source = post.forward.as_ref().is_some_and(|forward| forward.note);
    if post.kind == Kind::Text && hidden_source {
        return Err(Refusal::BadRequest("a note can be forwarded as a note only"));
    }
    if post.kind == Kind::Text && post.reply_to.is_note() {
        return Err(Refusal::BadRequest("a note can be answered with a note only"));
    }
    if post.attachments.iter().collect::<BTreeSet<_>>().len() < post.attachments.len() {
        return Err(Refusal::BadRequest("attachments: each file once"));
    }
    let mentions = parse_mentions(conversation, &post.mentions, post.kind)?;
    let mentions = limit_mentions(mentions)?;
    if post.attachments.len() > ATTACHMENTS_MAX {
        return Err(Refusal::TooMany { what: "attachments on a message", max: ATTACHMENTS_MAX });
    }
    let message = NewMessage {
        id: MessageId::next(ids),
        client_id: post.client_id,
        kind: post.kind,
        text,
        reply_to,
        forwarded: post.forward.map(|forward| forward.origin),
        attachments: post.attachments,
        mentions,
        mention_all: post.mention_all,
    };
    Ok(decide(conversation, actor, now, Change::Posted(Box::new(message))))
}

/// The message that a reply answers. What the actor may not see, what is gone and what was never
/// there are one and the same (R5).
fn reply_target(post: &Post, class: ViewerClass) -> Result<Option<MessageId>, Refusal> {
    match post.reply_to {
        ReplyTo::Nothing => Ok(None),
        ReplyTo::Message(target)
            if !target.deleted && !target.system && target.seen_by.sees(class) =>
        {
            Ok(Some(target.id))
        }
        ReplyTo::Message(_) | ReplyTo::Missing => Err(Refusal::NotFound { what: "message" }),
    }
}

/// Whether the actor may write here at all: send, upload, signal typing (R1, R3).
///
/// # Errors
/// `NotFound` for those who are not members, `ReadOnly`.
pub fn may_write(conversation: &Conversation, actor: Actor) -> Result<(), Refusal> {
    conversation.member(actor).ok_or(Refusal::NotFound { what: "conversation" })?;
    if conversation.read_only && !actor.is_internal() {
        return Err(Refusal::ReadOnly);
    }
    Ok(())
}

/// A text, or none where files say it all (M1).
pub(crate) fn parse_text(text: String, has_attachments: bool) -> Result<Option<Text>, TextError> {
    if text.is_empty() && has_attachments { Ok(None) } else { Text::parse(text).map(Some) }
}

/// The members mentioned; a note can mention internal members alone, for others may not learn of
/// it.
pub(crate) fn parse_mentions(
    conversation: &Conversation,
    mentions: &[UserId],
    kind: Kind,
) -> Result<BTreeSet<UserId>, Refusal> {
    for user in mentions {
        let Some(member) = conversation.members.get(user) else {
            return Err(Refusal::BadRequest("mentions: only members can be mentioned"));
        };
        if kind == Kind::Note && !member.role.is_internal() {
            return Err(Refusal::BadRequest("mentions: a note can mention internal members only"));
        }
    }
    Ok(mentions.iter().copied().collect())
}

/// Not more mentions than a message may have.
pub(crate) fn limit_mentions(mentions: BTreeSet<UserId>) -> Result<BTreeSet<UserId>, Refusal> {
    if mentions.len() > MENTIONS_MAX {
        return Err(Refusal::TooMany { what: "people mentioned in a message", max: MENTIONS_MAX });
    }
    Ok(mentions)
}

/// A decision with one change.
pub(crate) fn decide(
    conversation: &Conversation,
    actor: Actor,
    now: Timestamp,
    change: Change,
) -> Decision {
    Decision {
        conversation: conversation.id,
        rules_version: conversation.rules_version,
        actor: Some(actor.id),
        at: now,
        changes: vec![change],
        jobs: Vec::new(),
    }
}

#[cfg(test)]
mod tests;

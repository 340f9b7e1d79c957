//! Posting a message: text, note, reply, forward, scheduled or not (M1 to M3, M6, M11).

use crate::conversation::Conversation;
use crate::decision::{Change, Decision, NewMessage};
use crate::ids::{AttachmentId, ClientId, Ids, MessageId, UserId};
use crate::limits::{ATTACHMENTS_MAX, MENTIONS_MAX};
use crate::message::change::Target;
use crate::message::{Forwarded, Kind};
use crate::person::Actor;
use crate::refusal::Refusal;
use crate::text::Text;
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
    /// Files that the actor uploaded to this conversation.
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
/// In this order: not a member or a hidden message named (`NotFound`), `ReadOnly`, `Forbidden`, then
/// what is wrong with the content.
pub fn post(
    conversation: &Conversation,
    actor: Actor,
    post: Post,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    may_write(conversation, actor)?;
    let internal = actor.is_internal();
    let reply_to = reply_target(&post, internal)?;
    if post.kind == Kind::Note && !internal {
        return Err(Refusal::Forbidden { needed: "internal members write notes" });
    }
    if post.mention_all && !internal {
        return Err(Refusal::Forbidden { needed: "internal members mention everyone" });
    }
    let hidden_source = post.forward.as_ref().is_some_and(|forward| forward.note);
    if post.kind == Kind::Text && hidden_source {
        return Err(Refusal::BadRequest("a note can be forwarded as a note only"));
    }
    if post.kind == Kind::Text && matches!(post.reply_to, ReplyTo::Message(target) if target.kind == Kind::Note)
    {
        return Err(Refusal::BadRequest("a note can be answered with a note only"));
    }
    let mentions = parse_mentions(conversation, &post.mentions, post.kind)?;
    if post.attachments.len() > ATTACHMENTS_MAX {
        return Err(Refusal::TooMany { what: "attachments on a message", max: ATTACHMENTS_MAX });
    }
    let text = if post.text.is_empty() && !post.attachments.is_empty() {
        None
    } else {
        Some(Text::parse(post.text)?)
    };
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
fn reply_target(post: &Post, internal: bool) -> Result<Option<MessageId>, Refusal> {
    match post.reply_to {
        ReplyTo::Nothing => Ok(None),
        ReplyTo::Message(target)
            if !target.deleted && !target.system && (internal || target.seen_by.guests) =>
        {
            Ok(Some(target.id))
        }
        ReplyTo::Message(_) | ReplyTo::Missing => Err(Refusal::NotFound { what: "message" }),
    }
}

/// Whether the actor may write here at all (R1, R3).
pub(crate) fn may_write(conversation: &Conversation, actor: Actor) -> Result<(), Refusal> {
    conversation.member(actor).ok_or(Refusal::NotFound { what: "conversation" })?;
    if conversation.read_only && !actor.is_internal() {
        return Err(Refusal::ReadOnly);
    }
    Ok(())
}

/// The members mentioned; a note can mention internal members alone, for others may not learn of it.
pub(crate) fn parse_mentions(
    conversation: &Conversation,
    mentions: &[UserId],
    kind: Kind,
) -> Result<BTreeSet<UserId>, Refusal> {
    let mentions: BTreeSet<UserId> = mentions.iter().copied().collect();
    if mentions.len() > MENTIONS_MAX {
        return Err(Refusal::TooMany { what: "people mentioned in a message", max: MENTIONS_MAX });
    }
    for user in &mentions {
        let Some(member) = conversation.members.get(user) else {
            return Err(Refusal::BadRequest("mentions: only members can be mentioned"));
        };
        if kind == Kind::Note && !member.role.is_internal() {
            return Err(Refusal::BadRequest("mentions: a note can mention internal members only"));
        }
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

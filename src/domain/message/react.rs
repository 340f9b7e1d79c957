//! Reactions (M5) and pins (M10).

use crate::conversation::Conversation;
use crate::decision::{Change, Decision};
use crate::message::change::{Target, find};
use crate::message::post::decide;
use crate::person::Actor;
use crate::refusal::Refusal;
use crate::text::Emoji;
use crate::time::Timestamp;

/// Adds or takes back the actor's reaction; also where the conversation is read-only for them
/// (R2). What is so already stays so, which the store sees under the lock.
///
/// # Errors
/// `NotFound`, then `BadText` for what is no emoji.
pub fn react(
    conversation: &Conversation,
    actor: Actor,
    target: Option<Target>,
    emoji: &str,
    on: bool,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let target = reachable(conversation, actor, target)?;
    let emoji = Emoji::parse(emoji)?;
    let change = Change::Reacted {
        message: target.id,
        emoji,
        on,
        seen_by: target.seen_by,
    };
    Ok(decide(conversation, actor, now, change))
}

/// Pins or unpins a message: internal members do (M10).
///
/// # Errors
/// `NotFound`, `ReadOnly` or `Forbidden` for external members.
pub fn pin(
    conversation: &Conversation,
    actor: Actor,
    target: Option<Target>,
    on: bool,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let target = reachable(conversation, actor, target)?;
    if !actor.is_internal() {
        return Err(if conversation.read_only {
            Refusal::ReadOnly
        } else {
            Refusal::Forbidden {
                needed: "internal members pin messages",
            }
        });
    }
    let change = Change::Pinned {
        message: target.id,
        on,
        seen_by: target.seen_by,
    };
    Ok(decide(conversation, actor, now, change))
}

/// A message that can carry reactions and pins: one by a person, with its content.
fn reachable(
    conversation: &Conversation,
    actor: Actor,
    target: Option<Target>,
) -> Result<Target, Refusal> {
    let target = find(conversation, actor, target)?;
    if target.deleted || target.system {
        return Err(Refusal::NotFound { what: "message" });
    }
    Ok(target)
}

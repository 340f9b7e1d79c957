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
    let change = Change::Reacted { message: target.id, emoji, on, seen_by: target.seen_by };
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
            Refusal::Forbidden { needed: "internal members pin messages" }
        });
    }
    let change = Change::Pinned { message: target.id, on, seen_by: target.seen_by };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::SeenBy;
    use crate::message::Kind;
    use crate::tests::support::{
        NOW, ana, ben, by, colleague, group, guest, note_by, outcome, read_only, stranger, text_by,
    };

    fn check_react(given: &Conversation, actor: Actor, target: Option<Target>, expected: &str) {
        for on in [true, false] {
            let result = react(given, actor, target, "👍", on, NOW);
            assert_eq!(outcome(&result), expected, "{actor:?} {target:?}");
        }
    }

    fn check_pin(given: &Conversation, actor: Actor, target: Option<Target>, expected: &str) {
        for on in [true, false] {
            let result = pin(given, actor, target, on, NOW);
            assert_eq!(outcome(&result), expected, "{actor:?} {target:?}");
        }
    }

    // M5, R2
    #[test]
    fn every_member_reacts_also_where_it_is_read_only() {
        for given in [group(), read_only()] {
            for who in [ana(), ben(), colleague(), guest()] {
                check_react(&given, by(&who), Some(text_by(&ana())), "Reacted");
            }
            check_react(&given, by(&stranger()), Some(text_by(&ana())), "refused: NotFound");
        }
    }

    // M5
    #[test]
    fn a_reaction_is_an_emoji() {
        let result = react(&group(), by(&ana()), Some(text_by(&ben())), "+1", true, NOW);
        assert_eq!(outcome(&result), "refused: BadText");
    }

    // M4, M5
    #[test]
    fn what_is_deleted_or_the_systems_carries_no_reaction_and_no_pin() {
        let gone = Target { deleted: true, ..text_by(&ana()) };
        let system = Target { system: true, ..text_by(&ana()) };
        for target in [Some(gone), Some(system), None] {
            check_react(&group(), by(&ana()), target, "refused: NotFound");
            check_pin(&group(), by(&ana()), target, "refused: NotFound");
        }
    }

    // M10, R3
    #[test]
    fn internal_members_pin_and_external_ones_do_not() {
        for who in [ana(), ben(), colleague()] {
            check_pin(&group(), by(&who), Some(text_by(&guest())), "Pinned");
            check_pin(&read_only(), by(&who), Some(note_by(&ana())), "Pinned");
        }
        check_pin(&group(), by(&guest()), Some(text_by(&guest())), "refused: Forbidden");
        check_pin(&read_only(), by(&guest()), Some(text_by(&guest())), "refused: ReadOnly");
        check_pin(&group(), by(&stranger()), Some(text_by(&guest())), "refused: NotFound");
    }

    // R5, M11
    #[test]
    fn external_members_cannot_probe_for_notes_by_reacting_or_pinning() {
        for given in [group(), read_only()] {
            for target in [Some(note_by(&ana())), None] {
                let missing = Err(Refusal::NotFound { what: "message" });
                assert_eq!(react(&given, by(&guest()), target, "👍", true, NOW), missing);
                assert_eq!(react(&given, by(&guest()), target, "+1", true, NOW), missing);
                assert_eq!(pin(&given, by(&guest()), target, true, NOW), missing);
            }
        }
    }

    // M11
    #[test]
    fn what_happens_to_a_note_is_seen_by_those_who_see_the_note() {
        for (target, seen_by) in
            [(note_by(&ana()), SeenBy::INTERNAL), (text_by(&ana()), SeenBy::ALL)]
        {
            assert_eq!(target.kind == Kind::Note, seen_by == SeenBy::INTERNAL);
            for result in [
                react(&group(), by(&ben()), Some(target), "👍", true, NOW),
                pin(&group(), by(&ben()), Some(target), true, NOW),
            ] {
                let decision = result.unwrap();
                assert_eq!(decision.changes.first().and_then(Change::seen_by), Some(seen_by));
            }
        }
    }
}

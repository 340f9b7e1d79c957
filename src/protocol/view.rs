//! From the domain to the wire: the one way by which anything of a conversation gets out.
//!
//! It takes [`Visible`] values, so what a viewer may not see never gets here, and decides nothing
//! about visibility itself.

use crate::generated::{self as wire, Position, Role};
use domain::conversation;
use domain::event::{Event, Fact, Heads, ViewerClass};
use domain::ids::PictureId;
use domain::limits;
use domain::message::{Message, NewMember};
use domain::person::{Person, Side};
use domain::time::Timestamp;
use domain::visibility::Visible;

mod conversation_list;
mod message;
mod system;
#[cfg(test)]
mod tests;

pub use conversation_list::conversation;
use message::{message_in_event, message_to_wire};

/// Names the numbering of a class of viewers. Another class counts differently, so a position of
/// one class says nothing to another; and a store that was restored counts anew.
#[must_use]
pub fn epoch(store_epoch: &str, class: ViewerClass) -> String {
    let class = match class {
        ViewerClass::Internal => "i",
        ViewerClass::Guest => "g",
        ViewerClass::Reader => "r",
    };
    format!("{store_epoch}.{class}")
}

/// A position in the numbering of a class.
#[must_use]
pub fn position(store_epoch: &str, class: ViewerClass, seq: i64) -> Position {
    Position { epoch: epoch(store_epoch, class), seq: to_seq(seq) }
}

/// Where the log stands in the numbering of a class.
#[must_use]
pub fn head(store_epoch: &str, class: ViewerClass, heads: Heads) -> Position {
    position(store_epoch, class, heads.head(class))
}

/// An event as its class sees it. All viewers of the class get the same bytes, so the reactions
/// that it carries say of nobody that they are their own.
#[must_use]
pub fn event(event: &Visible<Event>, store_epoch: &str) -> wire::Event {
    let class = event.class();
    // A visible event has a number in its class.
    let seq = event.positions.position(class).unwrap_or_default();
    let actor = match &event.fact {
        Fact::Posted(_) => None, // The message has its author.
        Fact::Edited(_)
        | Fact::Deleted { .. }
        | Fact::Reacted { .. }
        | Fact::Pinned { .. }
        | Fact::Unsupported => event.actor.as_ref().map(person_to_wire),
    };
    wire::Event {
        conversation_id: event.conversation.to_string(),
        position: Some(position(store_epoch, class, seq)),
        at: event.at.millis(),
        actor,
        fact: fact_to_wire(&event.fact, class),
    }
}

/// `None` where this server cannot read it: the event is its position alone.
fn fact_to_wire(fact: &Fact, class: ViewerClass) -> Option<wire::event::Fact> {
    Some(match fact {
        Fact::Posted(message) => wire::event::Fact::Posted(message_in_event(message, class)),
        Fact::Edited(message) => wire::event::Fact::Edited(message_in_event(message, class)),
        Fact::Deleted { message } => {
            wire::event::Fact::Deleted(wire::event::Deleted { message_id: message.to_string() })
        }
        Fact::Reacted { message, emoji, on, count } => {
            wire::event::Fact::Reacted(wire::event::Reacted {
                message_id: message.to_string(),
                emoji: emoji.as_str().to_owned(),
                on: *on,
                count: to_count(*count),
            })
        }
        Fact::Pinned { message, on } => wire::event::Fact::Pinned(wire::event::Pinned {
            message_id: message.to_string(),
            on: *on,
        }),
        Fact::Unsupported => return None,
    })
}

/// A message as one viewer of its class sees it, in an answer to that viewer alone.
#[must_use]
pub fn message(message: &Visible<Message>) -> wire::Message {
    message_to_wire(message, message.class())
}

/// A person as their class of viewers sees them.
#[must_use]
pub fn person(person: &Visible<Person>) -> wire::Person {
    person_to_wire(person)
}

/// Members as their class of viewers sees them.
#[must_use]
pub fn members(members: &Visible<Vec<NewMember>>) -> Vec<wire::Member> {
    members_to_wire(members)
}

/// A viewer's own role, or a role that the viewer may know.
#[must_use]
pub fn role(role: conversation::Role) -> Role {
    match role {
        conversation::Role::Owner => Role::Owner,
        conversation::Role::Moderator => Role::Moderator,
        conversation::Role::Member => Role::Member,
        conversation::Role::Guest => Role::Guest,
    }
}

/// Direct or group.
#[must_use]
pub fn kind(kind: conversation::Kind) -> wire::ConversationKind {
    match kind {
        conversation::Kind::Direct => wire::ConversationKind::Direct,
        conversation::Kind::Group => wire::ConversationKind::Group,
    }
}

/// The limits that a client is told when it connects.
#[must_use]
pub fn limits(side: Side) -> wire::reply::Limits {
    let sends_per_second = match side {
        Side::Internal => limits::INTERNAL_SENDS_PER_SECOND,
        Side::External => limits::GUEST_SENDS_PER_SECOND,
    };
    wire::reply::Limits {
        frame_bytes: to_u32(limits::FRAME_BYTES_MAX),
        text_bytes: to_u32(limits::TEXT_BYTES_MAX),
        sends_at_once: limits::SEND_BURST,
        sends_per_second,
        commands_under_way: to_u32(limits::COMMANDS_UNDER_WAY_MAX),
        history_page: to_u32(limits::HISTORY_PAGE_MAX),
    }
}

/// Where a picture is, without its size.
#[must_use]
pub fn picture(picture: PictureId) -> String {
    format!("/v1/pictures/{picture}")
}

fn person_to_wire(person: &Person) -> wire::Person {
    wire::Person {
        id: person.id.to_string(),
        name: person.name.clone(),
        picture: person.picture.map(picture),
        external: person.side.map(|side| side == Side::External),
        proven: person.proven,
    }
}

fn member_to_wire(member: &NewMember) -> wire::Member {
    wire::Member {
        person: Some(person_to_wire(&member.person)),
        role: member.role.map(|given| role(given).into()),
    }
}

fn members_to_wire(members: &[NewMember]) -> Vec<wire::Member> {
    members.iter().map(member_to_wire).collect()
}

fn millis(at: Timestamp) -> i64 {
    at.millis()
}

/// Numbers in a log stay below 2^32: at 200 events a second that is eight months of nothing else.
fn to_seq(seq: i64) -> u32 {
    to_count(seq)
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn to_count(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

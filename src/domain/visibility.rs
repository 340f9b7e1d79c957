//! Who may see what: the one place where anything is redacted.
//!
//! Every payload, by socket, HTTP, search, export or e-mail, is built from a [`Visible`] value, and
//! only this module makes them. A field that is new to a message or an event is copied to external
//! viewers by name here, or not at all.

use crate::conversation;
use crate::conversation::summary::Summary;
use crate::event::{Event, Fact, Heads, Positions, SeenBy, ViewerClass};
use crate::message::{
    Attachment, Body, Forwarded, Kind, Message, NewMember, Quote, Reaction, System,
};
use crate::person::Person;
use std::collections::BTreeSet;
use std::ops::Deref;

/// Something as a class of viewers may see it. To hold one is the proof that it was redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visible<T> {
    value: T,
    class: ViewerClass,
}

impl<T> Visible<T> {
    /// For whom it was made.
    #[must_use]
    pub fn class(&self) -> ViewerClass {
        self.class
    }
}

impl<T> Deref for Visible<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Which external classes see that someone is typing (M8): never readers (R4), and nobody outside
/// where it is a note that is being written (M11).
#[must_use]
pub fn typing(note: bool) -> SeenBy {
    if note { SeenBy::INTERNAL } else { SeenBy::NOT_READERS }
}

/// Whether a class sees presence and the read marks of others: internal members alone (M8, R4).
#[must_use]
pub fn sees_presence_and_reads(class: ViewerClass) -> bool {
    !class.is_external()
}

/// Whether a class sees who the members are, and how many (R4).
#[must_use]
pub fn sees_members(class: ViewerClass) -> bool {
    match class {
        ViewerClass::Internal | ViewerClass::Guest => true,
        ViewerClass::Reader => false,
    }
}

/// Whether a class sees roles, links and tags: the company's own affairs.
#[must_use]
pub fn sees_roles_links_tags(class: ViewerClass) -> bool {
    !class.is_external()
}

/// An event as a class sees it; `None` if it does not.
#[must_use]
pub fn event(event: &Event, class: ViewerClass) -> Option<Visible<Event>> {
    event.positions.position(class)?;
    let fact = match &event.fact {
        Fact::Posted(message) => Fact::Posted(Box::new(redact_message(message, class)?)),
        Fact::Edited(message) => Fact::Edited(Box::new(redact_message(message, class)?)),
        Fact::Deleted { message } => Fact::Deleted { message: *message },
        Fact::Reacted { message, emoji, on, count } => {
            Fact::Reacted { message: *message, emoji: emoji.clone(), on: *on, count: *count }
        }
        Fact::Pinned { message, on } => Fact::Pinned { message: *message, on: *on },
        Fact::Unsupported => Fact::Unsupported,
    };
    let value = Event {
        conversation: event.conversation,
        positions: redact_positions(event.positions, class),
        at: event.at,
        actor: actor(event, class),
        fact,
    };
    Some(Visible { value, class })
}

/// Who did it: hidden from readers, but for the authors of messages (R2, R4), and from everyone
/// outside where nobody knows what it was.
fn actor(event: &Event, class: ViewerClass) -> Option<Person> {
    let hidden = match (&event.fact, class) {
        (Fact::Unsupported, ViewerClass::Guest | ViewerClass::Reader) => true,
        (_, ViewerClass::Internal | ViewerClass::Guest) => false,
        (Fact::Posted(message) | Fact::Edited(message), ViewerClass::Reader) => {
            matches!(message.body, Body::System(_)) || !wrote(event, message)
        }
        (
            Fact::Deleted { .. } | Fact::Reacted { .. } | Fact::Pinned { .. },
            ViewerClass::Reader,
        ) => true,
    };
    if hidden { None } else { event.actor.as_ref().map(|person| redact_person(person, class)) }
}

fn wrote(event: &Event, message: &Message) -> bool {
    match (&event.actor, &message.author) {
        (Some(actor), Some(author)) => actor.id == author.id,
        (None, _) | (_, None) => false,
    }
}

/// A message as a class sees it; `None` if it does not.
#[must_use]
pub fn message(message: &Message, class: ViewerClass) -> Option<Visible<Message>> {
    redact_message(message, class).map(|value| Visible { value, class })
}

/// A person as a class sees them.
#[must_use]
pub fn person(person: &Person, class: ViewerClass) -> Visible<Person> {
    Visible { value: redact_person(person, class), class }
}

/// The members of a conversation as a class sees them: readers see none (R4).
#[must_use]
pub fn members(members: &[NewMember], class: ViewerClass) -> Visible<Vec<NewMember>> {
    let value = if sees_members(class) { redact_members(members, class) } else { Vec::new() };
    Visible { value, class }
}

/// The numbers that a class counts: external viewers hold their own and no other, for the distance
/// between two numberings counts what is hidden (R5).
fn redact_positions(positions: Positions, class: ViewerClass) -> Positions {
    match class {
        ViewerClass::Internal => positions,
        ViewerClass::Guest => {
            Positions { seq: 0, guest_seq: positions.guest_seq, reader_seq: None }
        }
        ViewerClass::Reader => {
            Positions { seq: 0, guest_seq: None, reader_seq: positions.reader_seq }
        }
    }
}

/// A conversation in a viewer's list as their class sees it.
#[must_use]
pub fn summary(summary: &Summary) -> Visible<Summary> {
    let class = summary.class();
    let internal = !class.is_external();
    let value = Summary {
        conversation: summary.conversation,
        kind: redact_kind(summary.kind, class),
        title: summary.title.clone(),
        name: summary.name.clone(),
        description: summary.description.clone(),
        read_only: summary.read_only,
        picture: summary.picture,
        heads: redact_heads(summary.heads, class),
        role: summary.role,
        member_count: summary.member_count.filter(|_| sees_members(class)),
        last_message: summary
            .last_message
            .as_ref()
            .and_then(|message| redact_message(message, class)),
        own: summary.own,
        created_at: summary.created_at,
        last_at: summary.last_at,
        by_link: summary.by_link.filter(|_| internal),
        tags: if internal { summary.tags.clone() } else { BTreeSet::new() },
        direct_with: summary
            .direct_with
            .as_ref()
            .filter(|_| sees_members(class))
            .map(|person| redact_person(person, class)),
        has_guests: summary.has_guests.filter(|_| internal),
    };
    Visible { value, class }
}

/// Direct or group; readers always see a group, for a direct conversation becomes one by its third
/// member, and how many there are is hidden from them (R4).
fn redact_kind(kind: conversation::Kind, class: ViewerClass) -> conversation::Kind {
    if sees_members(class) { kind } else { conversation::Kind::Group }
}

fn redact_heads(heads: Heads, class: ViewerClass) -> Heads {
    let none = Heads::default();
    match class {
        ViewerClass::Internal => heads,
        ViewerClass::Guest => Heads { guest_seq: heads.guest_seq, ..none },
        ViewerClass::Reader => Heads { reader_seq: heads.reader_seq, ..none },
    }
}

fn redact_person(person: &Person, class: ViewerClass) -> Person {
    match class {
        ViewerClass::Internal => person.clone(),
        ViewerClass::Guest | ViewerClass::Reader => Person {
            id: person.id,
            name: person.name.clone(),
            side: None,
            proven: None,
            picture: person.picture,
        },
    }
}

fn redact_members(members: &[NewMember], class: ViewerClass) -> Vec<NewMember> {
    members
        .iter()
        .map(|member| NewMember {
            person: redact_person(&member.person, class),
            role: if class.is_external() { None } else { member.role },
        })
        .collect()
}

fn redact_message(message: &Message, class: ViewerClass) -> Option<Message> {
    message.positions.position(class)?;
    if class == ViewerClass::Internal {
        return Some(message.clone());
    }
    let body = match &message.body {
        Body::Note(_) | Body::Deleted(Kind::Note) => return None,
        Body::Deleted(Kind::Text) => Body::Deleted(Kind::Text),
        Body::Text(text) => Body::Text(text.clone()),
        Body::System(system) => Body::System(Box::new(redact_system(system, class)?)),
        Body::Unsupported => Body::Unsupported,
    };
    let names_author = match &body {
        Body::Text(_) | Body::Note(_) | Body::Deleted(_) => true,
        Body::System(_) => class == ViewerClass::Guest,
        // It may be something that names nobody to those outside.
        Body::Unsupported => false,
    };
    Some(Message {
        id: message.id,
        conversation: message.conversation,
        positions: redact_positions(message.positions, class),
        author: message
            .author
            .as_ref()
            .filter(|_| names_author)
            .map(|author| redact_person(author, class)),
        sent_at: message.sent_at,
        client_id: message.client_id,
        body,
        edited_at: message.edited_at,
        reply_to: message.reply_to.as_ref().and_then(|quote| redact_quote(quote, class)),
        forwarded: message.forwarded.as_ref().map(|_| Forwarded { author: None, sent_at: None }),
        attachments: message.attachments.iter().map(redact_attachment).collect(),
        reactions: message
            .reactions
            .iter()
            .map(|reaction| redact_reaction(reaction, class))
            .collect(),
        mentions: match class {
            ViewerClass::Internal | ViewerClass::Guest => message.mentions.clone(),
            ViewerClass::Reader => BTreeSet::new(),
        },
        mention_all: message.mention_all,
        pinned: message.pinned,
    })
}

/// A quote; hidden where what it quotes is a note.
fn redact_quote(quote: &Quote, class: ViewerClass) -> Option<Quote> {
    (!quote.note).then(|| Quote {
        message: quote.message,
        author: quote.author.as_ref().map(|author| redact_person(author, class)),
        sent_at: quote.sent_at,
        excerpt: quote.excerpt.clone(),
        deleted: quote.deleted,
        note: false,
    })
}

fn redact_attachment(attachment: &Attachment) -> Attachment {
    Attachment {
        id: attachment.id,
        name: attachment.name.clone(),
        media_type: attachment.media_type.clone(),
        bytes: attachment.bytes,
        width: attachment.width,
        height: attachment.height,
        preview: attachment.preview,
    }
}

fn redact_reaction(reaction: &Reaction, class: ViewerClass) -> Reaction {
    Reaction {
        emoji: reaction.emoji.clone(),
        count: reaction.count,
        mine: reaction.mine,
        people: match class {
            ViewerClass::Internal => reaction.people.clone(),
            ViewerClass::Guest => {
                reaction.people.iter().map(|person| redact_person(person, class)).collect()
            }
            ViewerClass::Reader => Vec::new(),
        },
    }
}

/// A system message for external viewers; `None` if they do not see its kind.
fn redact_system(system: &System, class: ViewerClass) -> Option<System> {
    let seen_by = system.seen_by();
    let seen = match class {
        ViewerClass::Internal => return Some(system.clone()),
        ViewerClass::Guest => seen_by.guests,
        ViewerClass::Reader => seen_by.readers,
    };
    if !seen {
        return None;
    }
    match system {
        System::Created { members, .. } => Some(System::Created {
            by_link: false,
            link: None,
            members: match class {
                ViewerClass::Reader => Vec::new(),
                ViewerClass::Internal | ViewerClass::Guest => redact_members(members, class),
            },
        }),
        System::MembersAdded { members } => {
            Some(System::MembersAdded { members: redact_members(members, class) })
        }
        System::JoinedByLink { member, .. } => Some(System::JoinedByLink {
            member: NewMember { person: redact_person(&member.person, class), role: None },
            link: None,
        }),
        System::Left { .. } => Some(System::Left { new_owner: None }),
        System::Removed { person } => {
            Some(System::Removed { person: redact_person(person, class) })
        }
        System::Renamed { name } => Some(System::Renamed { name: name.clone() }),
        System::Described { description } => {
            Some(System::Described { description: description.clone() })
        }
        System::PictureChanged { picture } => Some(System::PictureChanged { picture: *picture }),
        System::ReadOnlySwitched { on } => Some(System::ReadOnlySwitched { on: *on }),
        System::RoleChanged { .. } | System::LinkSwitched { .. } | System::TagsChanged { .. } => {
            None
        }
    }
}

#[cfg(test)]
mod tests;

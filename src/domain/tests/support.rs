//! People, a conversation and short words for outcomes, for the tests of the rules. Holds no rule
//! of its own; the conversation that is played through from its first event is in `play`.

use crate::conversation::create::Invited;
use crate::conversation::{Conversation, Kind, Member, Role};
use crate::decision::{Change, Decision, NewLink};
use crate::event::SeenBy;
use crate::ids::{ConversationId, CountedIds, Ids, LinkId, MessageId, UserId};
use crate::message::change::Target;
use crate::message::{Kind as MessageKind, System};
use crate::person::{Actor, Person, Side};
use crate::refusal::Refusal;
use crate::text::Name;
use crate::time::Timestamp;
use proptest::test_runner::Config as ProptestConfig;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How often a property is tried. What fails is printed whole and not kept in a file.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// When tests take place.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

pub(crate) fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn person(number: u128, name: &str, side: Side) -> Person {
    Person {
        id: UserId::from(uuid(number)),
        name: name.to_owned(),
        side: Some(side),
        proven: (side == Side::External).then_some(false),
        picture: None,
    }
}

/// The owner of the group.
pub(crate) fn ana() -> Person {
    person(1, "ana", Side::Internal)
}

/// A moderator of the group.
pub(crate) fn ben() -> Person {
    person(2, "ben", Side::Internal)
}

/// An internal member of the group.
pub(crate) fn colleague() -> Person {
    person(3, "colleague", Side::Internal)
}

/// An external member of the group.
pub(crate) fn guest() -> Person {
    person(4, "guest", Side::External)
}

/// An internal user who is no member.
pub(crate) fn newcomer() -> Person {
    person(5, "newcomer", Side::Internal)
}

/// An external user who is no member.
pub(crate) fn stranger() -> Person {
    person(6, "stranger", Side::External)
}

/// That person, acting.
pub(crate) fn by(person: &Person) -> Actor {
    Actor { id: person.id, side: person.side.unwrap(), admin: false }
}

/// That person, acting as an administrator of the organisation.
pub(crate) fn admin(person: &Person) -> Actor {
    Actor { admin: true, ..by(person) }
}

/// A group of ana (owner), ben (moderator), a colleague and a guest, named, with a link.
pub(crate) fn group() -> Conversation {
    let member = |person: Person, role, joined_seq| (person.id, Member { role, joined_seq });
    Conversation {
        id: ConversationId::from(uuid(900)),
        kind: Kind::Group,
        name: Some(Name::parse("launch", "name").unwrap()),
        description: None,
        read_only: false,
        link: Some(link_id()),
        picture: None,
        tags: BTreeSet::new(),
        created_by: ana().id,
        created_by_external: false,
        created_at: NOW,
        rules_version: 7,
        members: BTreeMap::from([
            member(ana(), Role::Owner, 1),
            member(ben(), Role::Moderator, 2),
            member(colleague(), Role::Member, 3),
            member(guest(), Role::Guest, 4),
        ]),
        removed: BTreeSet::new(),
    }
}

/// The same group, read-only for its guest (R1).
pub(crate) fn read_only() -> Conversation {
    Conversation { read_only: true, ..group() }
}

/// The same group with colleagues added until it has that many members.
pub(crate) fn group_of(members: usize) -> Conversation {
    let mut conversation = group();
    for number in (10_000..).take(members - conversation.members.len()) {
        conversation
            .members
            .insert(UserId::from(uuid(number)), Member { role: Role::Member, joined_seq: 9 });
    }
    conversation
}

/// That many internal people who are no members.
pub(crate) fn people(count: usize) -> Vec<Invited> {
    (50_000..).take(count).map(|n| invited(person(n, "someone", Side::Internal))).collect()
}

pub(crate) fn invited(person: Person) -> Invited {
    Invited { person, has_email: true }
}

pub(crate) fn link_id() -> LinkId {
    LinkId::from(uuid(700))
}

pub(crate) fn new_link() -> NewLink {
    NewLink { id: LinkId::from(uuid(701)), token_hash: [7; 32], expires_at: None, uses_max: None }
}

pub(crate) fn ids() -> CountedIds {
    let mut ids = CountedIds::default();
    let _ = ids.next_uuid();
    ids
}

/// A text of the author's that everyone sees, sent just now.
pub(crate) fn text_by(author: &Person) -> Target {
    Target {
        id: MessageId::from(uuid(800)),
        author: Some(author.id),
        kind: MessageKind::Text,
        system: false,
        deleted: false,
        has_attachments: false,
        sent_at: NOW,
        seen_by: SeenBy::ALL,
    }
}

/// A note of the author's.
pub(crate) fn note_by(author: &Person) -> Target {
    Target { kind: MessageKind::Note, seen_by: SeenBy::INTERNAL, ..text_by(author) }
}

/// What came out, in words: `Posted`, `MembersAdded, LinkMade`, `nothing`, `refused: ReadOnly`.
pub(crate) fn outcome(result: &Result<Decision, Refusal>) -> String {
    match result {
        Err(refusal) => format!("refused: {}", refusal_name(refusal)),
        Ok(decision) if decision.is_empty() => "nothing".to_owned(),
        Ok(decision) => decision.changes.iter().map(change_name).collect::<Vec<_>>().join(", "),
    }
}

pub(crate) fn refusal_name(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotFound { .. } => "NotFound",
        Refusal::ReadOnly => "ReadOnly",
        Refusal::Forbidden { .. } => "Forbidden",
        Refusal::BadText(_) => "BadText",
        Refusal::BadRequest(_) => "BadRequest",
        Refusal::LinkInvalid => "LinkInvalid",
        Refusal::WasRemoved => "WasRemoved",
        Refusal::MemberLimit { .. } => "MemberLimit",
        Refusal::EmailRequired { .. } => "EmailRequired",
        Refusal::KeyConflict => "KeyConflict",
        Refusal::EditTooLate => "EditTooLate",
        Refusal::TooMany { .. } => "TooMany",
    }
}

fn change_name(change: &Change) -> &'static str {
    match change {
        Change::ConversationMade(_) => "ConversationMade",
        Change::Posted(_) => "Posted",
        Change::System { system, .. } => system_name(system),
        Change::Edited { .. } => "Edited",
        Change::Deleted { .. } => "Deleted",
        Change::Reacted { .. } => "Reacted",
        Change::Pinned { .. } => "Pinned",
        Change::LinkMade(_) => "LinkMade",
        Change::LinkRevoked => "LinkRevoked",
        Change::LinkUsed(_) => "LinkUsed",
    }
}

fn system_name(system: &System) -> &'static str {
    match system {
        System::Created { .. } => "Created",
        System::MembersAdded { .. } => "MembersAdded",
        System::JoinedByLink { .. } => "JoinedByLink",
        System::Left { .. } => "Left",
        System::Removed { .. } => "Removed",
        System::RoleChanged { .. } => "RoleChanged",
        System::Renamed { .. } => "Renamed",
        System::Described { .. } => "Described",
        System::PictureChanged { .. } => "PictureChanged",
        System::ReadOnlySwitched { .. } => "ReadOnlySwitched",
        System::LinkSwitched { .. } => "LinkSwitched",
        System::TagsChanged { .. } => "TagsChanged",
    }
}

/// The one system message of a decision.
pub(crate) fn said(result: Result<Decision, Refusal>) -> System {
    let decision = result.unwrap();
    let mut systems = decision.changes.into_iter().filter_map(|change| match change {
        Change::System { system, .. } => Some(*system),
        Change::ConversationMade(_)
        | Change::Posted(_)
        | Change::Edited { .. }
        | Change::Deleted { .. }
        | Change::Reacted { .. }
        | Change::Pinned { .. }
        | Change::LinkMade(_)
        | Change::LinkRevoked
        | Change::LinkUsed(_) => None,
    });
    let system = systems.next().unwrap();
    assert_eq!(systems.next(), None, "one system message");
    system
}

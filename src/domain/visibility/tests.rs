//! Cases for what each class sees of an event, a message and the members.

use super::*;
use crate::conversation::Role;
use crate::ids::{ConversationId, LinkId, MessageId, UserId};
use crate::message::Reaction;
use crate::person::Side;
use crate::tests::support::{NOW, ana, ben, guest, person as someone, uuid};
use crate::text::{Emoji, FileName, Text};

/// A name and an id that no external viewer may come to see.
fn secret() -> Person {
    someone(0x5ec2e7, "secret", Side::Internal)
}

fn shows_secret<T: std::fmt::Debug>(value: &T) -> bool {
    let shown = format!("{value:?}");
    shown.contains("secret") || shown.contains(&secret().id.to_string())
}

fn positions() -> Positions {
    Positions { seq: 41, guest_seq: Some(31), reader_seq: Some(21) }
}

/// A message with everything that it can carry. A field that is new does not compile here: plant a
/// secret in it unless external viewers are to see it, then list it in `redact_message`.
fn full(body: Body) -> Message {
    Message {
        id: MessageId::from(uuid(1)),
        conversation: ConversationId::from(uuid(2)),
        positions: positions(),
        author: Some(ana()),
        sent_at: NOW,
        client_id: None,
        body,
        edited_at: Some(NOW),
        reply_to: Some(Quote {
            message: MessageId::from(uuid(3)),
            author: Some(guest()),
            sent_at: NOW,
            excerpt: Some("before".to_owned()),
            deleted: false,
            note: false,
        }),
        forwarded: Some(Forwarded { author: Some(secret()), sent_at: Some(NOW) }),
        attachments: vec![Attachment {
            id: uuid(4).into(),
            name: FileName::clean("plan.pdf"),
            media_type: "application/pdf".to_owned(),
            bytes: 9,
            width: None,
            height: None,
            preview: false,
        }],
        reactions: vec![Reaction {
            emoji: Emoji::parse("👍").unwrap(),
            count: 2,
            mine: false,
            people: vec![ben()],
        }],
        mentions: [ben().id].into(),
        mention_all: true,
        pinned: true,
    }
}

fn text() -> Body {
    Body::Text(Some(Text::parse("hello".to_owned()).unwrap()))
}

fn happened(actor: Person, fact: Fact) -> Event {
    Event {
        conversation: ConversationId::from(uuid(2)),
        positions: positions(),
        at: NOW,
        actor: Some(actor),
        fact,
    }
}

/// The system message as a class gets it, if it does.
fn seen(system: System, class: ViewerClass) -> Option<System> {
    let seen_by = system.seen_by();
    let mut said = full(Body::System(Box::new(system)));
    said.positions.guest_seq = said.positions.guest_seq.filter(|_| seen_by.guests);
    said.positions.reader_seq = said.positions.reader_seq.filter(|_| seen_by.readers);
    message(&said, class).map(|seen| {
        let Body::System(system) = &seen.body else {
            panic!("not a system message");
        };
        (**system).clone()
    })
}

fn new(person: Person, role: Role) -> NewMember {
    NewMember { person, role: Some(role) }
}

/// One of each kind, with secrets where external viewers have no business.
fn every_system() -> Vec<System> {
    let link = Some(LinkId::from(secret().id.uuid()));
    vec![
        System::Created { by_link: true, link, members: vec![new(ana(), Role::Owner)] },
        System::MembersAdded { members: vec![new(ben(), Role::Moderator)] },
        System::JoinedByLink { member: new(guest(), Role::Guest), link },
        System::Left { new_owner: Some(secret()) },
        System::Removed { person: guest() },
        System::RoleChanged { person: secret(), role: Role::Owner, previous_owner: None },
        System::Renamed { name: None },
        System::Described { description: None },
        System::PictureChanged { picture: None },
        System::ReadOnlySwitched { on: true },
        System::LinkSwitched { on: true, link },
        System::TagsChanged { tags: BTreeSet::new() },
    ]
}

// R4, C5
#[test]
fn each_class_gets_the_kinds_of_system_message_that_are_its_business() {
    let kinds =
        |class| every_system().into_iter().map(|s| seen(s, class).is_some()).collect::<Vec<bool>>();
    let (yes, no) = (true, false);
    assert_eq!(kinds(ViewerClass::Internal), [yes; 12]);
    let guests = [yes, yes, yes, yes, yes, no, yes, yes, yes, yes, no, no];
    assert_eq!(kinds(ViewerClass::Guest), guests);
    let readers = [yes, no, no, no, no, no, yes, yes, yes, yes, no, no];
    assert_eq!(kinds(ViewerClass::Reader), readers);
}

// R5, C6, L1
#[test]
fn roles_and_links_do_not_reach_external_viewers_in_any_system_message() {
    for class in [ViewerClass::Guest, ViewerClass::Reader] {
        for system in every_system() {
            let seen = seen(system, class);
            assert!(!shows_secret(&seen), "{class:?}: {seen:?}");
            let shown = format!("{seen:?}");
            for role in ["Owner", "Moderator", "Guest", "by_link: true", "Internal", "External"] {
                assert!(!shown.contains(role), "{class:?}: {shown}");
            }
        }
    }
}

// R4
#[test]
fn readers_see_that_a_conversation_was_made_and_not_by_whom_or_with_whom() {
    let system =
        System::Created { by_link: true, link: None, members: vec![new(ben(), Role::Member)] };
    let said = full(Body::System(Box::new(system)));
    let reader = event(&happened(ana(), Fact::Posted(Box::new(said.clone()))), ViewerClass::Reader);
    let shown = format!("{:?}", reader.as_ref().map(|event| (&event.actor, &event.fact)));
    assert!(reader.is_some_and(|event| event.actor.is_none()));
    for name in ["\"ana\"", "members: [NewMember"] {
        assert!(!shown.contains(name), "{shown}");
    }
    let guest = event(&happened(ana(), Fact::Posted(Box::new(said))), ViewerClass::Guest).unwrap();
    assert_eq!(guest.actor.as_ref().map(|person| person.id), Some(ana().id));
}

// M11
#[test]
fn notes_reach_internal_viewers_alone_also_when_deleted() {
    for body in [Body::Note(Text::parse("careful".to_owned()).ok()), Body::Deleted(Kind::Note)] {
        // Also where a mistake elsewhere gave the note a number that external viewers count.
        let note = full(body);
        assert!(message(&note, ViewerClass::Internal).is_some());
        for class in [ViewerClass::Guest, ViewerClass::Reader] {
            assert!(message(&note, class).is_none());
            let posted = happened(ana(), Fact::Posted(Box::new(note.clone())));
            assert!(event(&posted, class).is_none());
            let edited = happened(ana(), Fact::Edited(Box::new(note.clone())));
            assert!(event(&edited, class).is_none());
        }
    }
}

// M3, M11
#[test]
fn a_quote_of_a_note_does_not_reach_external_viewers() {
    let mut answer = full(text());
    let quote = answer.reply_to.as_mut().unwrap();
    (quote.note, quote.excerpt, quote.author) = (true, Some("secret".to_owned()), Some(secret()));
    assert!(message(&answer, ViewerClass::Internal).unwrap().reply_to.is_some());
    for class in [ViewerClass::Guest, ViewerClass::Reader] {
        assert!(message(&answer, class).unwrap().reply_to.is_none());
    }
}

// R2, R7, M3
#[test]
fn external_viewers_see_messages_and_their_authors_and_nothing_of_the_company() {
    for class in [ViewerClass::Guest, ViewerClass::Reader] {
        let seen = message(&full(text()), class).unwrap();
        let author = seen.author.as_ref().unwrap();
        assert_eq!((author.id, author.name.as_str()), (ana().id, "ana"));
        assert_eq!((author.side, author.proven), (None, None));
        assert_eq!(seen.body, text());
        assert_eq!(seen.forwarded, Some(Forwarded { author: None, sent_at: None }));
        assert_eq!(seen.attachments, full(text()).attachments);
        assert_eq!(seen.reply_to.as_ref().and_then(|q| q.excerpt.as_deref()), Some("before"));
        assert!(!shows_secret(&*seen));
    }
    assert_eq!(*message(&full(text()), ViewerClass::Internal).unwrap(), full(text()));
}

// R4
#[test]
fn readers_see_emoji_and_count_and_not_who_reacted_or_was_mentioned() {
    let reader = message(&full(text()), ViewerClass::Reader).unwrap();
    let reaction = reader.reactions.first().unwrap();
    assert_eq!((reaction.emoji.as_str(), reaction.count), ("👍", 2));
    assert!(reaction.people.is_empty() && reader.mentions.is_empty());
    let guest = message(&full(text()), ViewerClass::Guest).unwrap();
    let people: Vec<UserId> =
        guest.reactions.iter().flat_map(|r| &r.people).map(|person| person.id).collect();
    assert_eq!(people, [ben().id]);
    assert_eq!(guest.mentions, [ben().id].into());
}

// R4
#[test]
fn readers_do_not_see_who_reacted_deleted_or_pinned() {
    let message = MessageId::from(uuid(1));
    for fact in [
        Fact::Deleted { message },
        Fact::Reacted { message, emoji: Emoji::parse("👍").unwrap(), on: true, count: 1 },
        Fact::Pinned { message, on: true },
    ] {
        let happened = happened(secret(), fact.clone());
        let reader = event(&happened, ViewerClass::Reader).unwrap();
        assert_eq!((&reader.actor, &reader.fact), (&None, &fact));
        assert!(event(&happened, ViewerClass::Guest).unwrap().actor.is_some());
    }
}

// R4
#[test]
fn readers_see_the_author_of_an_edit_as_they_wrote_it_and_nobody_else() {
    let edited = Fact::Edited(Box::new(full(text())));
    let own = event(&happened(ana(), edited.clone()), ViewerClass::Reader).unwrap();
    assert_eq!(own.actor.as_ref().map(|person| person.id), Some(ana().id));
    let other = event(&happened(secret(), edited), ViewerClass::Reader).unwrap();
    assert!(other.actor.is_none() && !shows_secret(&*other));
}

// R5
#[test]
fn external_viewers_hold_the_number_of_their_own_class_and_no_other() {
    let only = |class| {
        let event = event(&happened(ana(), Fact::Posted(Box::new(full(text())))), class).unwrap();
        let Fact::Posted(message) = &event.fact else {
            panic!("not posted");
        };
        assert_eq!(message.positions, event.positions);
        assert_eq!(event.positions.position(class), positions().position(class));
        event.positions
    };
    assert_eq!(only(ViewerClass::Internal), positions());
    let guest = Positions { seq: 0, guest_seq: Some(31), reader_seq: None };
    assert_eq!(only(ViewerClass::Guest), guest);
    let reader = Positions { seq: 0, guest_seq: None, reader_seq: Some(21) };
    assert_eq!(only(ViewerClass::Reader), reader);
}

// R5
#[test]
fn an_event_without_a_number_in_a_class_is_not_there_for_it() {
    let mut event_of =
        happened(ana(), Fact::Pinned { message: MessageId::from(uuid(1)), on: true });
    event_of.positions = Positions { seq: 41, guest_seq: None, reader_seq: None };
    assert!(event(&event_of, ViewerClass::Internal).is_some());
    assert!(event(&event_of, ViewerClass::Guest).is_none());
    assert!(event(&event_of, ViewerClass::Reader).is_none());
}

// R4, R7
#[test]
fn members_are_shown_to_guests_without_roles_and_to_readers_not_at_all() {
    let list = [new(ana(), Role::Owner), new(guest(), Role::Guest)];
    assert_eq!(*members(&list, ViewerClass::Internal), list);
    let guests = members(&list, ViewerClass::Guest);
    assert!(guests.iter().all(|m| m.role.is_none() && m.person.side.is_none()));
    assert_eq!(guests.iter().map(|m| m.person.id).collect::<Vec<_>>(), [ana().id, guest().id]);
    assert!(members(&list, ViewerClass::Reader).is_empty());
    assert_eq!(person(&guest(), ViewerClass::Guest).proven, None);
}

/// A conversation in a list with everything that it can have. A field that is new does not compile
/// here: external viewers get it only where `summary` lists it.
fn listed(role: Role, read_only: bool) -> Summary {
    Summary {
        conversation: ConversationId::from(uuid(2)),
        kind: conversation::Kind::Direct,
        title: "launch".to_owned(),
        name: None,
        description: None,
        read_only,
        picture: None,
        heads: Heads { seq: 41, guest_seq: 31, reader_seq: 21 },
        role,
        member_count: Some(2),
        last_message: Some(full(text())),
        own: conversation::summary::Own::default(),
        created_at: NOW,
        last_at: NOW,
        by_link: Some(true),
        tags: [crate::text::Tag::parse("vip").unwrap()].into(),
        has_guests: Some(true),
        direct_with: Some(ben()),
    }
}

// C8, R4, S11
#[test]
fn a_list_shows_each_class_its_own_numbers_and_readers_no_members() {
    let internal = summary(&listed(Role::Member, true));
    assert_eq!(*internal, listed(Role::Member, true));
    let guest = summary(&listed(Role::Guest, false));
    assert_eq!(guest.heads, Heads { seq: 0, guest_seq: 31, reader_seq: 0 });
    assert_eq!((guest.member_count, guest.by_link, guest.tags.len()), (Some(2), None, 0));
    assert_eq!(guest.direct_with.as_ref().map(|p| (p.id, p.side)), Some((ben().id, None)));
    let reader = summary(&listed(Role::Guest, true));
    assert_eq!(reader.heads, Heads { seq: 0, guest_seq: 0, reader_seq: 21 });
    assert_eq!((reader.member_count, reader.by_link, reader.tags.len()), (None, None, 0));
    assert_eq!(reader.direct_with, None);
    // C1: that it became a group would tell that a third member came.
    assert_eq!(reader.kind, conversation::Kind::Group);
    for seen in [guest, reader] {
        assert_eq!(seen.has_guests, None);
        assert!(!shows_secret(&*seen), "{seen:?}");
    }
}

// M8, R4, M11
#[test]
fn typing_presence_and_reads_stop_at_the_classes_that_may_know() {
    let (internal, guest, reader) =
        (ViewerClass::Internal, ViewerClass::Guest, ViewerClass::Reader);
    let who = |seen: &dyn Fn(ViewerClass) -> bool| [internal, guest, reader].map(seen);
    assert_eq!(who(&|class| typing(false).sees(class)), [true, true, false]);
    assert_eq!(who(&|class| typing(true).sees(class)), [true, false, false]);
    assert_eq!(who(&sees_presence_and_reads), [true, false, false]);
    assert_eq!(who(&sees_members), [true, true, false]);
    assert_eq!(who(&sees_roles_links_tags), [true, false, false]);
}

// R4, R5
#[test]
fn what_cannot_be_read_is_a_place_and_nothing_more_to_those_outside() {
    let happened = happened(secret(), Fact::Unsupported);
    let mut unreadable = full(text());
    unreadable.body = Body::Unsupported;
    for class in [ViewerClass::Guest, ViewerClass::Reader] {
        assert_eq!(event(&happened, class).unwrap().actor, None);
        assert_eq!(message(&unreadable, class).unwrap().author, None);
    }
    assert!(event(&happened, ViewerClass::Internal).unwrap().actor.is_some());
}

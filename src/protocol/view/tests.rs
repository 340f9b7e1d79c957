//! What each class of viewers gets of the same facts. Redaction itself is the domain's.

use super::{epoch, event, head, limits, members, message, person, position};
use crate::codec::{Encoding, encode_frame};
use crate::frame;
use crate::generated::{self as wire, push};
use domain::event::{Event, Fact, Heads, Positions, ViewerClass};
use domain::ids::{ClientId, ConversationId, CountedIds, LinkId, MessageId, PictureId, UserId};
use domain::message::{Body, Kind, Message, NewMember, Quote, Reaction, System};
use domain::person::{Person, Side};
use domain::text::{Emoji, Text};
use domain::time::Timestamp;
use domain::{conversation::Role, visibility};
use std::collections::BTreeSet;

const STORE: &str = "3f9a1c";

struct People {
    ids: CountedIds,
    ana: Person,
    guest: Person,
}

impl People {
    fn new() -> Self {
        let mut ids = CountedIds::default();
        let ana = Person {
            id: UserId::next(&mut ids),
            name: "Ana".to_owned(),
            side: Some(Side::Internal),
            proven: None,
            picture: Some(PictureId::next(&mut ids)),
        };
        let guest = Person {
            id: UserId::next(&mut ids),
            name: "Guest".to_owned(),
            side: Some(Side::External),
            proven: Some(false),
            picture: None,
        };
        Self { ids, ana, guest }
    }

    fn message(&mut self, body: Body) -> Message {
        Message {
            id: MessageId::next(&mut self.ids),
            conversation: ConversationId::next(&mut self.ids),
            positions: Positions { seq: 9, guest_seq: Some(6), reader_seq: Some(4) },
            author: Some(self.ana.clone()),
            sent_at: Timestamp::from_millis(1_000),
            client_id: Some(ClientId::next(&mut self.ids)),
            body,
            edited_at: None,
            reply_to: None,
            forwarded: None,
            attachments: Vec::new(),
            reactions: Vec::new(),
            mentions: BTreeSet::new(),
            mention_all: false,
            pinned: false,
        }
    }
}

fn hello() -> Body {
    Body::Text(Some(Text::parse("hello".to_owned()).unwrap()))
}

fn event_of(message: &Message, fact: Fact) -> Event {
    Event {
        conversation: message.conversation,
        positions: message.positions,
        at: message.sent_at,
        actor: message.author.clone(),
        fact,
    }
}

fn posted(message: &Message) -> Event {
    event_of(message, Fact::Posted(Box::new(message.clone())))
}

fn seen(seen: &Event, class: ViewerClass) -> wire::Event {
    event(&visibility::event(seen, class).unwrap(), STORE)
}

fn carried(event: wire::Event) -> wire::Message {
    match event.fact.unwrap() {
        wire::event::Fact::Posted(message) | wire::event::Fact::Edited(message) => message,
        wire::event::Fact::Deleted(_)
        | wire::event::Fact::Reacted(_)
        | wire::event::Fact::Pinned(_) => panic!("no message in it"),
    }
}

#[test]
fn each_class_counts_in_an_epoch_of_its_own() {
    // R5
    let epochs: BTreeSet<_> = ViewerClass::ALL.iter().map(|class| epoch(STORE, *class)).collect();
    assert_eq!(epochs.into_iter().collect::<Vec<_>>(), ["3f9a1c.g", "3f9a1c.i", "3f9a1c.r"]);
    let event = posted(&People::new().message(hello()));
    for (class, seq) in ViewerClass::ALL.into_iter().zip([9, 6, 4]) {
        let seen = seen(&event, class);
        assert_eq!(seen.position, Some(position(STORE, class, seq)));
        assert_eq!(i64::from(carried(seen).seq), seq);
    }
    let heads = Heads { seq: 3, guest_seq: 2, reader_seq: 1 };
    assert_eq!(head(STORE, ViewerClass::Reader, heads), position(STORE, ViewerClass::Reader, 1));
}

#[test]
fn a_client_is_told_the_limits_of_its_side() {
    assert_eq!(limits(Side::External).sends_per_second, 2);
    let golden = include_bytes!("../../../proto/golden/reply.connected-internal.json");
    let json: serde_json::Value = serde_json::from_slice(golden).unwrap();
    let told = serde_json::to_value(limits(Side::Internal)).unwrap();
    assert_eq!(json["reply"]["connected"]["limits"], told);
}

#[test]
fn a_number_beyond_the_wire_stays_at_its_end() {
    assert_eq!(position(STORE, ViewerClass::Internal, i64::MAX).seq, u32::MAX);
    assert_eq!(position(STORE, ViewerClass::Internal, -1).seq, 0);
}

#[test]
fn external_viewers_learn_of_a_person_name_and_picture_alone() {
    // R7
    let people = People::new();
    let internal = person(&visibility::person(&people.guest, ViewerClass::Internal));
    assert_eq!((internal.external, internal.proven), (Some(true), Some(false)));
    let ana = person(&visibility::person(&people.ana, ViewerClass::Guest));
    let picture = people.ana.picture.map(|id| format!("/v1/pictures/{id}"));
    let want = wire::Person {
        id: people.ana.id.to_string(),
        name: "Ana".to_owned(),
        picture,
        external: None,
        proven: None,
    };
    assert_eq!(ana, want);
}

#[test]
fn readers_get_no_members_and_guests_no_roles() {
    // R4
    let people = People::new();
    let list = [NewMember { person: people.ana.clone(), role: Some(Role::Owner) }];
    let of = |class| members(&visibility::members(&list, class));
    assert_eq!(of(ViewerClass::Internal)[0].role, Some(wire::Role::Owner.into()));
    assert_eq!(of(ViewerClass::Guest)[0].role, None);
    assert!(of(ViewerClass::Reader).is_empty());
}

#[test]
fn an_event_says_of_no_reaction_that_it_is_the_viewers_own() {
    // All viewers of a class get the same bytes.
    let mut people = People::new();
    let mut reacted = people.message(hello());
    reacted.reactions = vec![Reaction {
        emoji: Emoji::parse("👍").unwrap(),
        count: 1,
        mine: true,
        people: vec![people.guest.clone()],
    }];
    for class in ViewerClass::ALL {
        let edited = event_of(&reacted, Fact::Edited(Box::new(reacted.clone())));
        assert!(!carried(seen(&edited, class)).reactions[0].mine);
        let answer = message(&visibility::message(&reacted, class).unwrap());
        assert!(answer.reactions[0].mine);
        assert_eq!(answer.reactions[0].people.is_empty(), class == ViewerClass::Reader);
    }
}

#[test]
fn a_deleted_message_keeps_its_kind_and_nothing_else() {
    // M4, M11
    let mut people = People::new();
    let deleted = people.message(Body::Deleted(Kind::Text));
    let answer = message(&visibility::message(&deleted, ViewerClass::Guest).unwrap());
    assert!(answer.deleted);
    assert_eq!((answer.kind(), answer.text.as_str()), (wire::MessageKind::Text, ""));
    let note = people.message(Body::Deleted(Kind::Note));
    let answer = message(&visibility::message(&note, ViewerClass::Internal).unwrap());
    assert_eq!(answer.kind(), wire::MessageKind::Note);
}

#[test]
fn a_reaction_reaches_readers_without_its_author() {
    // R4
    let mut people = People::new();
    let on = people.message(hello());
    let fact =
        Fact::Reacted { message: on.id, emoji: Emoji::parse("👍").unwrap(), on: true, count: 2 };
    let event = event_of(&on, fact);
    assert_eq!(seen(&event, ViewerClass::Guest).actor.unwrap().name, "Ana");
    let reader = seen(&event, ViewerClass::Reader);
    assert_eq!(reader.actor, None);
    let wanted = wire::event::Reacted {
        message_id: on.id.to_string(),
        emoji: "👍".to_owned(),
        on: true,
        count: 2,
    };
    assert_eq!(reader.fact, Some(wire::event::Fact::Reacted(wanted)));
}

#[test]
fn posted_events_name_their_author_once() {
    let mut people = People::new();
    let event = seen(&posted(&people.message(hello())), ViewerClass::Internal);
    assert_eq!(event.actor, None);
    assert_eq!(carried(event).author.unwrap().name, "Ana");
}

#[test]
fn an_answer_carries_its_quote() {
    // M3
    let mut people = People::new();
    let quoted = people.message(hello());
    let mut answer = people.message(hello());
    answer.reply_to = Some(Quote {
        message: quoted.id,
        author: Some(people.guest.clone()),
        sent_at: quoted.sent_at,
        excerpt: Some("hello".to_owned()),
        deleted: false,
        note: false,
    });
    let quote = message(&visibility::message(&answer, ViewerClass::Guest).unwrap()).reply_to;
    let quote = quote.unwrap();
    assert_eq!(quote.excerpt.as_deref(), Some("hello"));
    assert_eq!(quote.author.unwrap().external, None);
}

#[test]
fn hidden_fields_leave_no_trace_in_the_bytes() {
    // R5: what a reader gets of a creation by link with many members, and of one without, is equal.
    let mut people = People::new();
    let mut created = people.message(hello());
    let mut write = |by_link, link, members| {
        let system = System::Created { by_link, link, members };
        created.body = Body::System(Box::new(system));
        let event = seen(&posted(&created), ViewerClass::Reader);
        encode_frame(&frame::push(push::Push::Event(event)), Encoding::Json)
    };
    let ana = NewMember { person: people.ana.clone(), role: Some(Role::Owner) };
    let with = write(true, Some(LinkId::next(&mut people.ids)), vec![ana]);
    assert_eq!(with, write(false, None, Vec::new()));
}

#[test]
fn every_kind_of_system_message_reaches_internal_viewers() {
    // C5
    let mut people = People::new();
    let ana = NewMember { person: people.ana.clone(), role: Some(Role::Member) };
    let link = Some(LinkId::next(&mut people.ids));
    let kinds = [
        System::Created { by_link: true, link, members: vec![ana.clone()] },
        System::MembersAdded { members: vec![ana.clone()] },
        System::JoinedByLink { member: ana.clone(), link },
        System::Left { new_owner: Some(people.ana.clone()) },
        System::Removed { person: people.ana.clone() },
        System::RoleChanged {
            person: people.ana.clone(),
            role: Role::Owner,
            previous_owner: Some(people.guest.id),
        },
        System::Renamed { name: None },
        System::Described { description: None },
        System::PictureChanged { picture: people.ana.picture },
        System::ReadOnlySwitched { on: true },
        System::LinkSwitched { on: true, link },
        System::TagsChanged { tags: BTreeSet::new() },
    ];
    let mut names = BTreeSet::new();
    for system in kinds {
        let written = people.message(Body::System(Box::new(system)));
        let answer = message(&visibility::message(&written, ViewerClass::Internal).unwrap());
        assert_eq!(answer.kind(), wire::MessageKind::System);
        let json = serde_json::to_value(answer.system.unwrap()).unwrap();
        names.extend(json.as_object().unwrap().keys().cloned());
    }
    assert_eq!(names.len(), 12);
}

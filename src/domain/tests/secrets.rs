//! No side door (R5), field by field: two histories that differ only in what a class may not see,
//! with secrets planted in every field, are the same to it. Neither is anything of the secrets in
//! what it gets.

use crate::conversation::Role;
use crate::event::{Event, Fact, Heads, Positions, SeenBy, ViewerClass};
use crate::ids::{ConversationId, LinkId, MessageId, UserId};
use crate::message::{Body, Forwarded, Kind, Message, NewMember, Quote, Reaction, System};
use crate::person::{Person, Side};
use crate::tests::support::{NOW, ana, ben, cases, guest, person, uuid};
use crate::text::{Emoji, Name, Tag, Text};
use crate::visibility;
use proptest::prelude::*;

/// What is hidden differs between two plants.
#[derive(Clone, Copy)]
struct Plant {
    number: u128,
    class: ViewerClass,
}

impl Plant {
    /// Somebody whom the class may not come to know.
    fn secret(self) -> Person {
        person(0x005e_c2e7_0000 + self.number, &format!("secret {}", self.number), Side::Internal)
    }

    fn link(self) -> Option<LinkId> {
        Some(LinkId::from(self.secret().id.uuid()))
    }

    /// Someone whom everyone may see; what is the company's business differs.
    fn known(self, person: &Person) -> Person {
        Person { proven: Some(self.number == 1), ..person.clone() }
    }

    /// Someone whom guests may see and readers may not.
    fn hidden_from_readers(self, known: &Person) -> Person {
        match self.class {
            ViewerClass::Reader => self.secret(),
            ViewerClass::Internal | ViewerClass::Guest => self.known(known),
        }
    }

    fn member(self, person: Person) -> NewMember {
        let role = if self.number == 1 { Role::Owner } else { Role::Moderator };
        NewMember { person, role: Some(role) }
    }

    /// One of each kind of system message.
    fn system(self, kind: u8) -> System {
        let member = |person: &Person| self.member(self.hidden_from_readers(person));
        let by_link = self.number == 1;
        match kind % 12 {
            0 => System::Created { by_link, link: self.link(), members: vec![member(&ben())] },
            1 => System::MembersAdded { members: vec![member(&guest())] },
            2 => System::JoinedByLink { member: member(&guest()), link: self.link() },
            3 => System::Left { new_owner: Some(self.secret()) },
            4 => System::Removed { person: self.hidden_from_readers(&guest()) },
            5 => System::RoleChanged {
                person: self.secret(),
                role: Role::Owner,
                previous_owner: Some(self.secret().id),
            },
            6 => System::Renamed { name: Name::parse("landing", "name").ok() },
            7 => System::Described { description: None },
            8 => System::PictureChanged { picture: Some(uuid(9).into()) },
            9 => System::ReadOnlySwitched { on: true },
            10 => System::LinkSwitched { on: true, link: self.link() },
            _ => System::TagsChanged {
                tags: [Tag::parse(&format!("secret {}", self.number)).unwrap()].into(),
            },
        }
    }

    /// A message by ana. A field that is new does not compile here: plant a secret in it.
    fn message(self, id: MessageId, body: Body) -> Message {
        let system = matches!(body, Body::System(_));
        let mentions: [UserId; 1] = [self.hidden_from_readers(&ben()).id];
        Message {
            id,
            conversation: conversation(),
            positions: Positions::default(),
            author: Some(if system {
                self.hidden_from_readers(&ana())
            } else {
                self.known(&ana())
            }),
            sent_at: NOW,
            client_id: None,
            body,
            edited_at: None,
            reply_to: Some(Quote {
                message: MessageId::from(uuid(3)),
                author: Some(self.known(&guest())),
                sent_at: NOW,
                excerpt: Some("before".to_owned()),
                deleted: false,
                note: false,
            }),
            forwarded: Some(Forwarded {
                author: Some(self.secret()),
                sent_at: (self.number == 1).then_some(NOW),
            }),
            attachments: Vec::new(),
            reactions: vec![Reaction {
                emoji: Emoji::parse("👍").unwrap(),
                count: 1,
                mine: false,
                people: vec![self.hidden_from_readers(&ben())],
            }],
            mentions: mentions.into(),
            mention_all: false,
            pinned: false,
        }
    }

    fn text(self, id: MessageId, kind: Kind) -> Message {
        let words = match kind {
            Kind::Text => "hello".to_owned(),
            Kind::Note => format!("secret {}", self.number),
        };
        let text = Text::parse(words).ok();
        let body = match kind {
            Kind::Text => Body::Text(text),
            Kind::Note => Body::Note(text),
        };
        self.message(id, body)
    }

    /// What happens at one step, who did it, and who sees it.
    fn happens(self, step: Step) -> (Person, Fact, SeenBy) {
        let id = MessageId::from(uuid(1_000 + u128::from(step.number)));
        let kind = if step.note { Kind::Note } else { Kind::Text };
        let (doer, seen_by) = (self.hidden_from_readers(&ben()), kind.seen_by());
        match step.fact % 7 {
            0 => (ana(), Fact::Posted(Box::new(self.text(id, kind))), seen_by),
            1 => (doer, Fact::Edited(Box::new(self.text(id, kind))), seen_by),
            2 => (doer, Fact::Deleted { message: id }, seen_by),
            3 => {
                let emoji = Emoji::parse("👍").unwrap();
                (doer, Fact::Reacted { message: id, emoji, on: step.on, count: 1 }, seen_by)
            }
            4 => (doer, Fact::Pinned { message: id, on: step.on }, seen_by),
            _ => {
                let system = self.system(step.system);
                let seen_by = system.seen_by();
                let said = self.message(id, Body::System(Box::new(system)));
                (doer, Fact::Posted(Box::new(said)), seen_by)
            }
        }
    }

    /// The log; what the class does not see happens twice, or not at all.
    fn history(self, steps: &[Step]) -> Vec<Event> {
        let mut heads = Heads::default();
        let mut log = Vec::new();
        for step in steps {
            let (actor, fact, seen_by) = self.happens(*step);
            let times = match (seen_by.sees(self.class), self.number) {
                (true, _) => 1,
                (false, 1) => 2,
                (false, _) => 0,
            };
            for _ in 0..times {
                let positions = heads.advance(seen_by);
                let mut fact = fact.clone();
                if let Fact::Posted(message) | Fact::Edited(message) = &mut fact {
                    message.positions = positions;
                }
                let actor = Some(actor.clone());
                let conversation = conversation();
                log.push(Event { conversation, positions, at: NOW, actor, fact });
            }
        }
        log
    }
}

fn conversation() -> ConversationId {
    ConversationId::from(uuid(2))
}

#[derive(Debug, Clone, Copy)]
struct Step {
    number: u8,
    fact: u8,
    system: u8,
    note: bool,
    on: bool,
}

fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (any::<u8>(), any::<u8>(), any::<u8>(), any::<bool>(), any::<bool>())
        .prop_map(|(number, fact, system, note, on)| Step { number, fact, system, note, on });
    prop::collection::vec(step, 0..30)
}

/// Whether the event carries a message, which always has a secret planted in it.
fn carries_message(event: &Event) -> bool {
    match event.fact {
        Fact::Posted(_) | Fact::Edited(_) => true,
        Fact::Deleted { .. } | Fact::Reacted { .. } | Fact::Pinned { .. } | Fact::Unsupported => {
            false
        }
    }
}

proptest! {
    #![proptest_config(cases(512))]

    // R4, R5, R7, M11
    #[test]
    fn histories_that_differ_in_hidden_facts_are_the_same_to_external_viewers(
        steps in any_steps(),
        reader in any::<bool>(),
    ) {
        let class = if reader { ViewerClass::Reader } else { ViewerClass::Guest };
        let [one, other] = [1, 2].map(|number| {
            let log = Plant { number, class }.history(&steps);
            log.iter().filter_map(|event| visibility::event(event, class)).collect::<Vec<_>>()
        });
        prop_assert_eq!(&one, &other);
        let shown = format!("{one:?}");
        for secret in ["secret", "5ec2e7"] {
            prop_assert!(!shown.contains(secret), "{}", shown);
        }
        // Internal viewers do see what is planted.
        let internal = Plant { number: 1, class }.history(&steps);
        let planted = steps.is_empty() || format!("{internal:?}").contains("secret");
        prop_assert!(planted || internal.iter().all(|event| !carries_message(event)));
    }
}

//! What people try in a play: who they are, the commands, and strategies that bring all of them,
//! the refused ones too.

use crate::conversation::Role;
use crate::conversation::settings::Settings;
use crate::ids::UserId;
use crate::person::{Actor, Person, Side};
use crate::tests::support::{by, person};
use proptest::prelude::*;

/// Everybody who can come up: four of the company, the first of them begins; three from outside.
pub(super) fn everybody() -> Vec<Person> {
    let internal = ["ana", "ben", "colleague", "newcomer"];
    let external = ["guest", "stranger", "other guest"];
    let named = |(name, side), number| person(number, name, side);
    let sides = internal
        .map(|name| (name, Side::Internal))
        .into_iter()
        .chain(external.map(|name| (name, Side::External)));
    sides.zip(1..).map(|(who, number)| named(who, number)).collect()
}

pub(super) const PEOPLE: usize = 7;
/// The first of those from outside.
pub(super) const FIRST_GUEST: usize = 4;

pub(super) fn who(index: usize) -> Person {
    everybody().swap_remove(index)
}

/// What someone tries. Messages are named by the step that posted them, people by their number.
#[derive(Debug, Clone)]
pub(super) enum Command {
    Post(Words, Option<usize>, Option<bool>),
    Edit(Words, usize, bool),
    Delete(usize),
    React(usize, &'static str, bool),
    Pin(usize, bool),
    Add(Vec<(usize, bool)>),
    Remove(usize),
    Leave,
    ChangeRole(usize, Role),
    Change(Settings),
    MakeLink(i64),
    RevokeLink,
    Join(bool),
}

/// What a message says.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub(super) note: bool,
    pub(super) text: &'static str,
    pub(super) files: Vec<u128>,
    pub(super) mentions: Vec<usize>,
    pub(super) mention_all: bool,
}

pub(super) fn user_ids(people: &[usize]) -> Vec<UserId> {
    people.iter().map(|n| who(*n).id).collect()
}

/// Commands name messages of the steps before this one.
pub(super) const STEPS: usize = 16;

/// Anybody; internal people now and then as administrators.
pub(super) fn any_actor() -> impl Strategy<Value = Actor> {
    (0..PEOPLE, prop::bool::weighted(0.1)).prop_map(|(n, admin)| {
        let actor = by(&who(n));
        Actor { admin: admin && actor.is_internal(), ..actor }
    })
}

fn any_words() -> impl Strategy<Value = Words> {
    let texts = prop_oneof![6 => Just("hello"), 1 => Just(""), 1 => Just("a\0b")];
    (
        prop::bool::weighted(0.3),
        texts,
        prop_oneof![
            6 => Just(Vec::new()),
            1 => Just(vec![1, 2]),
            1 => Just(vec![1, 1]),
            1 => Just((0..11).collect::<Vec<u128>>()),
        ],
        prop_oneof![4 => Just(Vec::new()), 2 => prop::collection::vec(0..PEOPLE, 1..3)],
        prop::bool::weighted(0.2),
    )
        .prop_map(|(note, text, files, mentions, mention_all)| Words {
            note,
            text,
            files,
            mentions,
            mention_all,
        })
}

fn any_settings() -> impl Strategy<Value = Settings> {
    let names = prop_oneof![Just("landing"), Just(""), Just("a\u{7}b")];
    let tags = prop_oneof![
        3 => Just(vec!["vip".to_owned()]),
        1 => Just(vec![String::new()]),
        1 => Just((0..21).map(|n| n.to_string()).collect::<Vec<String>>()),
        1 => Just(Vec::new()),
    ];
    let picture = prop::option::weighted(0.5, Just(crate::tests::support::uuid(9).into()));
    (
        prop::option::weighted(0.3, names.prop_map(str::to_owned)),
        prop::option::weighted(0.2, Just("of the year".to_owned())),
        prop::option::weighted(0.2, picture),
        prop::option::weighted(0.3, any::<bool>()),
        prop::option::weighted(0.3, tags),
    )
        .prop_map(|(name, description, picture, read_only, tags)| Settings {
            name,
            description,
            picture,
            read_only,
            tags,
        })
}

pub(super) fn any_command() -> impl Strategy<Value = Command> {
    let step = || prop_oneof![1 => 0..STEPS, 2 => 1_usize..5];
    let emoji = prop_oneof![4 => Just("👍"), 2 => Just("❤️"), 1 => Just("+1")];
    let role = prop_oneof![
        Just(Role::Owner),
        Just(Role::Moderator),
        Just(Role::Member),
        Just(Role::Guest)
    ];
    let forward = prop::option::weighted(0.2, prop::bool::weighted(0.4));
    let reply = prop::option::weighted(0.4, step());
    let with_email = prop::bool::weighted(0.9);
    prop_oneof![
        6 => (any_words(), reply, forward).prop_map(|(w, r, f)| Command::Post(w, r, f)),
        3 => (any_words(), step(), prop::bool::weighted(0.2))
            .prop_map(|(words, step, late)| Command::Edit(words, step, late)),
        2 => step().prop_map(Command::Delete),
        3 => (step(), emoji, any::<bool>()).prop_map(|(s, e, on)| Command::React(s, e, on)),
        2 => (step(), any::<bool>()).prop_map(|(step, on)| Command::Pin(step, on)),
        2 => prop::collection::vec((0..PEOPLE, with_email), 1..4).prop_map(Command::Add),
        2 => (0..PEOPLE).prop_map(Command::Remove),
        1 => Just(Command::Leave),
        2 => (0..PEOPLE, role).prop_map(|(n, role)| Command::ChangeRole(n, role)),
        3 => any_settings().prop_map(Command::Change),
        1 => (0_i64..3).prop_map(Command::MakeLink),
        1 => Just(Command::RevokeLink),
        2 => prop::bool::weighted(0.8).prop_map(Command::Join),
    ]
}

/// Texts and notes of both sides, one of them deleted, one with a reaction and a pin: messages of
/// the steps 1 to 4 for commands to name.
pub(super) fn prologue() -> Vec<(Actor, Command)> {
    let [ana, ben, guest] = [0, 1, FIRST_GUEST].map(|n| by(&who(n)));
    let words = |note| Words {
        note,
        text: "hello",
        files: Vec::new(),
        mentions: Vec::new(),
        mention_all: false,
    };
    let post = |note, reply_to| Command::Post(words(note), reply_to, None);
    vec![
        (ana, post(false, None)),
        (guest, post(false, Some(1))),
        (ana, post(true, Some(2))),
        (ben, post(false, None)),
        (ben, Command::Delete(4)),
        (ana, Command::React(3, "👍", true)),
        (guest, Command::React(1, "👍", true)),
        (ana, Command::Pin(2, true)),
    ]
}

/// A script: who tries what, one after the other.
pub(super) fn any_script() -> impl Strategy<Value = Vec<(Actor, Command)>> {
    prop::collection::vec((any_actor(), any_command()), 0..STEPS)
}

//! No side door (R5): what is hidden from external viewers changes nothing of what reaches them,
//! neither events and their numbers nor the answers to what they try. Two plays of one script,
//! the second without its hidden steps, end up alike for them.

use crate::decision::{Change, Decision};
use crate::event::{Event, SeenBy, ViewerClass};
use crate::message::System;
use crate::person::Actor;
use crate::refusal::Refusal;
use crate::tests::commands::{
    Command, FIRST_GUEST, PEOPLE, STEPS, Words, any_command, any_script, prologue, who,
};
use crate::tests::play::Play;
use crate::tests::support::{by, cases};
use crate::visibility::{self, Visible};
use proptest::prelude::*;

/// What a class gets of a log.
fn shown(log: &[Event], class: ViewerClass) -> Vec<Visible<Event>> {
    log.iter().filter_map(|event| visibility::event(event, class)).collect()
}

/// What an external actor hears: the refusal, or that these changes were made.
fn heard(decided: &Result<Decision, Refusal>) -> Result<Vec<Change>, Refusal> {
    decided.clone().map(|decision| decision.changes)
}

/// Whether a decision touches notes and tags alone, and so nothing that others could notice.
fn notes_or_tags(decision: &Decision) -> bool {
    decision.changes.iter().all(|change| match change {
        Change::System { system, .. } => matches!(**system, System::TagsChanged { .. }),
        Change::Posted(_)
        | Change::Edited { .. }
        | Change::Deleted { .. }
        | Change::Reacted { .. }
        | Change::Pinned { .. } => change.seen_by() == Some(SeenBy::INTERNAL),
        Change::ConversationMade(_)
        | Change::LinkMade(_)
        | Change::LinkRevoked
        | Change::LinkUsed(_) => false,
    })
}

/// Whatever can be tried with a message.
fn probes(step: usize) -> [Command; 6] {
    let words = || Words {
        note: false,
        text: "hello",
        files: Vec::new(),
        mentions: Vec::new(),
        mention_all: false,
    };
    [
        Command::Post(words(), Some(step), None),
        Command::Edit(words(), step, false),
        Command::Delete(step),
        Command::React(step, "👍", true),
        Command::React(step, "+1", true),
        Command::Pin(step, true),
    ]
}

/// The internal user who comes and goes unseen by readers, and does nothing else.
const PASSIVE: usize = 3;

/// Comings and goings of the passive one.
fn passive_script() -> impl Strategy<Value = (Actor, Command)> {
    let (ana, passive) = (by(&who(0)), by(&who(PASSIVE)));
    prop_oneof![
        3 => Just((ana, Command::Add(vec![(PASSIVE, true)]))),
        1 => Just((ana, Command::Remove(PASSIVE))),
        1 => Just((passive, Command::Join(true))),
        1 => Just((passive, Command::Leave)),
    ]
}

/// A command that has nothing to do with the passive one.
fn active_script() -> impl Strategy<Value = (Actor, Command)> {
    let actor = (0..PEOPLE).prop_filter("active", |n| *n != PASSIVE);
    (actor, any_command()).prop_filter_map("of the active ones", |(actor, command)| {
        let names_passive = match &command {
            Command::Post(words, ..) | Command::Edit(words, ..) => {
                words.mentions.contains(&PASSIVE)
            }
            Command::Add(people) => people.iter().any(|(n, _)| *n == PASSIVE),
            Command::Remove(n) | Command::ChangeRole(n, _) => *n == PASSIVE,
            Command::Delete(_)
            | Command::React(..)
            | Command::Pin(..)
            | Command::Leave
            | Command::Change(_)
            | Command::MakeLink(_)
            | Command::RevokeLink
            | Command::Join(_) => false,
        };
        (!names_passive).then(|| (by(&who(actor)), command))
    })
}

proptest! {
    #![proptest_config(cases(384))]

    // R5, M11, S11
    #[test]
    fn notes_and_tags_change_nothing_for_external_viewers(
        script in any_script(),
        by_guest in any::<bool>(),
        read_only in prop::bool::weighted(0.2),
    ) {
        let (mut with, mut without) =
            (Play::begin(by_guest, read_only), Play::begin(by_guest, read_only));
        for (step, (actor, command)) in (1..).zip(prologue().into_iter().chain(script)) {
            let decided = with.decide(step, actor, &command);
            if !actor.is_internal() {
                let other = without.decide(step, actor, &command);
                prop_assert_eq!(heard(&decided), heard(&other), "{:?}", command);
            }
            let Ok(decision) = decided else { continue };
            if !notes_or_tags(&decision) {
                without.commit(without.decide(step, actor, &command).unwrap());
            }
            with.commit(decision);
        }
        for probe in (0..STEPS).flat_map(probes) {
            for external in (FIRST_GUEST..PEOPLE).map(|n| by(&who(n))) {
                let heard = |play: &Play| heard(&play.decide(99, external, &probe));
                prop_assert_eq!(heard(&with), heard(&without), "{:?}", probe);
            }
        }
        for class in [ViewerClass::Guest, ViewerClass::Reader] {
            prop_assert_eq!(shown(&with.log, class), shown(&without.log, class));
            prop_assert_eq!(with.heads.head(class), without.heads.head(class));
        }
    }

    // R4, R5
    #[test]
    fn who_comes_and_goes_changes_nothing_for_readers(
        script in prop::collection::vec(
            prop_oneof![
                1 => passive_script().prop_map(|step| (true, step)),
                2 => active_script().prop_map(|step| (false, step)),
            ],
            0..16,
        ),
    ) {
        let (mut with, mut without) = (Play::begin(false, true), Play::begin(false, true));
        let prologue = prologue().into_iter().map(|step| (false, step));
        for (step, (hidden, (actor, command))) in (1..).zip(prologue.chain(script)) {
            let decided = with.decide(step, actor, &command);
            if !hidden {
                let other = without.decide(step, actor, &command);
                if !actor.is_internal() && with.conversation.read_only {
                    prop_assert_eq!(heard(&decided), heard(&other), "{:?}", command);
                }
                if let Ok(decision) = other {
                    without.commit(decision);
                }
            }
            if let Ok(decision) = decided {
                with.commit(decision);
            }
        }
        let class = ViewerClass::Reader;
        prop_assert_eq!(shown(&with.log, class), shown(&without.log, class));
        prop_assert_eq!(with.heads.head(class), without.heads.head(class));
    }

    // R4, R5
    #[test]
    fn a_reader_learns_nothing_of_a_person_by_naming_them(
        script in any_script(),
        external in FIRST_GUEST..PEOPLE,
        named in 0..PEOPLE,
        other in 0..PEOPLE,
    ) {
        let mut play = Play::of(false, false, &script);
        play.conversation.read_only = true;
        let actor = by(&who(external));
        let answers = |n: usize| {
            [
                Command::Remove(n),
                Command::ChangeRole(n, crate::conversation::Role::Member),
                Command::Add(vec![(n, true)]),
                Command::Add(vec![(n, false)]),
            ]
            .map(|command| heard(&play.decide(99, actor, &command)))
        };
        prop_assert_eq!(answers(named), answers(other));
    }
}

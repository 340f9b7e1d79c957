//! The log folds into the state that each decision promised, and some things never come to be.

use crate::conversation::{Conversation, Kind, Role};
use crate::decision::{Change, Decision};
use crate::event::{Fact, ViewerClass};
use crate::ids::UserId;
use crate::limits::MEMBERS_MAX;
use crate::message::{Body, System};
use crate::tests::commands::{FIRST_GUEST, any_actor, any_command, any_script, everybody, who};
use crate::tests::play::Play;
use crate::tests::support::{NOW, ana, by, cases, group_of, people};
use proptest::prelude::*;

/// What a system message says is so once it is applied.
pub(super) fn keeps_promise(talk: &Conversation, system: &System, author: Option<UserId>) {
    let role_of = |user: &UserId| talk.members.get(user).map(|member| member.role);
    match system {
        System::Created { link, members, by_link } => {
            assert_eq!((talk.link, *by_link), (*link, link.is_some()));
            assert_eq!(talk.members.len(), members.len());
        }
        System::MembersAdded { members } => {
            assert!(members.iter().all(|new| role_of(&new.person.id) == new.role));
        }
        System::JoinedByLink { member, .. } => {
            assert_eq!(role_of(&member.person.id), member.role);
        }
        System::Left { new_owner } => {
            assert_eq!(author.and_then(|author| role_of(&author)), None);
            let owner = new_owner.as_ref().map(|owner| role_of(&owner.id));
            assert!(owner.is_none_or(|role| role == Some(Role::Owner)));
        }
        System::Removed { person } => {
            assert_eq!(role_of(&person.id), None);
            assert!(talk.removed.contains(&person.id), "L3");
        }
        System::RoleChanged { person, role, .. } => {
            assert_eq!(role_of(&person.id), Some(*role));
        }
        System::Renamed { name } => assert_eq!(talk.name, *name),
        System::Described { description } => assert_eq!(talk.description, *description),
        System::PictureChanged { picture } => assert_eq!(talk.picture, *picture),
        System::ReadOnlySwitched { on } => assert_eq!(talk.read_only, *on),
        System::LinkSwitched { on, link } => {
            assert_eq!((talk.link, *on), (*link, link.is_some()));
        }
        System::TagsChanged { tags } => assert_eq!(talk.tags, *tags),
    }
}

/// What is so after every commit.
pub(super) fn check_invariants(play: &Play) {
    let talk = &play.conversation;
    let owners = talk.members.values().filter(|member| member.role == Role::Owner).count();
    assert!(owners <= 1, "C6: never two owners");
    assert!(talk.members.len() <= MEMBERS_MAX, "C4");
    assert!(talk.members.len() <= 2 || talk.kind == Kind::Group, "C1");
    for person in everybody() {
        if let Some(member) = talk.members.get(&person.id) {
            let external = member.role == Role::Guest;
            assert_eq!(external, !by(&person).is_internal(), "C6: external members are guests");
            let moderates = external || member.role == Role::Moderator;
            assert!(moderates || !talk.created_by_external, "C6: every agent moderates");
            assert!(!talk.removed.contains(&person.id), "L3");
        }
    }
    assert_eq!(play.heads.seq, i64::try_from(play.log.len()).unwrap());
}

/// The state that the log alone gives: what the hub and clients fold.
fn refold(play: &Play) -> Conversation {
    let mut talk = play.first.clone();
    for event in &play.log {
        if let Fact::Posted(message) = &event.fact
            && let Body::System(system) = &message.body
        {
            let author = message.author.as_ref().map(|author| author.id);
            talk.apply(system, author, event.positions.seq);
        }
    }
    talk
}

/// What someone outside may cause where it is read-only: reactions, going and coming.
fn only_reacts_leaves_or_joins(decision: &Decision) -> bool {
    decision.jobs.is_empty()
        && decision.changes.iter().all(|change| match change {
            Change::Reacted { .. } | Change::LinkUsed(_) => true,
            Change::System { system, .. } => {
                matches!(**system, System::Left { .. } | System::JoinedByLink { .. })
            }
            Change::ConversationMade(_)
            | Change::Posted(_)
            | Change::Edited { .. }
            | Change::Deleted { .. }
            | Change::Pinned { .. }
            | Change::LinkMade(_)
            | Change::LinkRevoked => false,
        })
}

proptest! {
    #![proptest_config(cases(512))]

    // C5, C6, L1, L3
    #[test]
    fn the_log_folds_into_what_was_decided(script in any_script(), by_guest in any::<bool>()) {
        let play = Play::of(by_guest, false, &script);
        prop_assert_eq!(refold(&play), play.conversation);
    }

    // R1, R2, R3
    #[test]
    fn a_reader_never_causes_more_than_reactions_and_coming_and_going(
        script in any_script(),
        by_guest in any::<bool>(),
        external in FIRST_GUEST..crate::tests::commands::PEOPLE,
        tries in prop::collection::vec(any_command(), 1..8),
    ) {
        let mut play = Play::of(by_guest, false, &script);
        play.conversation.read_only = true;
        for command in tries {
            let decided = play.decide(99, by(&who(external)), &command);
            let harmless = decided.as_ref().map_or(true, only_reacts_leaves_or_joins);
            prop_assert!(harmless, "{:?} caused {:?}", command, decided);
        }
    }

    // R8, R5
    #[test]
    fn who_is_no_member_causes_nothing_but_joining(
        script in any_script(),
        actor in any_actor(),
        command in any_command(),
    ) {
        let mut play = Play::of(false, false, &script);
        play.conversation.members.remove(&actor.id);
        let decided = play.decide(99, actor, &command);
        let joins = matches!(command, crate::tests::commands::Command::Join(_));
        prop_assert!(joins || decided.is_err(), "{:?} caused {:?}", command, decided);
    }

    // R5
    #[test]
    fn every_history_is_numbered_without_holes(script in any_script()) {
        let play = Play::of(false, false, &script);
        for class in ViewerClass::ALL {
            let numbers = play.log.iter().filter_map(|event| event.positions.position(class));
            prop_assert!(numbers.eq(1..=play.heads.head(class)));
        }
    }

    // C4
    #[test]
    fn no_number_of_people_passes_the_limit(members in 4_usize..=1_000, added in 0_usize..1_100) {
        let mut talk = group_of(members);
        let mut ids = crate::tests::support::ids();
        let wanted = people(added);
        let fits = members + added <= MEMBERS_MAX;
        let decided =
            crate::conversation::members::add(&talk, by(&ana()), wanted, NOW, &mut ids);
        prop_assert_eq!(decided.is_ok(), fits);
        if let (Ok(decision), 1..) = (decided, added) {
            talk.apply(&crate::tests::support::said(Ok(decision)), Some(ana().id), 9);
            prop_assert_eq!(talk.members.len(), members + added);
        }
    }
}

//! Cases for links: switching them, and coming by them.

use super::*;
use crate::conversation::Role;
use crate::tests::support::{
    NOW, admin, ana, ben, by, colleague, group, group_of, guest, ids, link_id, new_link, newcomer,
    outcome, read_only, said, stranger,
};
use crate::time::Span;

fn link() -> Link {
    Link { id: link_id(), expires_at: None, uses_max: None, uses: 0, revoked: false }
}

fn check_join(given: &Conversation, link: &Link, who: Person, expected: &str) {
    let name = who.name.clone();
    let result = join(given, link, who, NOW, &mut ids());
    assert_eq!(outcome(&result), expected, "{name} by {link:?}");
}

// L1
#[test]
fn a_link_is_open_while_it_is_the_active_one() {
    let second = Span::seconds(1);
    let cases = [
        (link(), true),
        (Link { revoked: true, ..link() }, false),
        (Link { id: new_link().id, ..link() }, false),
        (Link { expires_at: Some(NOW + second), ..link() }, true),
        (Link { expires_at: Some(NOW), ..link() }, false),
        (Link { expires_at: Some(NOW - second), ..link() }, false),
        (Link { uses_max: Some(2), uses: 1, ..link() }, true),
        (Link { uses_max: Some(2), uses: 2, ..link() }, false),
    ];
    for (link, expected) in cases {
        assert_eq!(link.is_open(&group(), NOW), expected, "{link:?}");
    }
    let switched_off = Conversation { link: None, ..group() };
    assert!(!link().is_open(&switched_off, NOW));
}

// L2
#[test]
fn whatever_is_wrong_with_a_link_has_one_answer() {
    for closed in [
        Link { revoked: true, ..link() },
        Link { id: new_link().id, ..link() },
        Link { expires_at: Some(NOW), ..link() },
        Link { uses_max: Some(1), uses: 1, ..link() },
    ] {
        let result = join(&group(), &closed, stranger(), NOW, &mut ids());
        assert_eq!(result, Err(Refusal::LinkInvalid), "{closed:?}");
    }
}

// L2
#[test]
fn opening_a_link_joins_and_uses_it_once() {
    check_join(&group(), &link(), stranger(), "LinkUsed, JoinedByLink");
    check_join(&group(), &link(), newcomer(), "LinkUsed, JoinedByLink");
    check_join(&read_only(), &link(), stranger(), "LinkUsed, JoinedByLink");
}

// L2
#[test]
fn joining_twice_changes_nothing_and_uses_nothing_up() {
    check_join(&group(), &link(), guest(), "nothing");
    check_join(&group(), &Link { revoked: true, ..link() }, guest(), "nothing");
    check_join(&group_of(1_000), &link(), guest(), "nothing");
}

// L2, C4
#[test]
fn the_last_place_can_be_taken_and_no_more() {
    check_join(&group_of(999), &link(), stranger(), "LinkUsed, JoinedByLink");
    let full = join(&group_of(1_000), &link(), stranger(), NOW, &mut ids());
    assert_eq!(full, Err(Refusal::MemberLimit { places: 0, added: 1 }));
}

// L3
#[test]
fn someone_removed_comes_back_by_being_added_only() {
    let mut given = group();
    given.apply(&System::Removed { person: guest() }, Some(ana().id), 9);
    check_join(&given, &link(), guest(), "refused: WasRemoved");
    let added = NewMember { person: guest(), role: Some(Role::Guest) };
    given.apply(&System::MembersAdded { members: vec![added] }, Some(ana().id), 10);
    check_join(&given, &link(), guest(), "nothing");
    given.apply(&System::Left { new_owner: None }, Some(guest().id), 11);
    check_join(&given, &link(), guest(), "LinkUsed, JoinedByLink");
}

// C6
#[test]
fn those_who_join_become_guests_or_members() {
    let role_of = |given: &Conversation, who: Person| {
        let system = said(join(given, &link(), who, NOW, &mut ids()));
        let System::JoinedByLink { member, link } = system else {
            panic!("not joined");
        };
        assert_eq!(link, Some(link_id()));
        member.role
    };
    let by_guest = Conversation { created_by_external: true, ..group() };
    assert_eq!(role_of(&group(), stranger()), Some(Role::Guest));
    assert_eq!(role_of(&group(), newcomer()), Some(Role::Member));
    assert_eq!(role_of(&by_guest, stranger()), Some(Role::Guest));
    assert_eq!(role_of(&by_guest, newcomer()), Some(Role::Moderator));
}

// L1, C6, R3
#[test]
fn owner_and_moderators_switch_the_link() {
    let cases = [
        (group(), by(&ana()), "LinkSwitched, LinkMade"),
        (group(), by(&ben()), "LinkSwitched, LinkMade"),
        (group(), by(&colleague()), "refused: Forbidden"),
        (group(), admin(&colleague()), "LinkSwitched, LinkMade"),
        (group(), admin(&newcomer()), "refused: NotFound"),
        (group(), by(&guest()), "refused: Forbidden"),
        (read_only(), by(&guest()), "refused: ReadOnly"),
        (read_only(), by(&ana()), "LinkSwitched, LinkMade"),
        (group(), by(&stranger()), "refused: NotFound"),
    ];
    for (given, actor, made) in cases {
        let result = make(&given, actor, new_link(), NOW, &mut ids());
        assert_eq!(outcome(&result), made, "{actor:?}");
        let revoked = made.replace("LinkMade", "LinkRevoked");
        assert_eq!(outcome(&revoke(&given, actor, NOW, &mut ids())), revoked, "{actor:?}");
    }
}

// L1
#[test]
fn a_new_link_ends_the_one_before_and_switching_off_twice_changes_nothing() {
    let mut given = group();
    given.apply(&said(make(&given, by(&ana()), new_link(), NOW, &mut ids())), None, 9);
    assert_eq!(given.link, Some(new_link().id));
    assert!(!link().is_open(&given, NOW));
    given.apply(&said(revoke(&given, by(&ana()), NOW, &mut ids())), None, 10);
    assert_eq!(given.link, None);
    assert_eq!(outcome(&revoke(&given, by(&ana()), NOW, &mut ids())), "nothing");
}

// L1
#[test]
fn the_end_and_the_uses_of_a_link_have_limits() {
    let (ten_years, instant) = (LINK_EXPIRY_AHEAD_SPAN, Span::millis(1));
    let cases = [
        (Some(NOW + instant), None, true),
        (Some(NOW), None, false),
        (Some(NOW + ten_years), None, true),
        (Some(NOW + ten_years + instant), None, false),
        (None, Some(1), true),
        (None, Some(0), false),
        (None, Some(-1), false),
        (None, Some(1_000_000), true),
        (None, Some(1_000_001), false),
    ];
    for (expires_at, uses_max, good) in cases {
        let link = NewLink { expires_at, uses_max, ..new_link() };
        let result = make(&group(), by(&ana()), link, NOW, &mut ids());
        let expected = if good { "LinkSwitched, LinkMade" } else { "refused: BadRequest" };
        assert_eq!(outcome(&result), expected, "{expires_at:?} {uses_max:?}");
    }
}

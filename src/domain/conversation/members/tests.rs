//! Cases for members: who adds, removes, leaves and gives roles, and what the limit says.

use super::*;
use crate::tests::support::{
    NOW, admin, ana, ben, by, colleague, group, group_of, guest, ids, invited, newcomer, outcome,
    people, read_only, said, stranger,
};

fn check_add(given: &Conversation, actor: Actor, who: Vec<Invited>, expected: &str) {
    assert_eq!(outcome(&add(given, actor, who, NOW, &mut ids())), expected, "{actor:?}");
}

fn check_remove(given: &Conversation, actor: Actor, who: Person, expected: &str) {
    let name = who.name.clone();
    let result = remove(given, actor, who, NOW, &mut ids());
    assert_eq!(outcome(&result), expected, "{actor:?} removes {name}");
}

fn check_role(given: &Conversation, actor: Actor, who: Person, role: Role, expected: &str) {
    let name = who.name.clone();
    let result = change_role(given, actor, who, role, NOW, &mut ids());
    assert_eq!(outcome(&result), expected, "{actor:?} makes {name} {role:?}");
}

fn by_guest() -> Conversation {
    let mut given = Conversation { created_by_external: true, ..group() };
    for member in given.members.values_mut().filter(|member| member.role.is_internal()) {
        member.role = Role::Moderator;
    }
    given
}

// C6, R1, R3
#[test]
fn internal_members_add_people_and_external_ones_do_not() {
    let new = || vec![invited(stranger())];
    for actor in [by(&ana()), by(&ben()), by(&colleague())] {
        check_add(&group(), actor, new(), "MembersAdded");
        check_add(&read_only(), actor, new(), "MembersAdded");
    }
    check_add(&group(), by(&guest()), new(), "refused: Forbidden");
    check_add(&read_only(), by(&guest()), new(), "refused: ReadOnly");
    check_add(&group(), by(&stranger()), new(), "refused: NotFound");
    check_add(&group(), admin(&newcomer()), new(), "refused: NotFound");
    check_add(&group(), by(&ana()), vec![invited(guest())], "nothing");
}

// C4
#[test]
fn the_limit_says_how_many_places_are_left() {
    check_add(&group_of(990), by(&ana()), people(10), "MembersAdded");
    let over = add(&group_of(990), by(&ana()), people(11), NOW, &mut ids());
    assert_eq!(over, Err(Refusal::MemberLimit { places: 10, added: 11 }));
    let mut repeated = people(10);
    repeated.extend(people(10));
    repeated.push(invited(guest()));
    check_add(&group_of(990), by(&ana()), repeated, "MembersAdded");
    check_add(&group_of(1_000), by(&ana()), vec![invited(guest())], "nothing");
}

// C3
#[test]
fn adding_names_those_without_an_address_and_invites_external_people() {
    let without = Invited { person: stranger(), has_email: false };
    let refused = add(&group(), by(&ana()), vec![without, invited(newcomer())], NOW, &mut ids());
    assert_eq!(refused, Err(Refusal::EmailRequired { people: vec![stranger().id] }));
    let both = vec![invited(stranger()), invited(newcomer())];
    let decision = add(&group(), by(&ana()), both, NOW, &mut ids()).unwrap();
    assert_eq!(decision.jobs.len(), 1, "internal people see it in their list");
}

// C1
#[test]
fn a_direct_conversation_that_gains_a_third_member_becomes_a_group() {
    let mut given = Conversation { kind: crate::conversation::Kind::Direct, ..group() };
    given.members.retain(|id, _| *id == ana().id || *id == guest().id);
    let system = said(add(&given, by(&ana()), vec![invited(ben())], NOW, &mut ids()));
    given.apply(&system, Some(ana().id), 5);
    assert_eq!(given.kind, crate::conversation::Kind::Group);
}

// C6
#[test]
fn owner_and_moderators_remove_members_but_never_the_owner() {
    let cases = [
        (by(&ana()), guest(), "Removed"),
        (by(&ben()), colleague(), "Removed"),
        (admin(&colleague()), ben(), "Removed"),
        (by(&colleague()), guest(), "refused: Forbidden"),
        (by(&ben()), ana(), "refused: Forbidden"),
        (admin(&ben()), ana(), "refused: Forbidden"),
        (by(&ana()), ana(), "refused: BadRequest"),
        (by(&ben()), ben(), "refused: BadRequest"),
        (by(&ana()), stranger(), "refused: NotFound"),
        (by(&stranger()), guest(), "refused: NotFound"),
    ];
    for (actor, who, expected) in cases {
        check_remove(&group(), actor, who, expected);
    }
}

// R4, R5
#[test]
fn external_members_cannot_probe_who_is_a_member() {
    for who in [ana(), guest(), stranger(), newcomer()] {
        check_remove(&group(), by(&guest()), who.clone(), "refused: Forbidden");
        check_remove(&read_only(), by(&guest()), who.clone(), "refused: ReadOnly");
        check_role(&group(), by(&guest()), who.clone(), Role::Member, "refused: Forbidden");
        check_role(&read_only(), by(&guest()), who, Role::Member, "refused: ReadOnly");
    }
}

// C6
#[test]
fn roles_are_given_by_owner_and_moderators_and_ownership_by_the_owner() {
    let cases = [
        (by(&ana()), colleague(), Role::Moderator, "RoleChanged"),
        (by(&ben()), colleague(), Role::Moderator, "RoleChanged"),
        (by(&ben()), ben(), Role::Member, "RoleChanged"),
        (by(&ana()), ben(), Role::Moderator, "nothing"),
        (by(&ana()), ben(), Role::Owner, "RoleChanged"),
        (by(&ana()), ana(), Role::Owner, "nothing"),
        (admin(&ben()), ben(), Role::Owner, "RoleChanged"),
        (by(&ben()), ben(), Role::Owner, "refused: Forbidden"),
        (by(&ben()), ana(), Role::Member, "refused: Forbidden"),
        (by(&ana()), ana(), Role::Member, "refused: BadRequest"),
        (by(&ana()), guest(), Role::Member, "refused: BadRequest"),
        (by(&ana()), guest(), Role::Owner, "refused: BadRequest"),
        (by(&ana()), colleague(), Role::Guest, "refused: BadRequest"),
        (by(&colleague()), ben(), Role::Member, "refused: Forbidden"),
        (by(&colleague()), newcomer(), Role::Member, "refused: NotFound"),
    ];
    for (actor, who, role, expected) in cases {
        check_role(&group(), actor, who, role, expected);
    }
}

// C6
#[test]
fn handing_over_leaves_one_owner() {
    let mut given = group();
    let change = change_role(&given, by(&ana()), colleague(), Role::Owner, NOW, &mut ids());
    given.apply(&said(change), Some(ana().id), 9);
    assert_eq!(given.members[&colleague().id].role, Role::Owner);
    assert_eq!(given.members[&ana().id].role, Role::Moderator);
}

// C6
#[test]
fn where_an_external_user_began_every_internal_member_moderates_and_nobody_owns() {
    let refused = "refused: BadRequest";
    check_role(&by_guest(), by(&ben()), colleague(), Role::Member, refused);
    check_role(&by_guest(), by(&ben()), colleague(), Role::Moderator, "nothing");
    check_role(&by_guest(), by(&ben()), ben(), Role::Owner, "refused: Forbidden");
    check_role(&by_guest(), admin(&ben()), ben(), Role::Owner, refused);
    check_remove(&by_guest(), by(&colleague()), ana(), "Removed");
    let who = vec![invited(newcomer())];
    let added = said(add(&by_guest(), by(&ben()), who, NOW, &mut ids()));
    let System::MembersAdded { members } = added else {
        panic!("not added");
    };
    assert_eq!(members.first().and_then(|new| new.role), Some(Role::Moderator));
}

// C6
#[test]
fn an_owner_who_leaves_hands_over_to_the_longest_serving() {
    let with = |roles: [(Person, Role, i64); 3]| {
        let mut given = group();
        for (person, role, joined_seq) in roles {
            given.members.insert(person.id, Member { role, joined_seq });
        }
        heir_of(&given, ana().id)
    };
    let (owner, moderator, member) = (Role::Owner, Role::Moderator, Role::Member);
    let ana_owns = (ana(), owner, 1);
    let heir = with([ana_owns.clone(), (ben(), moderator, 8), (colleague(), member, 2)]);
    assert_eq!(heir, Some(ben().id), "a moderator before a member who serves longer");
    let heir = with([ana_owns.clone(), (ben(), moderator, 8), (colleague(), moderator, 2)]);
    assert_eq!(heir, Some(colleague().id), "the longest-serving moderator");
    let heir = with([ana_owns.clone(), (ben(), member, 2), (colleague(), member, 8)]);
    assert_eq!(heir, Some(ben().id), "the longest-serving member");
    let heir = with([ana_owns, (ben(), Role::Guest, 2), (colleague(), Role::Guest, 3)]);
    assert_eq!(heir, None, "a guest never owns");
    let heir = with([(ana(), member, 1), (ben(), owner, 2), (colleague(), member, 8)]);
    assert_eq!(heir, None, "who does not own hands nothing over");
}

// C6, C7, R3
#[test]
fn everyone_can_leave_also_where_it_is_read_only() {
    for (who, heir) in [(ana(), Some(ben())), (ben(), None), (guest(), None)] {
        let mut given = read_only();
        let left = leave(&given, by(&who), heir.clone(), NOW, &mut ids());
        assert_eq!(outcome(&left), "Left");
        given.apply(&said(left), Some(who.id), 9);
        assert!(!given.members.contains_key(&who.id));
        if let Some(heir) = heir {
            assert_eq!(given.members[&heir.id].role, Role::Owner);
        }
    }
    let result = leave(&group(), by(&stranger()), None, NOW, &mut ids());
    assert_eq!(outcome(&result), "refused: NotFound");
}

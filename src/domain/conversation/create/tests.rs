//! Cases for making conversations: groups and pairs.

use super::*;
use crate::tests::support::{
    NOW, admin, ana, ben, by, guest, ids, invited, new_link, newcomer, outcome, people, said,
    stranger,
};

fn wanted() -> Create {
    Create {
        name: "launch".to_owned(),
        description: String::new(),
        read_only: false,
        link: None,
        members: vec![invited(ben()), invited(guest())],
    }
}

fn check(creator: &Person, command: Create, expected: &str) {
    let shown = format!("{command:?}");
    let result = create(by(creator), creator.clone(), command, NOW, &mut ids());
    assert_eq!(outcome(&result), expected, "{shown}");
}

fn members_of(result: Result<Decision, Refusal>) -> Vec<(String, Option<Role>)> {
    let System::Created { members, .. } = said(result) else {
        panic!("not created");
    };
    members.into_iter().map(|member| (member.person.name, member.role)).collect()
}

// C2
#[test]
fn internal_users_create_groups_as_a_whole() {
    check(&ana(), wanted(), "ConversationMade, Created");
    check(&ana(), Create { members: Vec::new(), ..wanted() }, "ConversationMade, Created");
    let linked = Create { link: Some(new_link()), ..wanted() };
    check(&ana(), linked, "ConversationMade, Created, LinkMade");
    check(&guest(), wanted(), "refused: Forbidden");
}

// C2
#[test]
fn a_group_with_one_value_that_is_wrong_is_not_made() {
    check(&ana(), Create { name: " \t ".to_owned(), ..wanted() }, "refused: BadText");
    check(&ana(), Create { name: "a\u{7}b".to_owned(), ..wanted() }, "refused: BadText");
    check(&ana(), Create { name: "n".repeat(121), ..wanted() }, "refused: BadText");
    check(&ana(), Create { description: "d".repeat(1_001), ..wanted() }, "refused: BadText");
    let spent = NewLink { uses_max: Some(0), ..new_link() };
    check(&ana(), Create { link: Some(spent), ..wanted() }, "refused: BadRequest");
    let ended = NewLink { expires_at: Some(NOW), ..new_link() };
    check(&ana(), Create { link: Some(ended), ..wanted() }, "refused: BadRequest");
}

// C2
#[test]
fn what_was_asked_for_stands_in_the_new_row() {
    let command = Create {
        name: "  launch \n".to_owned(),
        description: " of the year ".to_owned(),
        read_only: true,
        ..wanted()
    };
    let decision = create(by(&ana()), ana(), command, NOW, &mut ids()).unwrap();
    let Some(Change::ConversationMade(new)) = decision.changes.first() else {
        panic!("the row comes first: {decision:?}");
    };
    assert_eq!(new.name.as_ref().map(Name::as_str), Some("launch"));
    assert_eq!(new.description.as_ref().map(Description::as_str), Some("of the year"));
    assert!(new.read_only && new.kind == Kind::Group && new.direct.is_none());
    assert_eq!((decision.rules_version, new.created_by), (0, ana().id));
}

// C4
#[test]
fn a_thousand_members_fit_the_creator_included() {
    check(&ana(), Create { members: people(999), ..wanted() }, "ConversationMade, Created");
    let result =
        create(by(&ana()), ana(), Create { members: people(1_000), ..wanted() }, NOW, &mut ids());
    assert_eq!(result, Err(Refusal::MemberLimit { places: 999, added: 1_000 }));
}

// C4
#[test]
fn someone_named_twice_and_the_creator_count_once() {
    let members = vec![invited(ben()), invited(ana()), invited(ben())];
    let made = create(by(&ana()), ana(), Create { members, ..wanted() }, NOW, &mut ids());
    let ben_and_ana =
        [("ana".to_owned(), Some(Role::Owner)), ("ben".to_owned(), Some(Role::Member))];
    assert_eq!(members_of(made), ben_and_ana);
}

// C3
#[test]
fn people_without_an_address_are_refused_and_named() {
    let without = |person: Person| Invited { person, has_email: false };
    let members = vec![without(guest()), invited(ben()), without(stranger())];
    let result = create(by(&ana()), ana(), Create { members, ..wanted() }, NOW, &mut ids());
    let people = vec![guest().id, stranger().id];
    assert_eq!(result, Err(Refusal::EmailRequired { people }));
}

// C5
#[test]
fn creation_says_who_came_and_whether_there_is_a_link() {
    let linked = Create { link: Some(new_link()), ..wanted() };
    let link_of = |command| {
        let system = said(create(by(&ana()), ana(), command, NOW, &mut ids()));
        let System::Created { by_link, link, .. } = system else {
            panic!("not created");
        };
        (by_link, link)
    };
    assert_eq!(link_of(linked), (true, Some(new_link().id)));
    assert_eq!(link_of(wanted()), (false, None));
}

// C6
#[test]
fn the_creator_owns_and_external_members_are_guests() {
    let made = create(by(&ana()), ana(), wanted(), NOW, &mut ids());
    let expected = [
        ("ana".to_owned(), Some(Role::Owner)),
        ("ben".to_owned(), Some(Role::Member)),
        ("guest".to_owned(), Some(Role::Guest)),
    ];
    assert_eq!(members_of(made), expected);
}

// C3
#[test]
fn external_people_are_invited_by_mail_and_internal_ones_are_not() {
    let decision = create(by(&ana()), ana(), wanted(), NOW, &mut ids()).unwrap();
    let invitation =
        Job::MailInvitation { conversation: decision.conversation, user: guest().id, by: ana().id };
    assert_eq!(decision.jobs, [invitation]);
}

fn direct(creator: &Person, other: Invited, link: Option<NewLink>) -> Result<Decision, Refusal> {
    create_direct(by(creator), creator.clone(), other, link, NOW, &mut ids())
}

// C1
#[test]
fn a_direct_conversation_has_two_people_one_of_them_internal() {
    let made = "ConversationMade, Created";
    let nobody = Invited { person: guest(), has_email: false };
    let quiet = Invited { person: ben(), has_email: false };
    let cases = [
        (ana(), invited(ben()), made),
        (ana(), invited(guest()), made),
        (guest(), invited(ana()), made),
        (guest(), invited(stranger()), "refused: Forbidden"),
        (guest(), invited(guest()), "refused: Forbidden"),
        (ana(), invited(ana()), "refused: BadRequest"),
        (ana(), nobody, "refused: EmailRequired"),
        // R7: an external user does not learn who has an address.
        (guest(), quiet, made),
    ];
    for (creator, other, expected) in cases {
        assert_eq!(outcome(&direct(&creator, other.clone(), None)), expected, "{other:?}");
    }
}

// C1, L7
#[test]
fn a_pair_is_the_same_pair_from_both_sides() {
    let pair = |creator: &Person, other: Person| match direct(creator, invited(other), None)
        .unwrap()
        .changes
        .into_iter()
        .next()
    {
        Some(Change::ConversationMade(new)) => new.direct.unwrap(),
        other => panic!("the row comes first: {other:?}"),
    };
    assert_eq!(pair(&ana(), guest()), pair(&guest(), ana()));
    assert_ne!(pair(&ana(), guest()), pair(&ben(), guest()));
}

// C6, L4
#[test]
fn where_an_external_user_begins_the_internal_one_moderates() {
    let made = direct(&guest(), invited(ana()), Some(new_link()));
    assert_eq!(outcome(&made), "ConversationMade, Created, LinkMade");
    let expected =
        [("guest".to_owned(), Some(Role::Guest)), ("ana".to_owned(), Some(Role::Moderator))];
    assert_eq!(members_of(made), expected);
}

// C2
#[test]
fn an_administrator_creates_as_anyone_internal_does() {
    let made = create(admin(&newcomer()), newcomer(), wanted(), NOW, &mut ids());
    assert_eq!(outcome(&made), "ConversationMade, Created");
}

//! Cases for settings, tags and the end of a conversation.

use super::*;
use crate::conversation::Kind;
use crate::tests::support::{
    NOW, admin, ana, ben, by, colleague, group, guest, ids, newcomer, outcome, read_only, stranger,
    uuid,
};

fn check(given: &Conversation, actor: Actor, settings: Settings, expected: &str) {
    let shown = format!("{settings:?}");
    let result = change(given, actor, settings, NOW, &mut ids());
    assert_eq!(outcome(&result), expected, "{actor:?} {shown}");
}

fn name(name: &str) -> Settings {
    Settings { name: Some(name.to_owned()), ..Settings::default() }
}

fn tags(tags: &[&str]) -> Settings {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    Settings { tags: Some(tags), ..Settings::default() }
}

fn read_only_set(on: bool) -> Settings {
    Settings { read_only: Some(on), ..Settings::default() }
}

fn without_guests() -> Conversation {
    let mut given = group();
    given.members.remove(&guest().id);
    given
}

// C6, R1, R3
#[test]
fn owner_and_moderators_edit_settings() {
    let cases = [
        (group(), by(&ana()), "Renamed"),
        (group(), by(&ben()), "Renamed"),
        (read_only(), by(&ben()), "Renamed"),
        (group(), admin(&colleague()), "Renamed"),
        (group(), by(&colleague()), "refused: Forbidden"),
        (group(), by(&guest()), "refused: Forbidden"),
        (read_only(), by(&guest()), "refused: ReadOnly"),
        (group(), by(&stranger()), "refused: NotFound"),
        (group(), admin(&newcomer()), "refused: NotFound"),
    ];
    for (given, actor, expected) in cases {
        check(&given, actor, name("landing"), expected);
    }
}

// R1
#[test]
fn read_only_is_switched_both_ways_at_any_time() {
    check(&group(), by(&ana()), read_only_set(true), "ReadOnlySwitched");
    check(&read_only(), by(&ana()), read_only_set(false), "ReadOnlySwitched");
    check(&read_only(), by(&guest()), read_only_set(false), "refused: ReadOnly");
}

// C5
#[test]
fn each_change_of_a_setting_makes_one_system_message_and_none_where_it_is_so_already() {
    check(&group(), by(&ana()), Settings::default(), "nothing");
    check(&group(), by(&ana()), name(" launch "), "nothing");
    check(&group(), by(&ana()), read_only_set(false), "nothing");
    check(&group(), by(&ana()), tags(&[]), "nothing");
    let all = Settings {
        name: Some("landing".to_owned()),
        description: Some("of the year".to_owned()),
        picture: Some(Some(PictureId::from(uuid(5)))),
        read_only: Some(true),
        tags: Some(vec!["vip".to_owned()]),
    };
    let said = "Renamed, Described, PictureChanged, ReadOnlySwitched, TagsChanged";
    check(&group(), by(&ana()), all.clone(), said);
    let spoilt = Settings { tags: Some(vec![String::new()]), ..all };
    check(&group(), by(&ana()), spoilt, "refused: BadText");
}

// T2
#[test]
fn a_name_is_cleared_where_a_title_stands_for_it() {
    let direct = Conversation { kind: Kind::Direct, ..without_guests() };
    let nameless = Conversation { name: None, ..without_guests() };
    for clear in ["", "  "] {
        check(&group(), by(&ana()), name(clear), "Renamed");
        check(&direct, by(&ana()), name(clear), "Renamed");
        check(&without_guests(), by(&ana()), name(clear), "refused: BadRequest");
        check(&nameless, by(&ana()), name(clear), "nothing");
    }
    check(&group(), by(&ana()), name("\u{200b}"), "refused: BadText");
}

// S11
#[test]
fn internal_members_tag_conversations_with_external_members() {
    check(&group(), by(&colleague()), tags(&["vip"]), "TagsChanged");
    check(&group(), by(&guest()), tags(&["vip"]), "refused: Forbidden");
    check(&read_only(), by(&guest()), tags(&["vip"]), "refused: ReadOnly");
    check(&group(), by(&stranger()), tags(&["vip"]), "refused: NotFound");
    check(&without_guests(), by(&ana()), tags(&["vip"]), "refused: BadRequest");
    check(&without_guests(), by(&ana()), tags(&[]), "nothing");
    let both = Settings { name: Some("landing".to_owned()), ..tags(&["vip"]) };
    check(&group(), by(&colleague()), both, "refused: Forbidden");
}

// S11
#[test]
fn a_conversation_has_at_most_twenty_tags() {
    let numbered: Vec<String> = (0..21).map(|n| format!("tag {n}")).collect();
    let mut names: Vec<&str> = numbered.iter().map(String::as_str).collect();
    check(&group(), by(&ana()), tags(&names), "refused: TooMany");
    names.pop();
    names.extend(["tag 0", " tag 1 "]);
    check(&group(), by(&ana()), tags(&names), "TagsChanged");
}

// C6
#[test]
fn the_owner_or_an_administrator_deletes_the_conversation() {
    let refusal = |given: &Conversation, actor| {
        delete(given, actor).err().map(|refusal| crate::tests::support::refusal_name(&refusal))
    };
    assert_eq!(refusal(&group(), by(&ana())), None);
    assert_eq!(refusal(&group(), admin(&newcomer())), None);
    assert_eq!(refusal(&group(), by(&ben())), Some("Forbidden"));
    assert_eq!(refusal(&group(), by(&colleague())), Some("Forbidden"));
    assert_eq!(refusal(&group(), by(&guest())), Some("Forbidden"));
    assert_eq!(refusal(&read_only(), by(&guest())), Some("ReadOnly"));
    assert_eq!(refusal(&group(), by(&stranger())), Some("NotFound"));
}

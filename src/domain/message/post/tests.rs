//! Cases for posting: who may, what goes together, and what external members cannot find out.

use super::*;
use crate::decision::Change;
use crate::event::SeenBy;
use crate::person::Person;
use crate::tests::support::{
    NOW, ana, ben, by, colleague, group, group_of, guest, ids, note_by, outcome, read_only,
    stranger, text_by, uuid,
};

fn text(text: &str) -> Post {
    Post {
        client_id: ClientId::from(uuid(77)),
        kind: Kind::Text,
        text: text.to_owned(),
        reply_to: ReplyTo::Nothing,
        forward: None,
        attachments: Vec::new(),
        mentions: Vec::new(),
        mention_all: false,
    }
}

fn note(words: &str) -> Post {
    Post { kind: Kind::Note, ..text(words) }
}

fn reply(target: Target) -> Post {
    Post { reply_to: ReplyTo::Message(target), ..text("yes") }
}

fn files(count: u128) -> Vec<AttachmentId> {
    (1..=count).map(|n| AttachmentId::from(uuid(n))).collect()
}

fn check(given: &Conversation, who: &Person, command: Post, expected: &str) {
    let shown = format!("{} {command:?}", who.name);
    let result = post(given, by(who), command, NOW, &mut ids());
    assert_eq!(outcome(&result), expected, "{shown}");
}

fn posted(given: &Conversation, who: &Person, command: Post) -> NewMessage {
    let decision = post(given, by(who), command, NOW, &mut ids()).unwrap();
    let Some(Change::Posted(message)) = decision.changes.into_iter().next() else {
        panic!("not posted");
    };
    *message
}

// R1
#[test]
fn read_only_binds_external_members_alone() {
    for who in [ana(), ben(), colleague()] {
        check(&group(), &who, text("hello"), "Posted");
        check(&read_only(), &who, text("hello"), "Posted");
    }
    check(&group(), &guest(), text("hello"), "Posted");
    check(&read_only(), &guest(), text("hello"), "refused: ReadOnly");
    check(&group(), &stranger(), text("hello"), "refused: NotFound");
    check(&read_only(), &stranger(), text("hello"), "refused: NotFound");
}

// R3
#[test]
fn readers_neither_upload_nor_signal_typing() {
    assert_eq!(may_write(&read_only(), by(&guest())), Err(Refusal::ReadOnly));
    assert_eq!(may_write(&group(), by(&guest())), Ok(()));
    assert_eq!(may_write(&read_only(), by(&colleague())), Ok(()));
    let unknown = Err(Refusal::NotFound { what: "conversation" });
    assert_eq!(may_write(&read_only(), by(&stranger())), unknown);
}

// R3
#[test]
fn readers_do_not_reply() {
    check(&read_only(), &guest(), reply(text_by(&ana())), "refused: ReadOnly");
}

// M1
#[test]
fn a_message_has_a_text_or_files() {
    let with = |words: &str, count| Post { attachments: files(count), ..text(words) };
    check(&group(), &ana(), with("look", 0), "Posted");
    check(&group(), &ana(), with("look", 1), "Posted");
    check(&group(), &ana(), with("", 1), "Posted");
    check(&group(), &ana(), with("", 0), "refused: BadText");
    check(&group(), &ana(), with(" \u{200b}", 1), "refused: BadText");
    check(&group(), &ana(), with(&"a".repeat(16_384), 0), "Posted");
    check(&group(), &ana(), with(&"a".repeat(16_385), 0), "refused: BadText");
}

// M1
#[test]
fn a_text_is_kept_byte_for_byte() {
    let words = " **bold** <b>\r\n\te\u{301} \u{202e} ";
    let message = posted(&group(), &ana(), text(words));
    assert_eq!(message.text.as_ref().map(Text::as_str), Some(words));
    assert_eq!(message.client_id, ClientId::from(uuid(77)), "M2");
}

// M7
#[test]
fn a_message_has_at_most_ten_files_and_each_once() {
    let with = |attachments| Post { attachments, ..text("look") };
    check(&group(), &ana(), with(files(10)), "Posted");
    check(&group(), &ana(), with(files(11)), "refused: TooMany");
    let twice = [files(1), files(1)].concat();
    check(&group(), &ana(), with(twice), "refused: BadRequest");
}

// M11
#[test]
fn internal_members_write_notes_and_external_ones_do_not() {
    for who in [ana(), colleague()] {
        check(&group(), &who, note("careful"), "Posted");
        check(&read_only(), &who, note("careful"), "Posted");
    }
    check(&group(), &guest(), note("careful"), "refused: Forbidden");
    check(&read_only(), &guest(), note("careful"), "refused: ReadOnly");
    let change = Change::Posted(Box::new(posted(&group(), &ana(), note("careful"))));
    assert_eq!(change.seen_by(), Some(SeenBy::INTERNAL));
    let change = Change::Posted(Box::new(posted(&group(), &ana(), text("careful"))));
    assert_eq!(change.seen_by(), Some(SeenBy::ALL));
}

// M3
#[test]
fn a_reply_names_a_message_that_is_there() {
    let target = text_by(&ana());
    assert_eq!(posted(&group(), &guest(), reply(target)).reply_to, Some(target.id));
    let missing = Post { reply_to: ReplyTo::Missing, ..text("yes") };
    check(&group(), &ana(), missing, "refused: NotFound");
    check(&group(), &ana(), reply(Target { deleted: true, ..target }), "refused: NotFound");
    check(&group(), &ana(), reply(Target { system: true, ..target }), "refused: NotFound");
}

// M3, M11
#[test]
fn a_note_is_answered_with_a_note_only() {
    check(&group(), &ana(), reply(note_by(&ben())), "refused: BadRequest");
    check(&group(), &ana(), Post { kind: Kind::Note, ..reply(note_by(&ben())) }, "Posted");
    check(&group(), &ana(), Post { kind: Kind::Note, ..reply(text_by(&guest())) }, "Posted");
}

// R5, M11
#[test]
fn external_members_cannot_quote_or_probe_a_note() {
    let missing = || Post { reply_to: ReplyTo::Missing, ..text("yes") };
    let spoilt = |command| Post { text: String::new(), mention_all: true, ..command };
    for given in [group(), read_only()] {
        for variant in [|command| command, spoilt] {
            let answer = |command| post(&given, by(&guest()), variant(command), NOW, &mut ids());
            assert_eq!(answer(reply(note_by(&ana()))), answer(missing()));
            let gone = Target { deleted: true, ..note_by(&ana()) };
            assert_eq!(answer(reply(gone)), answer(missing()));
        }
    }
}

// M3, M11
#[test]
fn a_note_is_forwarded_as_a_note_only() {
    let forward = |hidden, kind| {
        let origin = Forwarded { author: Some(ben()), sent_at: Some(NOW) };
        Post { kind, forward: Some(Forward { note: hidden, origin }), ..text("look") }
    };
    check(&group(), &ana(), forward(true, Kind::Text), "refused: BadRequest");
    check(&group(), &ana(), forward(true, Kind::Note), "Posted");
    check(&group(), &ana(), forward(false, Kind::Note), "Posted");
    let message = posted(&group(), &ana(), forward(false, Kind::Text));
    assert_eq!(message.forwarded.and_then(|origin| origin.author), Some(ben()));
}

// M6
#[test]
fn members_are_mentioned_and_others_are_not() {
    let mention = |command, user: &Person| Post { mentions: vec![user.id], ..command };
    check(&group(), &ana(), mention(text("hi"), &guest()), "Posted");
    check(&group(), &guest(), mention(text("hi"), &ana()), "Posted");
    check(&group(), &ana(), mention(text("hi"), &stranger()), "refused: BadRequest");
    check(&group(), &ana(), mention(note("hi"), &ben()), "Posted");
    check(&group(), &ana(), mention(note("hi"), &guest()), "refused: BadRequest");
}

// M6
#[test]
fn internal_members_mention_everyone() {
    let all = |command| Post { mention_all: true, ..command };
    for who in [ana(), ben(), colleague()] {
        check(&group(), &who, all(text("hi")), "Posted");
        check(&group(), &who, all(note("hi")), "Posted");
    }
    check(&group(), &guest(), all(text("hi")), "refused: Forbidden");
    check(&read_only(), &guest(), all(text("hi")), "refused: ReadOnly");
}

// M6
#[test]
fn a_message_mentions_at_most_fifty_people() {
    let given = group_of(60);
    let everyone: Vec<UserId> = given.members.keys().copied().collect();
    let mention = |count| {
        let mut mentions: Vec<UserId> = everyone.iter().copied().take(count).collect();
        mentions.extend(everyone.first());
        Post { mentions, ..text("hi") }
    };
    check(&given, &ana(), mention(50), "Posted");
    check(&given, &ana(), mention(51), "refused: TooMany");
}

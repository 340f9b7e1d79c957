//! Cases for edit and delete.

use super::*;
use crate::tests::support::{
    NOW, admin, ana, ben, by, colleague, group, guest, note_by, outcome, read_only, stranger,
    text_by,
};
use crate::time::Span;

fn text(text: &str) -> Edit {
    Edit { text: text.to_owned(), mentions: Vec::new(), mention_all: false }
}

fn check_edit(
    given: &Conversation,
    actor: Actor,
    target: Option<Target>,
    command: Edit,
    expected: &str,
) {
    let shown = format!("{target:?} {command:?}");
    let result = edit(given, actor, target, command, NOW);
    assert_eq!(outcome(&result), expected, "{actor:?} {shown}");
}

fn check_delete(given: &Conversation, actor: Actor, target: Option<Target>, expected: &str) {
    let result = delete(given, actor, target, NOW);
    assert_eq!(outcome(&result), expected, "{actor:?} {target:?}");
}

// M4
#[test]
fn authors_edit_their_own_messages_and_nobody_else_does() {
    for (author, given) in [(ana(), group()), (guest(), group()), (ana(), read_only())] {
        check_edit(&given, by(&author), Some(text_by(&author)), text("new"), "Edited");
    }
    let refused = "refused: Forbidden";
    check_edit(&group(), by(&ana()), Some(text_by(&ben())), text("new"), refused);
    check_edit(&group(), admin(&ana()), Some(text_by(&ben())), text("new"), refused);
    check_edit(&group(), by(&guest()), Some(text_by(&ana())), text("new"), refused);
    let system = Target { system: true, ..text_by(&ana()) };
    check_edit(&group(), by(&ana()), Some(system), text("new"), refused);
}

// M4
#[test]
fn a_message_is_edited_for_24_hours_and_not_a_millisecond_longer() {
    let sent = |sent_at| Some(Target { sent_at, ..text_by(&ana()) });
    let (day, instant) = (EDIT_SPAN, Span::millis(1));
    check_edit(&group(), by(&ana()), sent(NOW - day), text("new"), "Edited");
    let late = sent(NOW - day - instant);
    check_edit(&group(), by(&ana()), late, text("new"), "refused: EditTooLate");
    check_delete(&group(), by(&ana()), late, "Deleted");
    // A node whose clock is behind the one that stored the message.
    check_edit(&group(), by(&ana()), sent(NOW + day), text("new"), "Edited");
}

// M1
#[test]
fn a_caption_can_go_where_files_stay() {
    let files = Target { has_attachments: true, ..text_by(&ana()) };
    check_edit(&group(), by(&ana()), Some(files), text(""), "Edited");
    check_edit(&group(), by(&ana()), Some(files), text(" "), "refused: BadText");
    check_edit(&group(), by(&ana()), Some(text_by(&ana())), text(""), "refused: BadText");
}

// M6
#[test]
fn an_edit_mentions_as_a_message_does() {
    let mention = |user: UserId| Edit { mentions: vec![user], ..text("new") };
    let own = Some(text_by(&ana()));
    check_edit(&group(), by(&ana()), own, mention(guest().id), "Edited");
    check_edit(&group(), by(&ana()), own, mention(stranger().id), "refused: BadRequest");
    let note = Some(note_by(&ana()));
    check_edit(&group(), by(&ana()), note, mention(guest().id), "refused: BadRequest");
    let all = Edit { mention_all: true, ..text("new") };
    check_edit(&group(), by(&ana()), own, all.clone(), "Edited");
    check_edit(&group(), by(&guest()), Some(text_by(&guest())), all, "refused: Forbidden");
}

// R3
#[test]
fn readers_neither_edit_nor_delete_what_they_wrote_before() {
    let own = Some(text_by(&guest()));
    check_edit(&read_only(), by(&guest()), own, text("new"), "refused: ReadOnly");
    check_delete(&read_only(), by(&guest()), own, "refused: ReadOnly");
}

// M4, C6
#[test]
fn authors_and_moderators_delete() {
    let cases = [
        (by(&guest()), text_by(&guest()), "Deleted"),
        (by(&colleague()), text_by(&colleague()), "Deleted"),
        (by(&ana()), text_by(&guest()), "Deleted"),
        (by(&ben()), text_by(&ana()), "Deleted"),
        (by(&ben()), note_by(&ana()), "Deleted"),
        (admin(&colleague()), text_by(&ana()), "Deleted"),
        (by(&colleague()), text_by(&guest()), "refused: Forbidden"),
        (by(&guest()), text_by(&ana()), "refused: Forbidden"),
        (by(&ana()), Target { system: true, ..text_by(&ana()) }, "refused: Forbidden"),
        (by(&stranger()), text_by(&guest()), "refused: NotFound"),
    ];
    for (actor, target, expected) in cases {
        check_delete(&group(), actor, Some(target), expected);
    }
}

// M4
#[test]
fn deleting_twice_changes_nothing_and_what_is_gone_is_not_edited() {
    let gone = Some(Target { deleted: true, ..text_by(&ana()) });
    check_delete(&group(), by(&ana()), gone, "nothing");
    check_edit(&group(), by(&ana()), gone, text("new"), "refused: NotFound");
}

// R5, M11
#[test]
fn a_note_and_a_missing_message_are_one_answer_to_external_members() {
    let hidden = Target { system: true, seen_by: SeenBy::NOT_READERS, ..text_by(&ana()) };
    for target in [Some(note_by(&ana())), Some(note_by(&guest())), None] {
        for given in [group(), read_only()] {
            let missing = Err(Refusal::NotFound { what: "message" });
            assert_eq!(edit(&given, by(&guest()), target, text("new"), NOW), missing);
            assert_eq!(delete(&given, by(&guest()), target, NOW), missing);
        }
    }
    check_delete(&read_only(), by(&guest()), Some(hidden), "refused: NotFound");
    check_delete(&group(), by(&guest()), Some(hidden), "refused: Forbidden");
}

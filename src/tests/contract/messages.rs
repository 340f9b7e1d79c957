//! Messages: sent once, in one order, changed and taken away.

use crate::support::people::{code, message, note, reply};
use crate::support::stores::{TestStore, both_stores};
use domain::event::ViewerClass;
use domain::message::Body;
use domain::message::change::Edit;
use domain::text::Text;
use domain::time::Span;
use parlor::app::messages::{HistoryPage, PostCommand};

both_stores!(
    the_same_client_id_gives_the_first_answer_again,
    a_client_id_with_other_content_is_refused_and_stores_nothing,
    a_retry_after_read_only_was_switched_on_still_gets_its_answer,
    each_class_counts_without_holes,
    a_deleted_message_leaves_its_place_and_nothing_else,
    an_edit_shows_everywhere_and_only_for_a_day,
    a_reply_quotes_what_is_there_now,
    nobody_external_can_tell_a_note_from_nothing,
    reacting_twice_is_reacting_once,
    at_most_twenty_kinds_of_reaction_fit_on_a_message,
    a_forward_shows_its_origin_to_internal_members_only,
    history_is_read_in_pages_from_both_ends,
);

// M2
async fn the_same_client_id_gives_the_first_answer_again(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    let hello = message("hello");
    let first = house.app.post(&ana, talk, hello.clone()).await.expect("posted");
    let again = house.app.post(&ana, talk, hello.clone()).await.expect("posted before");
    assert_eq!((first.message, first.positions), (again.message, again.positions));
    let by_ben = house.app.post(&ben, talk, hello).await.expect("another sender's id is another");
    assert_ne!(first.message, by_ben.message);
    assert_eq!(house.history(&ana, talk).await.len(), 3, "created, and two texts");
}

// M2
async fn a_client_id_with_other_content_is_refused_and_stores_nothing(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    let hello = message("hello");
    house.app.post(&ana, talk, hello.clone()).await.expect("posted");
    let other = PostCommand { text: "other".to_owned(), ..hello };
    assert_eq!(code(house.app.post(&ana, talk, other).await), "key_conflict");
    assert_eq!(house.numbers(talk, ViewerClass::Internal).await, [1, 2]);
}

// M2, R1
async fn a_retry_after_read_only_was_switched_on_still_gets_its_answer(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let talk = house.group(&ana, &[&guest]).await;
    let hello = message("hello");
    let first = house.app.post(&guest, talk, hello.clone()).await.expect("posted");
    let read_only =
        domain::conversation::settings::Settings { read_only: Some(true), ..Default::default() };
    house.app.change_settings(&ana, talk, read_only).await.expect("switched");
    let again = house.app.post(&guest, talk, hello).await.expect("posted before");
    assert_eq!(first.message, again.message);
    assert_eq!(code(house.try_says(&guest, talk, "more").await), "read_only");
}

// R5
async fn each_class_counts_without_holes(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let talk = house.group(&ana, &[&guest]).await;
    for round in 0..5 {
        house.says(&ana, talk, "text").await;
        house.app.post(&ana, talk, note("note")).await.expect("a note");
        let ben = house.internal("ben").await;
        let invited = vec![crate::support::people::invited(&ben)];
        house.app.add_members(&ana, talk, invited).await.expect("added");
        let text = house.says(&guest, talk, "answer").await;
        house.app.react(&ana, text.message, "👍", round % 2 == 0).await.expect("reacts");
    }
    for class in ViewerClass::ALL {
        let numbers = house.numbers(talk, class).await;
        let dense: Vec<i64> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, dense, "{class:?}");
    }
}

// M4
async fn a_deleted_message_leaves_its_place_and_nothing_else(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    let secret = PostCommand { mentions: vec![ben.actor.id], ..message("secret words") };
    let secret = house.app.post(&ana, talk, secret).await.expect("posted");
    house.app.react(&ben, secret.message, "👍", true).await.expect("reacts");
    house.app.pin(&ana, secret.message, true).await.expect("pins");
    let quoting =
        house.app.post(&ben, talk, reply("what?", secret.message)).await.expect("replies");
    house.app.delete(&ana, secret.message).await.expect("deletes");
    house.app.delete(&ana, secret.message).await.expect("again changes nothing");

    let shown = house.history(&ben, talk).await;
    let place = shown.iter().find(|shown| shown.id == secret.message).expect("its place stays");
    assert!(matches!(place.body, Body::Deleted(_)) && place.reactions.is_empty());
    let answer = shown.iter().find(|shown| shown.id == quoting.message).expect("the reply stays");
    let quote = answer.reply_to.as_ref().expect("it still answers something");
    assert!(quote.deleted && quote.excerpt.is_none());
    let log = house.app.log_after(talk, 0, 100).await.expect("the log");
    assert!(!format!("{log:?}{shown:?}").contains("secret words"));
    assert!(house.app.pinned(&ana, talk).await.expect("pins").is_empty());
    assert_eq!(code(house.app.react(&ben, secret.message, "👍", true).await), "not_found");
    assert_eq!(code(house.app.post(&ben, talk, reply("?", secret.message)).await), "not_found");
}

// M4
async fn an_edit_shows_everywhere_and_only_for_a_day(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    let text = house.says(&ana, talk, "helo").await;
    let edit =
        |text: &str| Edit { text: text.to_owned(), mentions: Vec::new(), mention_all: false };
    house.app.edit(&ana, text.message, edit("hello")).await.expect("edits");
    assert_eq!(code(house.app.edit(&ben, text.message, edit("bye")).await), "forbidden");
    let shown = house.history(&ben, talk).await;
    let shown = shown.last().expect("a message");
    assert_eq!(shown.body, Body::Text(Text::parse("hello".to_owned()).ok()));
    assert!(shown.edited_at.is_some());
    test.clock.advance(Span::hours(24));
    house.app.edit(&ana, text.message, edit("hello!")).await.expect("within a day");
    test.clock.advance(Span::millis(1));
    assert_eq!(code(house.app.edit(&ana, text.message, edit("late")).await), "edit_too_late");
}

// M3
async fn a_reply_quotes_what_is_there_now(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    let text = house.says(&ana, talk, &"long ".repeat(100)).await;
    house.app.post(&ben, talk, reply("short", text.message)).await.expect("replies");
    let shown = house.history(&ana, talk).await;
    let quote = shown.last().and_then(|reply| reply.reply_to.clone()).expect("a quote");
    assert_eq!(quote.author.map(|author| author.name), Some("ana".to_owned()));
    assert_eq!(quote.excerpt.map(|excerpt| excerpt.chars().count()), Some(300));
    let elsewhere = house.group(&ana, &[&ben]).await;
    assert_eq!(code(house.app.post(&ben, elsewhere, reply("?", text.message)).await), "not_found");
}

// M11, R5
async fn nobody_external_can_tell_a_note_from_nothing(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let talk = house.group(&ana, &[&guest]).await;
    let hidden = house.app.post(&ana, talk, note("between us")).await.expect("a note");
    let missing = house.says(&ana, house.group(&ana, &[]).await, "elsewhere").await.message;
    let never = domain::ids::MessageId::next(&mut parlor::clock::SystemIds);
    for id in [hidden.message, missing, never] {
        let app = &house.app;
        let edit = Edit { text: "x".to_owned(), mentions: Vec::new(), mention_all: false };
        assert_eq!(code(app.react(&guest, id, "👍", true).await), "not_found");
        assert_eq!(code(app.delete(&guest, id).await), "not_found");
        assert_eq!(code(app.edit(&guest, id, edit).await), "not_found");
        assert_eq!(code(app.pin(&guest, id, true).await), "not_found");
        assert_eq!(code(app.post(&guest, talk, reply("?", id)).await), "not_found");
        assert_eq!(code(app.message(&guest, id).await), "not_found");
    }
    assert_eq!(house.history(&guest, talk).await.len(), 1, "created");
    assert_eq!(house.history(&ana, talk).await.len(), 2, "created, and the note");
    assert_eq!(code(house.app.post(&guest, talk, note("mine")).await), "forbidden");
    let open_reply = house.app.post(&ana, talk, reply("as I said", hidden.message)).await;
    assert_eq!(code(open_reply), "bad_request");
}

// M5
async fn reacting_twice_is_reacting_once(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let talk = house.read_only_group(&ana, &[&guest]).await;
    let text = house.says(&ana, talk, "news").await;
    for _ in 0..2 {
        house.app.react(&guest, text.message, "🎉", true).await.expect("a reader reacts (R2)");
    }
    house.app.react(&ana, text.message, "🎉", true).await.expect("reacts");
    for _ in 0..2 {
        house.app.react(&ana, text.message, "👀", false).await.expect("nothing to take back");
    }
    let shown = house.history(&guest, talk).await;
    let reactions = &shown.last().expect("the news").reactions;
    assert_eq!(reactions.len(), 1);
    assert_eq!((reactions[0].count, reactions[0].mine), (2, true));
    assert!(reactions[0].people.is_empty(), "a reader does not learn who (R4)");
    let numbers = house.numbers(talk, ViewerClass::Internal).await;
    assert_eq!(numbers, [1, 2, 3, 4], "what changes nothing has no place in the log");
    assert_eq!(code(house.app.react(&guest, text.message, "thumbs", true).await), "bad_request");
}

// M5
async fn at_most_twenty_kinds_of_reaction_fit_on_a_message(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    let text = house.says(&ana, talk, "news").await;
    let kinds = "😀😃😄😁😆😅🤣😂🙂🙃🫠😉😊😇🥰😍🤩😘😗😚";
    for kind in kinds.chars() {
        house.app.react(&ana, text.message, &kind.to_string(), true).await.expect("has room");
    }
    assert_eq!(code(house.app.react(&ben, text.message, "👍", true).await), "too_many");
    house.app.react(&ben, text.message, "😀", true).await.expect("the kind is there");
}

// M3
async fn a_forward_shows_its_origin_to_internal_members_only(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let private = house.group(&ana, &[]).await;
    let open = house.group(&ana, &[&guest]).await;
    let source = house.says(&ana, private, "good news").await;
    let forward = PostCommand { forward: Some(source.message), ..message("") };
    house.app.post(&ana, open, forward.clone()).await.expect("forwards");
    house.app.post(&ana, open, forward).await.expect("forwards once");
    let for_ana = house.history(&ana, open).await;
    let for_guest = house.history(&guest, open).await;
    assert_eq!((for_ana.len(), for_guest.len()), (2, 2));
    let origin = for_ana[1].forwarded.as_ref().expect("forwarded");
    assert!(origin.author.is_some() && origin.sent_at.is_some());
    let origin = for_guest[1].forwarded.as_ref().expect("forwarded");
    assert!(origin.author.is_none() && origin.sent_at.is_none());
    let hidden = house.app.post(&ana, private, note("hidden")).await.expect("a note").message;
    let as_text = PostCommand { forward: Some(hidden), ..message("") };
    assert_eq!(code(house.app.post(&ana, open, as_text).await), "bad_request");
    let foreign = PostCommand { forward: Some(source.message), ..message("") };
    assert_eq!(code(house.app.post(&guest, open, foreign).await), "not_found");
}

// B114: pages that cannot be are refused
async fn history_is_read_in_pages_from_both_ends(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    for number in 2..=12 {
        house.says(&ana, talk, &number.to_string()).await;
    }
    let page = |before, after, limit| {
        let (app, ana) = (house.app.clone(), ana.clone());
        async move { app.history(&ana, talk, HistoryPage { before, after, limit }).await }
    };
    let newest = page(None, None, 5).await.expect("the newest");
    let seqs = |page: &parlor::app::messages::History| -> Vec<i64> {
        page.messages.iter().map(|message| message.positions.seq).collect()
    };
    assert_eq!(seqs(&newest), [8, 9, 10, 11, 12]);
    assert!(newest.more_before && !newest.more_after);
    let older = page(Some(4), None, 5).await.expect("the oldest");
    assert_eq!(seqs(&older), [1, 2, 3]);
    assert!(!older.more_before && older.more_after);
    let next = page(None, Some(3), 5).await.expect("the next");
    assert_eq!(seqs(&next), [4, 5, 6, 7, 8]);
    assert!(next.more_before && next.more_after);
    assert_eq!(code(page(Some(1), Some(1), 5).await), "bad_request");
    assert_eq!(code(page(None, None, 101).await), "too_many");
    assert!(seqs(&page(Some(-1), None, 5).await.expect("nothing")).is_empty());
}

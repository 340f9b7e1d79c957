//! Read marks, drafts, mute, pin, archive: what is a member's own.

use crate::support::people::{House, code, message, note};
use crate::support::stores::{TestStore, both_stores};
use domain::conversation::summary::Own;
use domain::ids::ConversationId;
use domain::time::{Span, Timestamp};
use futures_util::future::join_all;
use parlor::app::SignedIn;
use parlor::app::messages::PostCommand;

both_stores!(
    unread_counts_what_others_said_since_the_mark,
    who_writes_several_at_once_has_read_them_all,
    notes_do_not_count_for_those_who_do_not_see_them,
    a_read_mark_never_goes_back,
    mentions_are_counted_apart,
    unread_from_here_leaves_the_mark_where_it_is,
    a_new_message_brings_an_archived_conversation_back_unless_it_is_muted,
    drafts_follow_the_user,
    pinned_conversations_have_an_order_and_a_limit,
);

async fn own(house: &House, who: &SignedIn, talk: ConversationId) -> Own {
    let (_, own) =
        house.app.own(who.actor.id, who.actor.side, talk).await.expect("read").expect("a member");
    own
}

// M8
async fn unread_counts_what_others_said_since_the_mark(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    assert_eq!(own(&house, &ben, talk).await.counts.unread, 0);
    for text in ["one", "two", "three"] {
        house.says(&ana, talk, text).await;
    }
    assert_eq!(own(&house, &ben, talk).await.counts.unread, 3);
    assert_eq!(own(&house, &ana, talk).await.counts.unread, 0);
    house.app.read(&ben, talk, 3).await.expect("reads");
    assert_eq!(own(&house, &ben, talk).await.counts.unread, 1);
    house.says(&ben, talk, "four").await;
    assert_eq!(own(&house, &ben, talk).await.counts.unread, 0, "who writes has read");
}

// M8: of what is committed together the last counts
async fn who_writes_several_at_once_has_read_them_all(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    join_all((0..5).map(|_| house.says(&ana, talk, "hello"))).await;
    let counts = own(&house, &ana, talk).await.counts;
    assert_eq!((counts.read_seq, counts.unread), (6, 0));
    assert_eq!(own(&house, &ben, talk).await.counts.unread, 5);
}

// M11, R5
async fn notes_do_not_count_for_those_who_do_not_see_them(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let guest = house.guest("guest").await;
    let talk = house.group(&ana, &[&ben, &guest]).await;
    house.app.post(&ana, talk, note("between us")).await.expect("a note");
    house
        .app
        .post(&ana, talk, PostCommand { mention_all: true, ..note("all of us") })
        .await
        .expect("");
    house.says(&ana, talk, "hello").await;
    let (for_ben, for_guest) = (own(&house, &ben, talk).await, own(&house, &guest, talk).await);
    assert_eq!((for_ben.counts.unread, for_ben.counts.mentions), (3, 1));
    assert_eq!((for_guest.counts.unread, for_guest.counts.mentions), (1, 0));
    house.app.read(&guest, talk, 2).await.expect("reads its second event, the text");
    let for_guest = own(&house, &guest, talk).await.counts;
    assert_eq!((for_guest.unread, for_guest.read_seq), (0, 2));
}

// M8
async fn a_read_mark_never_goes_back(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    for text in ["one", "two", "three"] {
        house.says(&ana, talk, text).await;
    }
    house.app.read(&ben, talk, 4).await.expect("reads");
    house.app.read(&ben, talk, 2).await.expect("backwards changes nothing");
    assert_eq!(own(&house, &ben, talk).await.counts.read_seq, 4);
    house.app.read(&ben, talk, 1_000_000).await.expect("beyond the end is the end");
    assert_eq!(own(&house, &ben, talk).await.counts.read_seq, 4);
    let marks = house.app.read_marks(&ana, talk).await.expect("seen by");
    assert!(marks.contains(&(ben.actor.id, 4)));
    let guest = house.guest("guest").await;
    let open = house.group(&ana, &[&guest]).await;
    assert_eq!(code(house.app.read_marks(&guest, open).await), "forbidden");
}

// M6
async fn mentions_are_counted_apart(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    let by_name = PostCommand { mentions: vec![ben.actor.id, ben.actor.id], ..message("@ben") };
    house.app.post(&ana, talk, by_name).await.expect("mentions ben");
    house
        .app
        .post(&ana, talk, PostCommand { mention_all: true, ..message("@all") })
        .await
        .expect("");
    house.says(&ana, talk, "nobody").await;
    let counts = own(&house, &ben, talk).await.counts;
    assert_eq!((counts.unread, counts.mentions), (3, 2));
    let stranger = house.internal("ana").await;
    let outside = PostCommand { mentions: vec![stranger.actor.id], ..message("@ana") };
    assert_eq!(code(house.app.post(&ana, talk, outside).await), "bad_request");
}

// C7
async fn unread_from_here_leaves_the_mark_where_it_is(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    for text in ["one", "two", "three"] {
        house.says(&ana, talk, text).await;
    }
    house.app.read(&ben, talk, 4).await.expect("reads all");
    house.app.mark_unread(&ben, talk, 3).await.expect("marks two as unread");
    let counts = own(&house, &ben, talk).await.counts;
    assert_eq!((counts.unread, counts.read_seq, counts.marked_unread), (2, 4, true));
    let marks = house.app.read_marks(&ana, talk).await.expect("seen by");
    assert!(marks.contains(&(ben.actor.id, 4)));
    house.app.read(&ben, talk, 4).await.expect("reads again");
    let counts = own(&house, &ben, talk).await.counts;
    assert_eq!((counts.unread, counts.marked_unread), (0, false));
    assert_eq!(code(house.app.mark_unread(&ben, talk, 0).await), "bad_request");
}

// C7
async fn a_new_message_brings_an_archived_conversation_back_unless_it_is_muted(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    house.app.archive(&ben, talk, true).await.expect("archives");
    assert!(own(&house, &ben, talk).await.archived);
    house.says(&ana, talk, "news").await;
    assert!(!own(&house, &ben, talk).await.archived);
    house.app.archive(&ben, talk, true).await.expect("archives");
    let until = house.app.now() + Span::hours(1);
    house.app.mute(&ben, talk, Some(until)).await.expect("mutes");
    house.says(&ana, talk, "more news").await;
    let muted = own(&house, &ben, talk).await;
    assert!(muted.archived && muted.muted_until == Some(until));
    house.app.mute(&ben, talk, Some(Timestamp::NEVER)).await.expect("until switched on again");
    house.app.mute(&ben, talk, None).await.expect("on again");
    assert!(!own(&house, &ben, talk).await.archived);
}

// M10
async fn drafts_follow_the_user(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let talk = house.read_only_group(&ana, &[&guest]).await;
    house.app.save_draft(&ana, talk, "what I".to_owned()).await.expect("kept");
    house.app.save_draft(&ana, talk, "what I meant".to_owned()).await.expect("kept");
    assert_eq!(house.app.drafts(&ana).await.expect("drafts"), [(talk, "what I meant".to_owned())]);
    house.app.save_draft(&ana, talk, String::new()).await.expect("none");
    assert!(house.app.drafts(&ana).await.expect("drafts").is_empty());
    assert_eq!(code(house.app.save_draft(&guest, talk, "x".to_owned()).await), "read_only");
}

// C7
async fn pinned_conversations_have_an_order_and_a_limit(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let mut talks = Vec::new();
    for _ in 0..21 {
        talks.push(house.group(&ana, &[]).await);
    }
    let order = vec![talks[3], talks[0], talks[7]];
    house.app.pin_conversations(&ana, order.clone()).await.expect("pinned");
    let page = house.app.list(&ana, Default::default(), None, 100).await.expect("the list");
    let first: Vec<_> = page.conversations.iter().take(3).map(|shown| shown.conversation).collect();
    assert_eq!(first, order);
    assert_eq!(code(house.app.pin_conversations(&ana, talks).await), "too_many");
}

//! The list of conversations, and what each viewer calls them.

use crate::support::people::{code, invited, note};
use crate::support::stores::{TestStore, both_stores};
use domain::conversation::settings::Settings;
use domain::conversation::summary::Filter;
use domain::message::Body;
use domain::time::Span;

both_stores!(
    nobody_external_filters_by_tags,
    the_list_is_ordered_by_the_last_message_and_read_in_pages,
    filters_leave_out_what_was_not_asked_for,
    each_viewer_has_a_title_of_their_own,
    a_reader_is_not_told_who_else_is_there,
    a_note_does_not_move_a_conversation_up_for_a_guest,
    a_list_tells_colleagues_of_guests_and_what_happened_before_anybody_wrote,
);

// C8
async fn the_list_is_ordered_by_the_last_message_and_read_in_pages(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let mut talks = Vec::new();
    for _ in 0..7 {
        talks.push(house.group(&ana, &[]).await);
    }
    for talk in [5, 2, 6, 0, 1, 4, 3] {
        test.clock.advance(Span::seconds(1));
        house.says(&ana, talks[talk], "news").await;
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = house.app.list(&ana, Filter::default(), after, 3).await.expect("a page");
        seen.extend(page.conversations.iter().map(|shown| shown.conversation));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let expected: Vec<_> = [3, 4, 1, 0, 6, 2, 5].iter().map(|talk| talks[*talk]).collect();
    assert_eq!(seen, expected);
}

// R5, S11
async fn nobody_external_filters_by_tags(test: TestStore) {
    let house = test.house();
    let guest = house.guest("guest").await;
    for tag in ["vip", "other"] {
        let filter = Filter { tag: Some(tag.to_owned()), ..Filter::default() };
        assert_eq!(code(house.app.list(&guest, filter, None, 0).await), "forbidden");
    }
}

// C8, S11
async fn filters_leave_out_what_was_not_asked_for(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let guest = house.guest("guest").await;
    let read = house.group(&ana, &[&ben]).await;
    let unread = house.group(&ana, &[&ben]).await;
    let tagged = house.group(&ana, &[&ben, &guest]).await;
    let archived = house.group(&ana, &[&ben]).await;
    house.says(&ben, unread, "news").await;
    let tags = Settings { tags: Some(vec!["50%_off".to_owned()]), ..Settings::default() };
    house.app.change_settings(&ana, tagged, tags).await.expect("tagged");
    house.app.archive(&ana, archived, true).await.expect("archived");
    let list = |filter: Filter| {
        let (app, ana) = (house.app.clone(), ana.clone());
        async move {
            let page = app.list(&ana, filter, None, 0).await.expect("a page");
            let mut ids: Vec<_> =
                page.conversations.iter().map(|shown| shown.conversation).collect();
            ids.sort();
            ids
        }
    };
    let mut all = vec![read, unread, tagged];
    all.sort();
    assert_eq!(list(Filter::default()).await, all);
    assert_eq!(list(Filter { unread: true, ..Filter::default() }).await, [unread]);
    assert_eq!(list(Filter { archived: true, ..Filter::default() }).await, [archived]);
    let by_tag = |tag: &str| Filter { tag: Some(tag.to_owned()), ..Filter::default() };
    assert_eq!(list(by_tag("50%_off")).await, [tagged]);
    assert!(list(by_tag("50%%off")).await.is_empty(), "a pattern is no pattern here");
}

// T1, T2
async fn each_viewer_has_a_title_of_their_own(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let guest = house.guest("guest").await;
    let talk = house.app.direct(&ana, invited(&guest), None).await.expect("made");
    let title = |who: &parlor::app::SignedIn| {
        let (app, who) = (house.app.clone(), who.clone());
        async move { app.conversation(&who, talk).await.expect("there").title.clone() }
    };
    assert_eq!(title(&ana).await, "guest");
    assert_eq!(title(&guest).await, "ana");
    house.app.add_members(&ana, talk, vec![invited(&ben)]).await.expect("added");
    assert_eq!(title(&ben).await, "guest");
    assert_eq!(title(&guest).await, "Parlor", "the organisation, in a group");
    let name = |name: &str| Settings { name: Some(name.to_owned()), ..Settings::default() };
    house.app.change_settings(&ana, talk, name("Plans")).await.expect("renamed");
    assert_eq!((title(&ana).await.as_str(), title(&guest).await.as_str()), ("Plans", "Plans"));
    house.app.change_settings(&ana, talk, name("")).await.expect("cleared");
    assert_eq!(title(&ana).await, "guest");
}

// R4
async fn a_reader_is_not_told_who_else_is_there(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let guest = house.guest("guest").await;
    let talk = house.read_only_group(&ana, &[&ben, &guest]).await;
    let shown = house.app.conversation(&guest, talk).await.expect("there");
    assert!(shown.member_count.is_none() && shown.by_link.is_none() && shown.tags.is_empty());
    assert!(!shown.can_send());
    let members = house.app.members(&guest, talk).await;
    assert_eq!(code(members), "read_only");
    let history = house.history(&guest, talk).await;
    let told = format!("{history:?}");
    assert!(!told.contains("\"ana\"") && !told.contains("\"ben\""), "nobody wrote yet: {told}");
}

// M11, R5
async fn a_note_does_not_move_a_conversation_up_for_a_guest(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let quiet = house.group(&ana, &[&guest]).await;
    test.clock.advance(Span::seconds(1));
    let busy = house.group(&ana, &[&guest]).await;
    house.says(&ana, busy, "hello").await;
    test.clock.advance(Span::seconds(1));
    house.app.post(&ana, quiet, note("between us")).await.expect("a note");
    let order = |who: &parlor::app::SignedIn| {
        let (app, who) = (house.app.clone(), who.clone());
        async move {
            let page = app.list(&who, Filter::default(), None, 0).await.expect("a page");
            page.conversations.iter().map(|shown| shown.conversation).collect::<Vec<_>>()
        }
    };
    assert_eq!(order(&ana).await, [quiet, busy]);
    assert_eq!(order(&guest).await, [busy, quiet]);
    let shown = house.app.conversation(&guest, quiet).await.expect("there");
    let last = shown.last_message.as_ref().expect("that it was made");
    assert!(matches!(last.body, Body::System(_)) && shown.own.counts.unread == 0);
}

// C8, R4, R5
async fn a_list_tells_colleagues_of_guests_and_what_happened_before_anybody_wrote(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let guest = house.guest("guest").await;
    let talk = house.group(&ana, &[&ben]).await;
    let see = async |who| {
        let page = house.app.list(who, Filter::default(), None, 0).await.expect("a page");
        let seen = page.conversations.first().expect("a conversation");
        let system =
            seen.last_message.as_ref().is_some_and(|last| matches!(last.body, Body::System(_)));
        (seen.has_guests, system)
    };
    assert_eq!(see(&ana).await, (Some(false), true));
    house.app.add_members(&ana, talk, vec![invited(&guest)]).await.expect("added");
    assert_eq!(see(&ben).await, (Some(true), true));
    assert_eq!(see(&guest).await, (None, true));
    let closed = Settings { read_only: Some(true), ..Settings::default() };
    house.app.change_settings(&ana, talk, closed).await.expect("closed");
    assert_eq!(see(&guest).await, (None, true));
    house.says(&ana, talk, "hello").await;
    house.app.remove_member(&ana, talk, guest.actor.id).await.expect("removed");
    assert_eq!(see(&ben).await, (Some(false), false));
}

//! Search and export: what is found, by whom, in which order.

use crate::support::people::{House, code, message, note};
use crate::support::stores::{TestStore, both_stores};
use bytes::Bytes;
use domain::conversation::settings::Settings;
use domain::message::Body;
use domain::message::change::Edit;
use domain::text::FileName;
use domain::time::Span;
use futures_util::{TryStreamExt, stream};
use parlor::app::SignedIn;
use parlor::app::export::Format;
use parlor::app::messages::PostCommand;
use parlor::app::search::Search;
use parlor::store::search::Has;
use parlor::store::words::{self, WAITING_MAX};
use std::convert::Infallible;

both_stores!(
    words_are_found_however_they_are_written,
    nobody_finds_what_they_do_not_see,
    search_follows_edits_and_deletions,
    words_are_found_after_many_others_and_after_a_removal,
    search_has_filters_and_pages,
    members_export_what_they_see,
);

async fn find(house: &House, by: &SignedIn, text: &str) -> Vec<String> {
    let search = Search { text: text.to_owned(), ..Search::default() };
    texts(house, by, search).await
}

async fn texts(house: &House, by: &SignedIn, search: Search) -> Vec<String> {
    let found = house.app.search(by, search).await.expect("found");
    let bodies = found.messages.iter().map(|message| match &message.body {
        Body::Text(text) | Body::Note(text) => {
            text.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default()
        }
        Body::System(_) | Body::Deleted(_) | Body::Unsupported => panic!("only texts are found"),
    });
    bodies.collect()
}

// M9
async fn words_are_found_however_they_are_written(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    for text in ["Crème brûlée, at 7", "STRASSE 12b", "wait-a-minute", "東京 tower", "x' OR 1=1"]
    {
        house.says(&ana, talk, text).await;
    }
    for (query, wanted) in [
        ("creme", Some("Crème brûlée, at 7")),
        ("BRÛLÉE creme", Some("Crème brûlée, at 7")),
        ("brul", Some("Crème brûlée, at 7")),
        ("strasse", Some("STRASSE 12b")),
        ("12b", Some("STRASSE 12b")),
        ("minute", Some("wait-a-minute")),
        ("tower", Some("東京 tower")),
        ("東京", Some("東京 tower")),
        ("creme strasse", None),
        ("rulee", None),
        ("\" OR *", Some("x' OR 1=1")),
        ("x') OR 'a' @@ NEAR(1", None),
    ] {
        let found = find(&house, &ana, query).await;
        assert_eq!(found.first().map(String::as_str), wanted, "{query}: {found:?}");
    }
    assert_eq!(find(&house, &ana, "ana").await.len(), 5, "by their author's name, too");
    assert_eq!(find(&house, &ana, "ana tower").await, ["東京 tower"]);
    assert_eq!(code(house.app.search(&ana, Search::default()).await), "bad_request");
}

// M9, M11, R4, R5, R8
async fn nobody_finds_what_they_do_not_see(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let (guest, stranger) = (house.guest("guest").await, house.internal("stranger").await);
    let talk = house.group(&ana, &[&ben, &guest]).await;
    house.says(&ana, talk, "lighthouse for all").await;
    house.app.post(&ana, talk, note("lighthouse for us")).await.expect("a note");
    assert_eq!(find(&house, &ben, "lighthouse").await.len(), 2);
    assert_eq!(find(&house, &guest, "lighthouse").await, ["lighthouse for all"]);
    assert!(find(&house, &guest, "us").await.is_empty());
    assert!(find(&house, &stranger, "lighthouse").await.is_empty());
    // Nothing says that there are notes: neither a cursor nor the order.
    let page = Search { text: "lighthouse".to_owned(), limit: 1, ..Search::default() };
    assert_eq!(house.app.search(&guest, page.clone()).await.expect("found").next, None);
    assert!(house.app.search(&ben, page).await.expect("found").next.is_some());
    let read_only = Settings { read_only: Some(true), ..Settings::default() };
    house.app.change_settings(&ana, talk, read_only).await.expect("switched");
    assert_eq!(find(&house, &guest, "lighthouse").await, ["lighthouse for all"]);
    house.app.remove_member(&ana, talk, guest.actor.id).await.expect("removed");
    assert!(find(&house, &guest, "lighthouse").await.is_empty());
}

// M9, M4
async fn search_follows_edits_and_deletions(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    let posted = house.says(&ana, talk, "a yellow boat").await;
    let edit = Edit { text: "a green boat".to_owned(), mentions: Vec::new(), mention_all: false };
    house.app.edit(&ana, posted.message, edit).await.expect("edited");
    assert!(find(&house, &ana, "yellow").await.is_empty());
    assert_eq!(find(&house, &ana, "green").await, ["a green boat"]);
    house.app.delete(&ana, posted.message).await.expect("deleted");
    assert!(find(&house, &ana, "boat").await.is_empty());
}

// M9: on SQLite words are indexed for many messages at once, or when somebody searches.
async fn words_are_found_after_many_others_and_after_a_removal(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    let first = house.says(&ana, talk, "harbour 0").await;
    let edit = Edit { text: "pier 0".to_owned(), mentions: Vec::new(), mention_all: false };
    house.app.edit(&ana, first.message, edit).await.expect("edited");
    let second = house.says(&ana, talk, "harbour 1").await;
    house.app.delete(&ana, second.message).await.expect("deleted");
    for number in 2..WAITING_MAX + 10 {
        house.says(&ana, talk, &format!("harbour {number}")).await;
        let waiting = test.store.read(|sql| Box::pin(words::waiting(sql))).await.expect("read");
        assert!(waiting < WAITING_MAX, "{waiting}");
    }
    let newest = format!("harbour {}", WAITING_MAX + 9);
    assert_eq!(find(&house, &ana, &newest).await, [newest]);
    assert_eq!(find(&house, &ana, "harbour 2").await.first().unwrap(), "harbour 2");
    assert!(find(&house, &ana, "harbour 1").await.iter().all(|text| text != "harbour 1"));
    assert_eq!(find(&house, &ana, "pier").await, ["pier 0"]);
    assert!(find(&house, &ana, "harbour 0").await.is_empty());

    // What is said next takes the rows of what was removed.
    house.app.delete_conversation(&ana, talk).await.expect("removed");
    let other = house.group(&ana, &[]).await;
    house.says(&ana, other, "harbour again").await;
    assert_eq!(find(&house, &ana, "harbour").await, ["harbour again"]);
    house.app.delete_conversation(&ana, other).await.expect("removed");
    assert!(find(&house, &ana, "harbour").await.is_empty());
}

// M9
async fn search_has_filters_and_pages(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    let other = house.group(&ana, &[]).await;
    let start = house.app.now();
    house.says(&ana, talk, "boat one").await;
    test.clock.advance(Span::minutes(1));
    house.says(&ben, talk, "boat two https://example.com").await;
    test.clock.advance(Span::minutes(1));
    house.says(&ana, other, "boat three").await;
    let piece = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"x"))]);
    let file = house.app.upload(&ana, talk, FileName::clean("boat-plan.pdf"), piece).await;
    let attachments = vec![file.expect("uploaded").id];
    let post = PostCommand { attachments, ..message("see here") };
    house.app.post(&ana, talk, post).await.expect("posted");
    let boat = || Search { text: "boat".to_owned(), ..Search::default() };
    assert_eq!(texts(&house, &ana, boat()).await.len(), 4, "a file's name, too");
    let later = start + Span::seconds(30);
    for (search, wanted) in [
        (Search { from: Some(ben.actor.id), ..boat() }, vec!["boat two https://example.com"]),
        (Search { conversation: Some(other), ..boat() }, vec!["boat three"]),
        (Search { before: Some(later), ..boat() }, vec!["boat one"]),
        (Search { has: Some(Has::Link), ..boat() }, vec!["boat two https://example.com"]),
        (Search { has: Some(Has::File), ..boat() }, vec!["see here"]),
        (Search { has: Some(Has::Image), ..boat() }, vec![]),
        (
            Search {
                after: Some(later),
                from: Some(ana.actor.id),
                conversation: Some(talk),
                ..boat()
            },
            vec!["see here"],
        ),
    ] {
        assert_eq!(texts(&house, &ana, search.clone()).await, wanted, "{search:?}");
    }
    let mut paged = Vec::new();
    let mut cursor = None;
    loop {
        let search = Search { limit: 3, cursor: cursor.clone(), ..boat() };
        let page = house.app.search(&ana, search).await.expect("a page");
        paged.extend(page.messages.iter().map(|message| message.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    paged.sort();
    paged.dedup();
    assert_eq!(paged.len(), 4);
}

// C9
async fn members_export_what_they_see(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let stranger = house.internal("stranger").await;
    let talk = house.group(&ana, &[&guest]).await;
    for number in 0..120 {
        house.says(&ana, talk, &format!("<b>text {number}</b>")).await;
    }
    house.app.post(&ana, talk, note("only for us")).await.expect("a note");
    let text = |format| {
        let (app, ana) = (house.app.clone(), ana.clone());
        async move {
            let pages = app.export(&ana, talk, format).await.expect("exported");
            let pages: Vec<Bytes> = pages.try_collect().await.expect("pages");
            String::from_utf8(pages.concat()).expect("UTF-8")
        }
    };
    let lines = text(Format::JsonLines).await;
    assert_eq!(lines.lines().count(), 122);
    for line in lines.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    }
    assert!(lines.contains("only for us"));
    let page = text(Format::Html).await;
    assert!(page.contains("&lt;b&gt;text 119&lt;/b&gt;") && !page.contains("<b>text"));
    let refused = |who: SignedIn| {
        let app = house.app.clone();
        async move { app.export(&who, talk, Format::Html).await.err().expect("refused") }
    };
    assert_eq!(refused(guest).await.code().as_str(), "forbidden");
    assert_eq!(refused(stranger).await.code().as_str(), "not_found");
}

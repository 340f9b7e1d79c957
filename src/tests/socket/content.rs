//! What commands carry, at its limits and beyond them. B95 to B114 are the numbers of the inputs.

use crate::support::places::Place;
use crate::support::seat::{Seat, seq, text_to};
use crate::support::server::TestServer;
use crate::support::someone::Someone;
use crate::support::stores::{TestStore, both_stores};
use domain::limits::{
    DESCRIPTION_CHARS_MAX, EMOJI_BYTES_MAX, HISTORY_PAGE_MAX, NAME_CHARS_MAX, TEXT_BYTES_MAX,
};
use serde_json::{Value, json};

both_stores!(texts_are_kept_byte_for_byte, texts_that_say_nothing_are_refused);

const FAST: [&str; 2] = ["--send-burst=10000", "--internal-sends-per-second=10000"];

/// A server with ana in a conversation, ben beside her and a guest before them.
struct Scene {
    server: TestServer,
    ana: Someone,
    ben: Someone,
    guest: Someone,
    place: Place,
}

impl Scene {
    async fn set() -> Self {
        Self::on(TestStore::sqlite().await).await
    }

    async fn on(under: TestStore) -> Self {
        let server = TestServer::with(under, &FAST).await;
        let (ana, ben) = (server.ana().await, server.ben().await);
        let guest = server.guest("guest").await;
        let place = Place::with(&ana, &[&ben], &[&guest]).await;
        Self { server, ana, ben, guest, place }
    }

    async fn seat(&self, who: &Someone) -> Seat {
        Seat::connect(self.server.address(), &who.token).await
    }

    fn text(&self, text: &str) -> Value {
        text_to(&self.place.id, text)
    }
}

// M1
async fn texts_are_kept_byte_for_byte(under: TestStore) {
    let scene = Scene::on(under).await;
    let mut seat = scene.seat(&scene.ana).await;
    let texts = [
        // B98
        "\u{1f600}".repeat(TEXT_BYTES_MAX / 4),
        "x".repeat(TEXT_BYTES_MAX),
        // B99
        format!("a{}", "\u{301}".repeat(8_000)),
        format!("a{}", "\u{202e}".repeat(500)),
        // B101
        "<script>alert(1)</script> [x](javascript:alert(1)) [y](data:text/html,x)".to_owned(),
        // B113
        "%_'\\;-- \"\u{feff}\r\n\t \u{0b}\u{7f}".to_owned(),
        "  blanks before and after  ".to_owned(),
        "\u{fdfa} e\u{301} \u{e9} \u{ffff} \u{10ffff}".to_owned(),
    ];
    for text in &texts {
        let sent = seat.post(&scene.place.id, text).await;
        let event = seat.event("posted").await;
        assert_eq!(event["posted"]["text"], *text);
        let page = seat.history(&scene.place.id).await;
        let last = page["messages"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["id"], &last["text"]), (&sent["messageId"], &json!(text)));
    }
    scene.server.stop().await;
}

async fn texts_that_say_nothing_are_refused(under: TestStore) {
    let scene = Scene::on(under).await;
    let mut seat = scene.seat(&scene.ana).await;
    let before = seat.history(&scene.place.id).await["position"].clone();
    for text in [
        // B95
        "",
        "   ",
        "\n\t",
        "\u{200b}\u{200d}\u{feff}",
        // B96
        "a\u{0}b",
        "\u{0}",
        // B98
        &"x".repeat(TEXT_BYTES_MAX + 1),
        &format!("{}x", "\u{1f600}".repeat(TEXT_BYTES_MAX / 4)),
    ] {
        assert_eq!(seat.refused("send", scene.text(text)).await, "bad_request", "{text:.20?}");
    }
    // A refused message burns no number.
    assert_eq!(seat.history(&scene.place.id).await["position"], before);
    scene.server.stop().await;
}

#[tokio::test]
async fn ids_that_are_none_are_refused() {
    let scene = Scene::set().await;
    let mut seat = scene.seat(&scene.ana).await;
    // B104
    for id in ["", "x", "\u{0}", &"0".repeat(40_000), "{6f7f1f64-0000-4000-8000-000000000000}x"] {
        let mut fields = scene.text("hello");
        fields["clientId"] = json!(id);
        assert_eq!(seat.refused("send", fields).await, "bad_request", "{id:.20}");
    }
    let no_id = json!({"messageId": "x", "emoji": "\u{1f44d}", "on": true});
    let code = seat.refused("react", no_id).await;
    assert!(["bad_request", "not_found"].contains(&code.as_str()), "{code}");
    for id in ["", "x", "'; drop table users; --", "\u{0}"] {
        let code = seat.refused("history", json!({"conversationId": id})).await;
        assert!(["bad_request", "not_found"].contains(&code.as_str()), "{code}");
    }
    scene.server.stop().await;
}

// M6
#[tokio::test]
async fn mentions_have_a_limit_and_name_members() {
    let scene = Scene::set().await;
    let mut seat = scene.seat(&scene.ana).await;
    let mut guests = scene.seat(&scene.guest).await;
    let mention = |ids: Vec<String>| {
        let mut fields = scene.text("you");
        fields["mentions"] = json!(ids);
        fields
    };
    let ben = scene.ben.id.to_string();
    // B102
    let many = (0..1_000).map(|_| uuid::Uuid::now_v7().to_string()).collect();
    assert_eq!(seat.refused("send", mention(many)).await, "bad_request");
    let sent = seat.ask("send", mention(vec![ben.clone(); 1_000])).await;
    assert!(sent["sent"].is_object(), "{sent}");
    let mut bens = scene.seat(&scene.ben).await;
    let page = bens.history(&scene.place.id).await;
    let last = page["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["mentions"], json!([ben]));
    assert_eq!(bens.connected["news"][0]["mentions"], 1);
    let mut all = scene.text("everybody");
    all["mentionAll"] = json!(true);
    assert_eq!(guests.refused("send", all.clone()).await, "forbidden");
    scene.place.change(&scene.ana, json!({"readOnly": true})).await;
    all["clientId"] = json!(uuid::Uuid::new_v4().to_string());
    assert_eq!(guests.refused("send", all).await, "read_only");
    scene.server.stop().await;
}

// M3
#[tokio::test]
async fn answers_to_what_one_may_not_see_are_answers_to_nothing() {
    let scene = Scene::set().await;
    let mut seat = scene.seat(&scene.ana).await;
    let mut guests = scene.seat(&scene.guest).await;
    let elsewhere = Place::make(&scene.ana, false).await;
    let foreign = seat.post(&elsewhere.id, "elsewhere").await["messageId"].clone();
    let mut note = scene.text("between us");
    note["note"] = json!(true);
    let note = seat.ask("send", note).await["sent"]["messageId"].clone();
    let deleted = seat.post(&scene.place.id, "soon gone").await["messageId"].clone();
    seat.done("delete", json!({"messageId": deleted})).await;
    let unknown = json!(uuid::Uuid::now_v7().to_string());
    let answer = |to: &Value| {
        let mut fields = scene.text("an answer");
        fields["replyTo"] = to.clone();
        fields
    };
    // B105
    let mut refusals = Vec::new();
    for to in [&unknown, &note, &foreign] {
        refusals.push(guests.ask("send", answer(to)).await["error"].clone());
    }
    assert_eq!(refusals[0]["code"], "not_found");
    assert!(refusals.iter().all(|error| *error == refusals[0]), "{refusals:?}");
    for to in [&unknown, &foreign] {
        assert_eq!(seat.refused("send", answer(to)).await, "not_found");
    }
    let reply = seat.ask("send", answer(&deleted)).await;
    assert!(!reply.to_string().contains("soon gone"), "{reply}");
    let like = |to: &Value| json!({"messageId": to, "emoji": "\u{1f44d}", "on": true});
    for to in [&unknown, &note, &foreign] {
        assert_eq!(guests.refused("react", like(to)).await, "not_found");
        assert_eq!(
            guests.refused("edit", json!({"messageId": to, "text": "x"})).await,
            "not_found"
        );
        assert_eq!(guests.refused("delete", json!({"messageId": to})).await, "not_found");
    }
    assert!(!guests.heard.concat().contains("between us"));
    scene.server.stop().await;
}

// M5
#[tokio::test]
async fn reactions_are_emoji_that_unicode_lists() {
    let scene = Scene::set().await;
    let mut seat = scene.seat(&scene.ana).await;
    let message = seat.post(&scene.place.id, "hello").await["messageId"].clone();
    let like = |emoji: &str, on| json!({"messageId": message, "emoji": emoji, "on": on});
    let long = "\u{1f44d}".repeat(EMOJI_BYTES_MAX);
    for emoji in ["", "x", ":+1:", "\u{1f44d}\u{1f44d}", "\u{0}", "\u{200d}", &long] {
        assert_eq!(seat.refused("react", like(emoji, true)).await, "bad_request", "{emoji:.20?}");
    }
    let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}";
    for _ in 0..2 {
        seat.done("react", like(family, true)).await;
    }
    let page = seat.history(&scene.place.id).await;
    let last = page["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["reactions"][0]["count"], 1);
    for _ in 0..2 {
        seat.done("react", like(family, false)).await;
    }
    scene.server.stop().await;
}

// M8
#[tokio::test]
async fn read_marks_never_go_back_nor_beyond_the_end() {
    let scene = Scene::set().await;
    let mut seat = scene.seat(&scene.ana).await;
    let mut bens = scene.seat(&scene.ben).await;
    let first = seq(&seat.post(&scene.place.id, "one").await["position"]);
    let last = seq(&seat.post(&scene.place.id, "two").await["position"]);
    let read = |seq: u64| json!({"conversationId": scene.place.id, "seq": seq});
    bens.done("read", read(last)).await;
    // B107
    bens.done("read", read(first)).await;
    let beyond = bens.ask("read", read(u64::from(u32::MAX))).await;
    assert!(beyond["done"].is_object() || beyond["error"].is_object(), "{beyond}");
    let marks = scene.ana.get(&scene.place.path("/read-marks")).await.expect(200).json();
    let own = |mark: &&Value| mark["userId"] == scene.ben.id.to_string();
    let mark = marks["readMarks"].as_array().unwrap().iter().find(own).unwrap();
    assert_eq!(mark["seq"], last);
    scene.server.stop().await;
}

// M8
#[tokio::test]
async fn typing_a_hundred_times_is_heard_once() {
    let scene = Scene::set().await;
    let mut seat = scene.seat(&scene.ana).await;
    let mut bens = scene.seat(&scene.ben).await;
    let fields = json!({"conversationId": scene.place.id, "on": true});
    // B108
    for _ in 0..100 {
        seat.say("typing", fields.clone()).await;
    }
    seat.done("ping", json!({})).await;
    seat.post(&scene.place.id, "said").await;
    let pushes = bens.until(|push| push["event"]["posted"]["text"] == "said").await;
    let typing = pushes.iter().filter(|push| push["typing"].is_object()).count();
    assert!((1..=3).contains(&typing), "{typing}");
    scene.server.stop().await;
}

#[tokio::test]
async fn pages_have_a_size_and_one_side() {
    let scene = Scene::set().await;
    let mut seat = scene.seat(&scene.ana).await;
    for number in 0..HISTORY_PAGE_MAX + 20 {
        seat.post(&scene.place.id, &format!("number {number}")).await;
    }
    let page = async |seat: &mut Seat, rest: Value| {
        let mut fields = json!({"conversationId": scene.place.id});
        fields.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        seat.ask("history", fields).await
    };
    // B114
    for (limit, expected) in [(0, 50), (1, 1), (HISTORY_PAGE_MAX, HISTORY_PAGE_MAX)] {
        let reply = page(&mut seat, json!({"limit": limit})).await;
        assert_eq!(reply["history"]["messages"].as_array().unwrap().len(), expected);
    }
    for limit in [HISTORY_PAGE_MAX + 1, 1_000_000_000] {
        let reply = page(&mut seat, json!({"limit": limit})).await;
        assert_eq!(reply["error"]["code"], "too_many");
    }
    let both = page(&mut seat, json!({"before": 5, "after": 2})).await;
    assert_eq!(both["error"]["code"], "bad_request");
    // Paged either way, nothing is left out and nothing comes twice.
    let (mut back, mut before) = (Vec::new(), json!({"limit": 7}));
    loop {
        let reply = page(&mut seat, before).await["history"].take();
        let seqs: Vec<u64> = reply["messages"].as_array().unwrap().iter().map(seq).collect();
        back.splice(0..0, seqs.iter().copied());
        if reply["moreBefore"] != true {
            break;
        }
        before = json!({"limit": 7, "before": seqs[0]});
    }
    let (mut forth, mut after) = (Vec::new(), 0);
    loop {
        let reply = page(&mut seat, json!({"limit": 9, "after": after})).await["history"].take();
        forth.extend(reply["messages"].as_array().unwrap().iter().map(seq));
        if reply["moreAfter"] != true {
            break;
        }
        after = *forth.last().unwrap();
    }
    assert_eq!(back, forth);
    assert!(back.is_sorted_by(|one, two| one < two), "{back:?}");
    scene.server.stop().await;
}

#[tokio::test]
async fn names_and_addresses_are_one_line_and_short() {
    let scene = Scene::set().await;
    let path = scene.place.path("");
    // B110, C2
    for (field, bad) in [
        ("name", "two\r\nlines".to_owned()),
        ("name", "x".repeat(NAME_CHARS_MAX + 1)),
        ("name", "\u{0}".to_owned()),
        ("description", "x".repeat(DESCRIPTION_CHARS_MAX + 1)),
    ] {
        let answer = scene.ana.patch(&path, json!({ field: bad })).await;
        assert_eq!(answer.code(), "bad_request", "{field}");
    }
    scene.ana.patch(&path, json!({"name": "x".repeat(NAME_CHARS_MAX)})).await.expect(200);
    // B111
    let long = format!("{}@example.com", "x".repeat(300));
    for email in ["a@b\r\nBcc: c@d", "no address", "", "a@", "a b@example.com", &long] {
        let body = json!({"token": scene.place.link, "name": "guest", "email": email});
        let answer = scene.server.request("POST", "/v1/links/join").json(&body).send().await;
        assert_eq!(answer.code(), "bad_request", "{email:.20}");
    }
    scene.server.stop().await;
}

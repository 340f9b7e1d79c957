//! Recording what clients do (O5), over the wire: who may, what it shows and what it does not.

use crate::support::http::Answer;
use crate::support::places::Place;
use crate::support::raw::{Head, Raw};
use crate::support::seat::Seat;
use crate::support::server::TestServer;
use crate::support::someone::Someone;
use crate::support::stores::{TestStore, both_stores};
use serde_json::{Value, json};
use std::net::SocketAddr;

both_stores!(
    a_recording_shows_what_was_done_and_nothing_that_was_said,
    a_recording_ends_with_the_right_to_it
);

const FLAGS: [&str; 3] =
    ["--recording=on", "--send-burst=100000", "--internal-sends-per-second=100000"];

/// What was said and may not be shown, in pieces.
const SECRETS: [&str; 8] =
    ["Gr", "555-0100", "example", "secret", "gone\"}", "launch", "\u{2764}", "127.0.0.1"];

/// A recording that is under way.
struct Tap {
    raw: Raw,
    lines: Vec<String>,
}

impl Tap {
    async fn begin(address: SocketAddr, token: &str) -> Self {
        let mut raw = Raw::dial(address).await;
        let head = Head::get(address, "/v1/recording?seconds=600")
            .and("Authorization", &format!("Bearer {token}"));
        raw.send(&head.bytes()).await;
        let (status, head) = raw.answer().await.unwrap();
        assert_eq!(status, 200, "{head}");
        let mut tap = Self { raw, lines: Vec::new() };
        assert_eq!(tap.next().await["recording"]["version"], 1);
        tap
    }

    async fn next(&mut self) -> Value {
        loop {
            let line = self.raw.line().await.expect("a line of the recording");
            // Between them stand the sizes of chunks.
            if line.starts_with('{') {
                let value = serde_json::from_str(&line).unwrap();
                self.lines.push(line);
                return value;
            }
        }
    }

    async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let line = self.next().await;
            assert!(line["ended"].is_null() || wanted(&line), "{line}");
            if wanted(&line) {
                return line;
            }
        }
    }

    /// The next command of this name.
    async fn said(&mut self, name: &str) -> Value {
        self.until(|line| line["said"]["command"][name].is_object()).await["said"].clone()
    }
}

async fn ask(who: &Someone, seconds: &str) -> Answer {
    who.get(&format!("/v1/recording?seconds={seconds}")).await
}

// O5
async fn a_recording_shows_what_was_done_and_nothing_that_was_said(under: TestStore) {
    let server = TestServer::with(under, &FLAGS).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let guest = server.guest("guest").await;
    let place = Place::with(&ana, &[&ben], &[&guest]).await;
    let mut bens = Seat::connect(server.address(), &ben.token).await;
    let mut tap = Tap::begin(server.address(), &ana.token).await;
    let there = tap.until(|line| line["opened"].is_object()).await["opened"].clone();
    let mut guests = Seat::connect(server.address(), &guest.token).await;
    let came = tap.until(|line| line["opened"].is_object()).await["opened"].clone();
    assert_eq!((&there["external"], &came["external"]), (&Value::Null, &json!(true)));

    let text = "Grüße: call ana@example.com, 555-0100";
    let first = bens.post(&place.id, text).await;
    let members = tap.until(|line| line["conversation"].is_object()).await["conversation"].clone();
    let said = tap.said("send").await;
    assert_eq!(said["outcome"], "done");
    assert_eq!(
        (&said["session"], &said["command"]["send"]["conversationId"]),
        (&there["session"], &members["id"])
    );
    assert_eq!(members["members"].as_array().unwrap().len(), 3);
    assert!(
        members["members"]
            .as_array()
            .unwrap()
            .contains(&json!({"person": came["person"], "role": "guest"}))
    );
    let stand_in = said["command"]["send"]["text"].as_str().unwrap().to_owned();
    assert_eq!(stand_in.len(), text.len());

    guests.post(&place.id, text).await;
    let again = tap.said("send").await;
    assert_eq!(again["command"]["send"]["text"], stand_in.as_str());
    let emoji = json!({"messageId": first["messageId"], "emoji": "\u{2764}\u{fe0f}", "on": true});
    guests.done("react", emoji).await;
    assert_eq!(tap.said("react").await["command"]["react"]["messageId"], said["message"]);
    let note = json!({"conversationId": place.id, "clientId": uuid::Uuid::new_v4().to_string(),
        "text": "secret", "note": true});
    assert_eq!(guests.refused("send", note.clone()).await, "forbidden");
    assert_eq!(tap.said("send").await["outcome"], "forbidden");
    bens.ask("send", note).await;
    assert_eq!(tap.said("send").await["command"]["send"]["note"], true);
    place.remove(&ana, &guest).await;
    guests.leave().await;
    tap.until(|line| line["closed"] == came["session"]).await;
    bens.post(&place.id, "gone").await;
    let news = tap.until(|line| line["conversation"].is_object()).await["conversation"].clone();
    assert_eq!(news["gone"], json!([came["person"]]));

    let whole = tap.lines.concat();
    let ids = [&ana, &ben, &guest].map(|who| who.id.to_string());
    let given = [&place.id, &place.link, &ben.token, &guest.token].into_iter().chain(&ids);
    let told = [&first["messageId"], &bens.connected["sessionId"]].map(|id| id.as_str().unwrap());
    for secret in SECRETS.into_iter().chain(given.map(String::as_str)).chain(told) {
        assert!(!whole.contains(secret), "{secret}: {whole}");
    }
    server.stop().await;
    tap.until(|line| line["ended"] == "stopping").await;
}

// O5
#[tokio::test]
async fn only_administrators_record_and_only_where_it_is_switched_on() {
    let server = TestServer::with_flags(&FLAGS).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let guest = server.guest("guest").await;
    ask(&ben, "5").await.expect_code("forbidden");
    ask(&guest, "5").await.expect_code("forbidden");
    server.request("GET", "/v1/recording?seconds=5").send().await.expect_code("not_signed_in");
    for wrong in ["0", "86401", "-1", "x"] {
        ask(&ana, wrong).await.expect_code("bad_request");
    }
    let first = Tap::begin(server.address(), &ana.token).await;
    let second = Tap::begin(server.address(), &ana.token).await;
    ask(&ana, "5").await.expect_code("too_many");
    drop((first, second));
    // It is noticed when it is next looked or something is written.
    while ask(&ana, "1").await.status != 200 {}
    server.stop().await;

    let server = TestServer::start().await;
    let ana = server.ana().await;
    ask(&ana, "5").await.expect_code("forbidden");
    server.stop().await;
}

// O5, R8
async fn a_recording_ends_with_the_right_to_it(under: TestStore) {
    let server = TestServer::with(under, &FLAGS).await;
    let ana = server.ana().await;
    let other = server.internal("Other", "other@example.com", true).await;
    let mut tap = Tap::begin(server.address(), &other.token).await;
    ana.patch(&format!("/v1/users/{}", other.id), json!({"admin": false})).await.expect(200);
    tap.until(|line| line["ended"] == "forbidden").await;
    let mut tap = Tap::begin(server.address(), &ana.token).await;
    ana.post("/v1/sign-out", json!({})).await;
    tap.until(|line| line["ended"] == "not_signed_in").await;
    server.stop().await;
}

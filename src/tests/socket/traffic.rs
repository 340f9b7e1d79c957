//! What goes over sessions that are as they should be: messages to everybody who may see them, in
//! both encodings, on every device; limits of rate; and the end for those who are removed.

use crate::support::places::Place;
use crate::support::raw::Ended;
use crate::support::seat::{Seat, seq, text_to};
use crate::support::server::TestServer;
use crate::support::stores::{TestStore, both_stores};
use protocol::codec::Encoding;
use serde_json::{Value, json};

both_stores!(
    a_message_reaches_everybody_in_both_encodings,
    the_same_client_id_on_two_sockets_is_one_message,
    the_removed_are_told_and_hear_nothing_more,
);

// M1, M2
async fn a_message_reaches_everybody_in_both_encodings(under: TestStore) {
    let server = TestServer::on(under).await;
    let (ana, ben, guest) = (server.ana().await, server.ben().await, server.guest("guest").await);
    let place = Place::with(&ana, &[&ben], &[&guest]).await;
    let none = json!([]);
    let open = |token: &str, encoding| {
        let token = token.to_owned();
        let (none, address) = (none.clone(), server.address());
        async move { Seat::resume(address, &token, encoding, &none).await }
    };
    let mut writer = open(&ana.token, Encoding::Proto).await;
    let mut readers = Vec::new();
    for token in [&ana.token, &ben.token, &guest.token] {
        for encoding in Encoding::ALL {
            readers.push(open(token, encoding).await);
        }
    }
    let text = "**hello** \u{1f44b}\u{1f3fd}\n> \"quoted\"";
    let sent = writer.post(&place.id, text).await;
    for reader in &mut readers {
        let event = reader.event("posted").await;
        assert_eq!(event["posted"]["text"], text);
        assert_eq!(event["posted"]["id"], sent["messageId"]);
        assert_eq!(event["posted"]["author"]["name"], "Ana");
        let page = reader.history(&place.id).await;
        assert_eq!(page["messages"].as_array().unwrap().last().unwrap()["text"], text);
        assert_eq!(page["position"], event["position"]);
    }
    server.stop().await;
}

// M2: two devices, one message; both get the same answer.
async fn the_same_client_id_on_two_sockets_is_one_message(under: TestStore) {
    let server = TestServer::on(under).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let place = Place::with(&ana, &[&ben], &[]).await;
    let mut first = Seat::connect(server.address(), &ana.token).await;
    let mut second = Seat::connect(server.address(), &ana.token).await;
    let mut other = Seat::connect(server.address(), &ben.token).await;
    let fields = text_to(&place.id, "once");
    let (one, two) =
        tokio::join!(first.ask("send", fields.clone()), second.ask("send", fields.clone()));
    assert_eq!(one["sent"], two["sent"]);
    assert_eq!(first.ask("send", fields.clone()).await["sent"], one["sent"]);
    let mut changed = fields.clone();
    changed["text"] = json!("twice");
    // B104
    assert_eq!(second.refused("send", changed).await, "key_conflict");
    // Of another sender it is another message.
    let theirs = other.ask("send", fields).await;
    assert_ne!(theirs["sent"]["messageId"], one["sent"]["messageId"]);
    let page = first.history(&place.id).await;
    let texts = page["messages"].as_array().unwrap().iter().filter(|it| it["text"] == "once");
    assert_eq!(texts.count(), 2);
    server.stop().await;
}

// R8
async fn the_removed_are_told_and_hear_nothing_more(under: TestStore) {
    let server = TestServer::on(under).await;
    let (ana, ben, guest) = (server.ana().await, server.ben().await, server.guest("guest").await);
    let place = Place::with(&ana, &[&ben], &[&guest]).await;
    let mut anas = Seat::connect(server.address(), &ana.token).await;
    let mut bens = Seat::connect(server.address(), &ben.token).await;
    let mut guests = Seat::connect(server.address(), &guest.token).await;
    let seen = anas.post(&place.id, "before").await;
    place.remove(&ana, &guest).await;
    anas.post(&place.id, "after").await;
    bens.until(|push| push["event"]["posted"]["text"] == "after").await;
    let pushes = guests.until(|push| push["gone"].is_object()).await;
    assert_eq!(pushes.last().unwrap()["gone"], json!({"conversationId": place.id}));
    assert!(!guests.heard.concat().contains("after"));
    assert_eq!(guests.drain().await, Vec::<Value>::new());
    // By no way at all; and an answer that is the same for what never was.
    let unknown = uuid::Uuid::now_v7().to_string();
    for id in [&place.id, &unknown] {
        let there = json!({"conversationId": id});
        for name in ["history", "read", "typing", "saveDraft"] {
            assert_eq!(guests.refused(name, there.clone()).await, "not_found", "{name}");
        }
        let from = json!({"conversationId": id, "fromSeq": 1});
        assert_eq!(guests.refused("markUnread", from).await, "not_found");
        assert_eq!(guests.refused("send", text_to(id, "still here")).await, "not_found");
        for rest in ["", "/messages", "/members", "/pinned", "/read-marks"] {
            let answer = guest.get(&format!("/v1/conversations/{id}{rest}")).await;
            assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"), "{rest}");
        }
    }
    let there = json!({"messageId": seen["messageId"], "emoji": "\u{1f44d}", "on": true});
    assert_eq!(guests.refused("react", there).await, "not_found");
    // L3: nor back by the link.
    let answer = guest.post("/v1/links/join", json!({"token": place.link})).await;
    assert_eq!(answer.code(), "was_removed");
    assert_eq!(guests.drain().await, Vec::<Value>::new());
    server.stop().await;
}

#[tokio::test]
async fn whoever_is_added_is_told_and_follows_from_there() {
    let server = TestServer::start().await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let guest = server.guest("guest").await;
    let place = Place::make(&ana, false).await;
    let mut anas = Seat::connect(server.address(), &ana.token).await;
    anas.post(&place.id, "before").await;
    for someone in [&ben, &guest] {
        let mut seat = Seat::connect(server.address(), &someone.token).await;
        place.add(&ana, &[someone]).await;
        let joined = seat.next("joined").await;
        assert_eq!(joined["conversation"]["id"], place.id);
        let at = seq(&joined["conversation"]["position"]);
        // All of it was in that, and nobody was sent away.
        assert_eq!(seat.drain().await, Vec::<Value>::new());
        anas.post(&place.id, "after").await;
        let event = seat.event("posted").await;
        assert_eq!((&event["posted"]["text"], seq(&event["position"])), (&json!("after"), at + 1));
    }
    server.stop().await;
}

#[tokio::test]
async fn too_many_messages_are_refused_for_a_while_that_is_told() {
    let flags = ["--send-burst=3", "--guest-sends-per-second=1"];
    let server = TestServer::with_flags(&flags).await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    let place = Place::with(&ana, &[], &[&guest]).await;
    let mut seat = Seat::connect(server.address(), &guest.token).await;
    let mut other = Seat::connect(server.address(), &guest.token).await;
    let mut answers = Vec::new();
    for number in 0..8 {
        // Over all sockets of a user.
        let seat = if number % 2 == 0 { &mut seat } else { &mut other };
        answers.push(seat.ask("send", text_to(&place.id, "again")).await);
    }
    let sent = answers.iter().filter(|answer| answer["sent"].is_object()).count();
    let refused: Vec<_> = answers.iter().filter(|answer| answer["error"].is_object()).collect();
    assert!((3..8).contains(&sent), "{answers:?}");
    for answer in refused {
        assert_eq!(answer["error"]["code"], "rate_limited");
        let wait = answer["error"]["retryAfterMs"].as_u64().unwrap();
        assert!((1..=1_001).contains(&wait), "{wait}");
    }
    // Nobody else is slowed down, nor other commands.
    seat.done("ping", json!({})).await;
    Seat::connect(server.address(), &ana.token).await.post(&place.id, "me too").await;
    server.stop().await;
}

#[tokio::test]
async fn a_session_that_breaks_off_leaves_the_others_alone() {
    let server = TestServer::start().await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let place = Place::with(&ana, &[&ben], &[]).await;
    let mut anas = Seat::connect(server.address(), &ana.token).await;
    let mut bens = Seat::connect(server.address(), &ben.token).await;
    for _ in 0..5 {
        let mut broken = Seat::connect(server.address(), &ben.token).await;
        broken.say("history", json!({"conversationId": place.id})).await;
        broken.raw.reset();
    }
    anas.post(&place.id, "still there").await;
    assert_eq!(bens.event("posted").await["posted"]["text"], "still there");
    server.stop().await;
}

// R1, R3: at the very next command.
#[tokio::test]
async fn readers_are_refused_whatever_they_send() {
    let server = TestServer::start().await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    let place = Place::with(&ana, &[], &[&guest]).await;
    let mut seat = Seat::connect(server.address(), &guest.token).await;
    let own = seat.post(&place.id, "mine").await["messageId"].clone();
    place.change(&ana, json!({"readOnly": true})).await;
    let there = json!({"conversationId": place.id, "on": true});
    assert_eq!(seat.refused("send", text_to(&place.id, "more")).await, "read_only");
    assert_eq!(seat.refused("typing", there).await, "read_only");
    assert_eq!(seat.refused("edit", json!({"messageId": own, "text": "x"})).await, "read_only");
    assert_eq!(seat.refused("delete", json!({"messageId": own})).await, "read_only");
    assert_eq!(seat.refused("pin", json!({"messageId": own, "on": true})).await, "read_only");
    let draft = json!({"conversationId": place.id, "text": "x"});
    assert_eq!(seat.refused("saveDraft", draft).await, "read_only");
    // R2
    let like = |on| json!({"messageId": own, "emoji": "\u{1f44d}", "on": on});
    seat.done("react", like(true)).await;
    seat.done("react", like(false)).await;
    assert_ne!(seat.drain().await, Vec::<Value>::new());
    seat.leave().await;
    server.stop().await;
}

// M2: sixteen at once, and none is forgotten.
#[tokio::test]
async fn many_commands_may_be_under_way() {
    let flags = ["--send-burst=1000"];
    let server = TestServer::with_flags(&flags).await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let mut seat = Seat::connect(server.address(), &ana.token).await;
    let mut ids = Vec::new();
    for number in 0..60 {
        ids.push(seat.say("send", text_to(&place.id, &format!("number {number}"))).await);
    }
    let mut places = Vec::new();
    for id in ids {
        places.push(seq(&seat.reply(id).await["sent"]["position"]));
    }
    assert!(places.is_sorted(), "in the order of sending: {places:?}");
    seat.raw.send(&crate::support::raw::close(1001).bytes()).await;
    assert_eq!(seat.ended().await, Ended::Closed(1001, String::new()));
    server.stop().await;
}

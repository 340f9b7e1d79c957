//! Coming back: what was missed arrives, whole and once, whatever happens meanwhile; or the client
//! is told that it cannot be shown to be whole.

use crate::support::places::Place;
use crate::support::seat::{Seat, held, seq, text_to};
use crate::support::seed::Seed;
use crate::support::server::TestServer;
use crate::support::someone::Someone;
use crate::support::stores::{TestStore, both_stores};
use domain::limits::RESUME_EVENTS_MAX;
use protocol::codec::Encoding;
use serde_json::{Value, json};

both_stores!(
    what_was_missed_comes_in_order_and_then_live_events,
    nothing_is_missed_or_repeated_while_others_write,
    too_much_to_catch_up_is_told,
    who_returns_to_many_conversations_asks_the_store_twice,
);

const FAST: [&str; 2] = ["--send-burst=100000", "--internal-sends-per-second=100000"];
/// How often somebody goes and comes back.
const RETURNS: u64 = 40;

async fn back(server: &TestServer, who: &Someone, held: Value) -> Seat {
    Seat::resume(server.address(), &who.token, Encoding::Json, &json!([held])).await
}

/// Applies what a client has to apply, by the rule of the protocol; returns the next position.
fn follow(position: &Value, push: &Value) -> Value {
    let next = &push["event"]["position"];
    assert_eq!(next["epoch"], position["epoch"], "{push}");
    assert_eq!(seq(next), seq(position) + 1, "after {position}: {push}");
    next.clone()
}

// O2
async fn what_was_missed_comes_in_order_and_then_live_events(under: TestStore) {
    let server = TestServer::with(under, &FAST).await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    let place = Place::with(&ana, &[], &[&guest]).await;
    let mut writer = Seat::connect(server.address(), &ana.token).await;
    let mut seat = Seat::connect(server.address(), &guest.token).await;
    let mut position = seat.history(&place.id).await["position"].clone();
    seat.leave().await;
    let first = writer.post(&place.id, "one").await["messageId"].clone();
    let mut note = text_to(&place.id, "between us");
    note["note"] = json!(true);
    writer.ask("send", note).await;
    writer.done("react", json!({"messageId": first, "emoji": "\u{1f44d}", "on": true})).await;
    writer.done("edit", json!({"messageId": first, "text": "one!"})).await;
    writer.done("delete", json!({"messageId": first})).await;
    writer.post(&place.id, "two").await;
    let mut seat = back(&server, &guest, held(&place.id, &position)).await;
    let pushes = seat.until(|push| push["caughtUp"].is_object()).await;
    let facts = ["posted", "reacted", "edited", "deleted", "posted"];
    assert_eq!(pushes.len(), facts.len() + 1, "{pushes:?}");
    for (push, fact) in pushes.iter().zip(facts) {
        assert!(push["event"][fact].is_object(), "{fact}: {push}");
        position = follow(&position, push);
    }
    assert_eq!(pushes[facts.len()]["caughtUp"]["position"], position);
    writer.post(&place.id, "three").await;
    follow(&position, &seat.push().await);
    // Who holds everything is caught up at once.
    let position = seat.history(&place.id).await["position"].clone();
    let mut again = back(&server, &guest, held(&place.id, &position)).await;
    assert_eq!(again.push().await["caughtUp"]["position"], position);
    server.stop().await;
}

/// R6, O2: many interleavings of messages and of someone who goes and comes back.
async fn nothing_is_missed_or_repeated_while_others_write(under: TestStore) {
    let server = TestServer::with(under, &FAST).await;
    let (ana, ben, guest) = (server.ana().await, server.ben().await, server.guest("guest").await);
    let place = Place::with(&ana, &[&ben], &[&guest]).await;
    let mut seed = Seed::told("nothing_is_missed_or_repeated_while_others_write");
    let (mut one, mut two) = (seed.fork(), seed.fork());
    let stop = tokio_util::sync::CancellationToken::new();
    let write = async |who: &Someone, seed: &mut Seed| {
        let mut seat = Seat::connect(server.address(), &who.token).await;
        while !stop.is_cancelled() {
            // A handful at once, then all of the answers.
            let mut ids = Vec::new();
            for _ in 0..=seed.below(5) {
                let mut fields = text_to(&place.id, "hello");
                fields["note"] = json!(seed.below(3) == 0);
                ids.push(seat.say("send", fields).await);
            }
            for id in ids {
                assert!(seat.reply(id).await["sent"].is_object());
            }
        }
    };
    let go_and_come = async {
        let mut seat = Seat::connect(server.address(), &guest.token).await;
        let mut position = seat.history(&place.id).await["position"].clone();
        drop(seat);
        for _ in 0..RETURNS {
            position = one_return(&server, &guest, (&place.id, position), &mut seed).await;
        }
        stop.cancel();
        position
    };
    let (position, (), ()) =
        tokio::join!(go_and_come, write(&ana, &mut one), write(&ben, &mut two));
    // What a client has put together is what the log has.
    let mut seat = back(&server, &guest, held(&place.id, &position)).await;
    let pushes = seat.until(|push| push["caughtUp"].is_object()).await;
    let last = pushes[..pushes.len() - 1].iter().fold(position, |at, push| follow(&at, push));
    assert_eq!(last, seat.history(&place.id).await["position"]);
    server.stop().await;
}

/// Comes back, hears some, and goes; returns what it then holds.
async fn one_return(
    server: &TestServer,
    who: &Someone,
    (place, mut position): (&str, Value),
    seed: &mut Seed,
) -> Value {
    let mut seat = back(server, who, held(place, &position)).await;
    let mut caught_up = false;
    for _ in 0..seed.below(30) {
        let push = seat.push().await;
        if push["caughtUp"].is_object() {
            assert!(!caught_up, "caught up twice");
            assert_eq!(push["caughtUp"]["position"], position);
            caught_up = true;
        } else if push["event"].is_object() {
            position = follow(&position, &push);
        } else {
            assert!(!push["read"].is_null() || !push["typing"].is_null(), "{push}");
        }
    }
    match seed.below(3) {
        0 => seat.leave().await,
        1 => seat.raw.reset(),
        _ => drop(seat),
    }
    position
}

// O2: a guess would be a hole that nobody notices.
async fn too_much_to_catch_up_is_told(under: TestStore) {
    let server = TestServer::with(under, &FAST).await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let mut writer = Seat::connect(server.address(), &ana.token).await;
    let start = writer.history(&place.id).await["position"].clone();
    let mut posted = 0;
    while posted <= RESUME_EVENTS_MAX {
        let ids: Vec<u64> = {
            let mut ids = Vec::new();
            for _ in 0..16 {
                ids.push(writer.say("send", text_to(&place.id, "hello")).await);
            }
            ids
        };
        for id in ids {
            assert!(writer.reply(id).await["sent"].is_object());
            posted += 1;
        }
        writer.drain().await;
    }
    let head = writer.history(&place.id).await["position"].clone();
    let mut seat = back(&server, &ana, held(&place.id, &start)).await;
    let push = seat.push().await;
    assert_eq!(push["resyncRequired"], json!({"conversationId": place.id, "position": head}));
    // As many as there can be are sent.
    let mut position = head.clone();
    position["seq"] = json!(seq(&head) - u64::try_from(RESUME_EVENTS_MAX).unwrap());
    let mut seat = back(&server, &ana, held(&place.id, &position)).await;
    let pushes = seat.until(|push| push["caughtUp"].is_object()).await;
    assert_eq!(pushes.len(), RESUME_EVENTS_MAX + 1);
    // Live events follow in both cases.
    writer.post(&place.id, "live").await;
    follow(&head, &seat.push().await);
    server.stop().await;
}

// Invariant 42: beside its sign-in, its memberships and its news, one line each.
async fn who_returns_to_many_conversations_asks_the_store_twice(under: TestStore) {
    let server = TestServer::with(under, &FAST).await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    let mut writer = Seat::connect(server.address(), &ana.token).await;
    let mut holds = Vec::new();
    for _ in 0..8 {
        let place = Place::with(&ana, &[], &[&guest]).await;
        let mut seat = Seat::connect(server.address(), &guest.token).await;
        holds.push(held(&place.id, &seat.history(&place.id).await["position"]));
        seat.leave().await;
        for _ in 0..3 {
            let text = writer.post(&place.id, "hello").await["messageId"].clone();
            writer
                .done("react", json!({"messageId": text, "emoji": "\u{1f44d}", "on": true}))
                .await;
        }
    }
    // Another node, so to speak: its memory is empty.
    let store = server.under.store.clone();
    let token = guest.token.clone();
    let under = server.hand_over().await;
    let server = TestServer::with(under, &FAST).await;
    let mut asked = Vec::new();
    for _ in 0..5 {
        let before = store.statements();
        let holds = Value::Array(holds.clone());
        let mut seat = Seat::resume(server.address(), &token, Encoding::Json, &holds).await;
        for _ in 0..8 {
            let pushes = seat.until(|push| push["caughtUp"].is_object()).await;
            assert_eq!(pushes.len(), 7, "three texts, three reactions, and the end");
        }
        asked.push(store.statements() - before);
        seat.leave().await;
    }
    // Jobs and polls ask, too, now and then: the least is what one return costs.
    assert_eq!(asked.into_iter().min(), Some(5), "sign-in, memberships, news, and twice the log");
    server.stop().await;
}

// R1, R5: another class counts otherwise, so nothing that was held says anything.
#[tokio::test]
async fn becoming_read_only_changes_the_epoch_of_externals_alone() {
    let server = TestServer::start().await;
    let (ana, ben, guest) = (server.ana().await, server.ben().await, server.guest("guest").await);
    let place = Place::with(&ana, &[&ben], &[&guest]).await;
    let mut bens = Seat::connect(server.address(), &ben.token).await;
    let mut guests = Seat::connect(server.address(), &guest.token).await;
    let inside = bens.history(&place.id).await["position"].clone();
    let outside = guests.history(&place.id).await["position"].clone();
    assert_ne!(inside["epoch"], outside["epoch"]);
    place.change(&ana, json!({"readOnly": true})).await;
    let resync = guests.next("resyncRequired").await;
    assert_ne!(resync["position"]["epoch"], outside["epoch"]);
    let fetched = guests.history(&place.id).await["position"].clone();
    assert_eq!(fetched, resync["position"]);
    follow(&inside, &json!({"event": bens.event("posted").await}));
    // Whoever was away is told the same.
    let mut later = back(&server, &guest, held(&place.id, &outside)).await;
    assert_eq!(later.next("resyncRequired").await["position"], fetched);
    let mut bens_later = back(&server, &ben, held(&place.id, &inside)).await;
    assert_eq!(bens_later.until(|push| push["caughtUp"].is_object()).await.len(), 2);
    // And back again: the numbers of before are those of a guest once more.
    place.change(&ana, json!({"readOnly": false})).await;
    let resync = guests.next("resyncRequired").await;
    assert_eq!(resync["position"]["epoch"], outside["epoch"]);
    server.stop().await;
}

// R8
#[tokio::test]
async fn whoever_was_removed_meanwhile_is_told_that_it_is_gone() {
    let server = TestServer::start().await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    let place = Place::with(&ana, &[], &[&guest]).await;
    let mut writer = Seat::connect(server.address(), &ana.token).await;
    let mut seat = Seat::connect(server.address(), &guest.token).await;
    let position = seat.history(&place.id).await["position"].clone();
    seat.leave().await;
    writer.post(&place.id, "between").await;
    place.remove(&ana, &guest).await;
    writer.post(&place.id, "after").await;
    let mut seat = back(&server, &guest, held(&place.id, &position)).await;
    assert_eq!(seat.push().await, json!({"gone": {"conversationId": place.id}}));
    assert_eq!(seat.drain().await, Vec::<Value>::new());
    // The same for what never was.
    let unknown = uuid::Uuid::now_v7().to_string();
    let mut seat = back(&server, &guest, held(&unknown, &position)).await;
    assert_eq!(seat.push().await, json!({"gone": {"conversationId": unknown}}));
    let heard = seat.heard.concat();
    assert!(!heard.contains("between") && !heard.contains("after"), "{heard}");
    server.stop().await;
}

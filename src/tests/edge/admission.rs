//! Crowds: how many are let in, what the others are told, and what is left of it all afterwards.

use super::program::pass;
use crate::support::places::Place;
use crate::support::raw::{Head, Raw, in_time};
use crate::support::seat::{Seat, held};
use crate::support::server::TestServer;
use crate::support::someone::Someone;
use futures_util::future::join_all;
use parlor::clock::{Clock, SystemClock};
use protocol::codec::Encoding;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PER_SECOND: u32 = 50;
const USERS: usize = 30;
const SESSIONS_EACH: usize = 10;

/// How one client came back.
struct Back {
    seat: Seat,
    at: Instant,
    refused: u32,
}

/// Comes back as the protocol says, and not a moment later.
async fn come_back(who: &Someone, held: &Value) -> Back {
    let mut refused = 0;
    loop {
        let mut seat = Seat::open(who.address, Encoding::Json).await;
        let reply = seat.ask("connect", json!({"token": who.token, "resume": held})).await;
        if reply["connected"].is_object() {
            return Back { seat, at: SystemClock.instant(), refused };
        }
        assert_eq!(reply["error"]["code"], "overloaded", "{reply}");
        let wait = reply["error"]["retryAfterMs"].as_u64().unwrap();
        assert_eq!(seat.ended().await.code(), 1013);
        refused += 1;
        pass(Duration::from_millis(wait)).await;
    }
}

// Inv. 35, 36, 42; F32
#[tokio::test]
async fn a_crowd_comes_back_at_the_rate_and_leaves_nothing_behind() {
    let rate = format!("--connects-per-second={PER_SECOND}");
    let server = TestServer::with_flags(&[&rate]).await;
    let ana = server.ana().await;
    let place = Place::make(&ana, false).await;
    let mut guests = Vec::new();
    for number in 0..USERS {
        guests.push(server.guest(&format!("guest{number}")).await);
        place.join(&guests[number]).await;
    }
    let mut writer = Seat::connect(server.address(), &ana.token).await;
    let position = {
        let mut seat = Seat::connect(server.address(), &guests[0].token).await;
        let position = seat.history(&place.id).await["position"].clone();
        seat.leave().await;
        position
    };
    writer.post(&place.id, "missed").await;
    in_time("sessions to end", until(|| server.node().hub.sessions() == 1)).await;
    let tasks = server.app().tasks().count();

    let held = json!([held(&place.id, &position)]);
    let begun = SystemClock.instant();
    let crowd = guests.iter().flat_map(|guest| [guest; SESSIONS_EACH]);
    let mut back = join_all(crowd.map(|guest| come_back(guest, &held))).await;
    let count = USERS * SESSIONS_EACH;
    assert_eq!(server.node().hub.sessions(), count + 1);
    back.sort_by_key(|back| back.at);
    for (before, back) in (0_u32..).zip(&back) {
        // What it takes until the reply arrives only makes this weaker, never wrong.
        let allowed = back.at.duration_since(begun).as_secs_f64() * f64::from(PER_SECOND) + 7.0;
        assert!(f64::from(before) <= allowed, "{before} were let in, {allowed} at the most");
    }
    assert!(back.iter().any(|back| back.refused > 0), "some had to come back later");
    let refused: u32 = back.iter().map(|back| back.refused).sum();
    assert!(usize::try_from(refused).unwrap() < 2 * count, "{refused} refusals");

    // All of them are as if nothing had been: nothing is missing, and they live.
    for back in &mut back {
        assert_eq!(back.seat.event("posted").await["posted"]["text"], "missed");
        back.seat.next("caughtUp").await;
    }
    writer.post(&place.id, "live").await;
    for back in &mut back {
        assert_eq!(back.seat.event("posted").await["posted"]["text"], "live");
    }
    join_all(back.into_iter().map(|back| back.seat.leave())).await;
    let baseline = || server.node().hub.sessions() == 1 && server.app().tasks().count() <= tasks;
    in_time("the baseline", until(baseline)).await;
    server.node().hub.check_invariants().unwrap();
    server.stop().await;
}

/// Looks again and again.
pub(super) async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        pass(Duration::from_millis(10)).await;
    }
}

// Inv. 31, 36: where even those who wait are too many, the handshake costs nothing.
#[tokio::test]
async fn a_handshake_is_refused_when_too_many_have_not_signed_in() {
    let server = TestServer::with_flags(&["--connections-max=8"]).await;
    let ana = server.ana().await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(Seat::open(server.address(), Encoding::Json).await);
    }
    let mut last = Seat::open(server.address(), Encoding::Json).await;
    let head = Head::handshake(server.address());
    let mut refused = Raw::dial(server.address()).await;
    refused.send(&head.bytes()).await;
    let (status, text) = refused.answer().await.unwrap();
    assert_eq!(status, 503, "{text}");
    assert!(text.to_lowercase().contains("\r\nretry-after: "), "{text}");
    let body = refused.rest().await;
    assert!(String::from_utf8(body).unwrap().contains("overloaded"));
    // One signs in, and its place among those who have not is free.
    assert!(last.ask("connect", json!({"token": ana.token})).await["connected"].is_object());
    last.done("ping", json!({})).await;
    Seat::open(server.address(), Encoding::Json).await;
    server.stop().await;
}

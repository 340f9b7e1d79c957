//! Two whole nodes on one Postgres: with a Redis that dies and comes back, and without any. What
//! happens on one is seen on the other (invariants 16, 18, 21, 22, 23; F17, F18, F23, F51, F52).

use crate::support::places::Place;
use crate::support::redis::{OwnRedis, command};
use crate::support::seat::Seat;
use crate::support::server::{PASSWORD, TestServer};
use crate::support::someone::Someone;
use crate::support::stores::TestStore;
use domain::time::Span;
use serde_json::{Value, json};
use std::time::Duration;

/// Two nodes, and the people on them.
struct Pair {
    one: TestServer,
    two: TestServer,
    ana: Someone,
    ben: Someone,
}

impl Pair {
    /// `None` where there is no Postgres.
    async fn start(flags: &[&str]) -> Option<Self> {
        let store = TestStore::postgres().await?;
        let two = TestServer::with(store.shared(), flags).await;
        let one = TestServer::with(store, flags).await;
        let (ana, ben) = (one.ana().await, one.ben().await);
        Some(Self { one, two, ana, ben })
    }

    /// A session on the second node.
    async fn there(&self, who: &Someone) -> Seat {
        Seat::connect(self.two.address(), &who.token).await
    }

    async fn stop(self) {
        self.two.stop().await;
        self.one.stop().await;
    }

    /// Waits until both nodes say so of their bus.
    async fn bus_is(&self, there: bool) {
        for server in [&self.one, &self.two] {
            while server.app().bus().is_ready().await != there {
                tokio::task::yield_now().await;
            }
        }
    }
}

fn about(place: &Place, mut fields: Value) -> Value {
    fields["conversationId"] = json!(place.id);
    fields
}

/// Everything that sessions on one node have to hear of the other, wherever it comes from.
async fn everything_is_seen_there(pair: &Pair) {
    let (ana, ben) = (&pair.ana, &pair.ben);
    let mut here = Seat::connect(pair.one.address(), &ana.token).await;
    let mut bens = pair.there(ben).await;
    // Nobody there follows it yet.
    let place = Place::with(ana, &[ben], &[]).await;
    assert_eq!(bens.next("joined").await["conversation"]["id"], place.id);
    here.post(&place.id, "hello").await;
    let posted = bens.event("posted").await;
    assert_eq!(posted["posted"]["text"], "hello");
    // M8, M10: what ben does here, his session there hears, and ana's there sees how far he read.
    let mut bens_here = Seat::connect(pair.one.address(), &ben.token).await;
    let mut anas = pair.there(ana).await;
    let seq = posted["position"]["seq"].clone();
    bens_here.done("read", about(&place, json!({"seq": seq}))).await;
    assert_eq!(bens.next("read").await["seq"], seq);
    assert_eq!(anas.next("read").await["userId"], ben.id.to_string());
    bens_here.done("saveDraft", about(&place, json!({"text": "what I"}))).await;
    assert_eq!(bens.next("draft").await["text"], "what I");
    let name = format!("Ben {}", place.id);
    ben.patch("/v1/me", json!({"name": name})).await.expect(200);
    assert_eq!(bens.next("profileChanged").await["person"]["name"], name);
    // Who shares a conversation sees the new name without asking, here and there.
    assert_eq!(here.next("profileChanged").await["person"]["name"], name);
    assert_eq!(anas.next("profileChanged").await["person"]["name"], name);
    let name = json!({"name": format!("Boats {}", place.id)});
    ana.patch("/v1/organisation", name.clone()).await.expect(200);
    assert_eq!(bens.next("organisationChanged").await, name);
    // Removed: R8.
    place.remove(ana, ben).await;
    assert_eq!(bens.next("gone").await["conversationId"], place.id);
    here.post(&place.id, "of him").await;
    anas.event("posted").await;
    assert!(bens.drain().await.iter().all(|push| push["event"].is_null()));
    for seat in [here, anas, bens_here, bens] {
        seat.leave().await;
    }
}

/// Sign-ins that end on one node end on the other.
async fn access_ends_there(pair: &Pair) {
    let (one, ana) = (&pair.one, &pair.ana);
    for (number, how) in
        ["sign out", "sign out everywhere", "password", "deactivate"].into_iter().enumerate()
    {
        let email = format!("ben{number}-{}@example.com", uuid::Uuid::new_v4());
        let who = one.internal("Ben", &email, false).await;
        let mut seat = pair.there(&who).await;
        let at = pair.one.app().clock().instant();
        let code = match how {
            "sign out" => {
                who.post("/v1/sign-out", json!({})).await.expect(204);
                4501
            }
            "sign out everywhere" => {
                who.post("/v1/sign-out", json!({"everywhere": true})).await.expect(204);
                4501
            }
            "password" => {
                let sign_in = json!({"email": email, "password": PASSWORD});
                let other = one.request("POST", "/v1/sign-in").json(&sign_in).send().await;
                let other = who.by_token(other.expect(201).json()["token"].as_str().unwrap());
                let change = json!({"present": PASSWORD, "new": format!("{PASSWORD} again")});
                other.post("/v1/password", change).await.expect(204);
                4501
            }
            _ => {
                let path = format!("/v1/users/{}", who.id);
                ana.patch(&path, json!({"deactivated": true})).await.expect(200);
                4502
            }
        };
        assert_eq!(seat.ended().await.code(), code, "{how}");
        assert!(at.elapsed() < Duration::from_secs(15), "{how}");
    }
}

/// What `/readyz` of the first node says of the bus.
async fn bus_of(pair: &Pair) -> String {
    let ready = pair.one.request("GET", "/readyz").send().await.expect(200).json();
    ready["details"][2].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn two_nodes_without_a_bus_see_what_the_other_does() {
    let Some(pair) = Pair::start(&[]).await else { return };
    assert_eq!(bus_of(&pair).await, "bus: in this node alone, delivery from others by polling");
    everything_is_seen_there(&pair).await;
    access_ends_there(&pair).await;
    pair.stop().await;
}

// F17, F18, F52
#[tokio::test]
async fn a_redis_that_dies_takes_nothing_away_but_presence() {
    let Some(mut redis) = OwnRedis::new() else { return };
    let url = format!("--redis-url={}", redis.url());
    let Some(pair) = Pair::start(&[&url]).await else { return };
    assert_eq!(bus_of(&pair).await, "bus: away, delivery by polling");
    everything_is_seen_there(&pair).await;
    redis.start().await;
    pair.bus_is(true).await;
    assert_eq!(bus_of(&pair).await, "bus: redis");
    everything_is_seen_there(&pair).await;
    access_ends_there(&pair).await;
    redis.kill().await;
    pair.bus_is(false).await;
    everything_is_seen_there(&pair).await;
    access_ends_there(&pair).await;
    pair.stop().await;
}

// F23, invariant 18, M8
#[tokio::test]
async fn presence_and_typing_are_seen_on_other_nodes_and_end_with_redis() {
    let Some(mut redis) = OwnRedis::new() else { return };
    redis.start().await;
    let url = format!("--redis-url={}", redis.url());
    let Some(pair) = Pair::start(&[&url]).await else { return };
    pair.bus_is(true).await;
    let place = Place::with(&pair.ana, &[&pair.ben], &[]).await;
    let mut here = Seat::connect(pair.one.address(), &pair.ana.token).await;
    let mut there = pair.there(&pair.ben).await;
    let watch = json!({"userIds": [pair.ana.id.to_string()]});
    let availability = async |seat: &mut Seat| {
        let reply = seat.ask("watchPresence", watch.clone()).await;
        reply["presence"]["presence"][0]["availability"].as_str().map(str::to_owned)
    };
    // The answer itself knows, once the nodes know each other.
    while availability(&mut there).await.as_deref() != Some("AVAILABILITY_ONLINE") {}
    here.say("typing", about(&place, json!({"on": true}))).await;
    assert_eq!(there.next("typing").await["person"]["id"], pair.ana.id.to_string());
    // Nothing is kept in Redis that could be lost.
    command(&redis.url(), &[b"FLUSHALL"]).await;
    assert_eq!(availability(&mut there).await.as_deref(), Some("AVAILABILITY_ONLINE"));
    redis.kill().await;
    let gone = there.until(|push| push["presence"].is_object()).await.pop().unwrap();
    assert_eq!(gone["presence"]["availability"], "AVAILABILITY_OFFLINE");
    redis.start().await;
    let back = there.until(|push| push["presence"].is_object()).await.pop().unwrap();
    assert_eq!(back["presence"]["availability"], "AVAILABILITY_ONLINE");
    pair.stop().await;
}

// Invariant 22: also on a node that is alone.
#[tokio::test]
async fn a_sign_in_whose_time_is_over_ends_its_open_sessions() {
    let server = TestServer::start().await;
    let guest = server.guest("guest").await;
    let mut seat = Seat::connect(server.address(), &guest.token).await;
    server.advance(Span::days(31));
    assert_eq!(seat.ended().await.code(), 4501);
    server.stop().await;
}

//! Peers that are gone without a word.

use crate::support::places::Place;
use crate::support::seat::Seat;
use crate::support::server::TestServer;
use parlor::clock::{Clock, SystemClock};
use serde_json::json;
use std::time::Duration;

const FLAGS: [&str; 2] = ["--heartbeat-seconds=1", "--heartbeat-deadline-seconds=1"];

// Inv. 18; F24, F40, F41: who answers pings stays, who does not is closed in time and seen to go.
#[tokio::test]
async fn a_dead_peer_is_closed_in_time_and_its_presence_ends() {
    let server = TestServer::with_flags(&FLAGS).await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    let place = Place::with(&ana, &[], &[&guest]).await;
    let mut watcher = Seat::connect(server.address(), &ana.token).await;
    assert_eq!(watcher.connected["heartbeatSeconds"], 1);
    let watched = json!({"userIds": [guest.id.to_string()]});
    watcher.ask("watchPresence", watched).await;
    let begun = SystemClock.instant();
    // It is there, and from now on it reads nothing and answers nothing.
    let mut dead = Seat::connect(server.address(), &guest.token).await;
    let position = dead.history(&place.id).await["position"].clone();
    assert_eq!(watcher.next("presence").await["availability"], "AVAILABILITY_ONLINE");
    let gone = watcher.next("presence").await;
    assert!(gone["availability"].is_null() || gone["availability"] == "AVAILABILITY_OFFLINE");
    let took = SystemClock.instant().duration_since(begun);
    // Ping and deadline, the grace of presence, and the last words to one who does not hear them.
    assert!(took >= Duration::from_secs(6), "{took:?}: the grace was not kept");
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert_eq!(dead.ended().await.code(), 4001);
    // The watcher answered pings for all this time, and what the dead one missed is there for it.
    watcher.post(&place.id, "are you there?").await;
    let held = json!([crate::support::seat::held(&place.id, &position)]);
    let encoding = protocol::codec::Encoding::Json;
    let mut back = Seat::resume(server.address(), &guest.token, encoding, &held).await;
    assert_eq!(back.event("posted").await["posted"]["text"], "are you there?");
    server.stop().await;
}

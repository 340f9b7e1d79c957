//! Bugs that end a task: only what it served ends with it.

use super::admission::until;
use super::counted::Counted;
use crate::support::places::Place;
use crate::support::raw::in_time;
use crate::support::seat::{Seat, text_to};
use crate::support::server::TestServer;
use crate::support::stores::TestStore;
use domain::time::Timestamp;
use parlor::clock::{Clock, ManualClock};
use protocol::codec::Encoding;
use serde_json::json;
use std::backtrace::Backtrace;
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// A clock that panics once when code of the file that it waits for asks for the time.
#[derive(Debug)]
struct Bomb {
    clock: ManualClock,
    waits_for: Mutex<Option<&'static str>>,
}

impl Clock for Bomb {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn instant(&self) -> Instant {
        let mut waits_for = self.waits_for.lock().unwrap();
        let hit =
            waits_for.is_some_and(|place| Backtrace::force_capture().to_string().contains(place));
        if hit {
            *waits_for = None;
            drop(waits_for);
            panic!("a bug, as the test wants it");
        }
        self.clock.instant()
    }
}

// Inv. 34; F58
#[tokio::test]
async fn a_panic_ends_one_session_with_1011_and_is_counted() {
    let counted = Counted::default();
    let _recording = metrics::set_default_local_recorder(&counted);
    let under = TestStore::sqlite().await;
    let bomb = Arc::new(Bomb { clock: under.clock.clone(), waits_for: Mutex::default() });
    let server = TestServer::with_clock(under, &[], bomb.clone()).await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    let place = Place::with(&ana, &[], &[&guest]).await;
    let mut other = Seat::connect(server.address(), &ana.token).await;
    // In a command, in the session's own task, and where one begins to sign in.
    let places = ["src/gateway/client.rs", "src/gateway/socket.rs", "src/gateway/connect.rs"];
    for (before, place_of_bug) in (0_u64..).zip(places) {
        assert_eq!(counted.get("parlor_panics_total"), before);
        let arm = || *bomb.waits_for.lock().unwrap() = Some(place_of_bug);
        let mut seat = Seat::open(server.address(), Encoding::Json).await;
        if before == 0 {
            let reply = seat.ask("connect", json!({"token": guest.token})).await;
            assert!(reply["connected"].is_object());
            arm();
            seat.say("send", text_to(&place.id, "boom")).await;
        } else {
            arm();
            seat.say("connect", json!({"token": guest.token})).await;
        }
        assert_eq!(seat.ended().await.code(), 1011, "{place_of_bug}");
        in_time("its end", until(|| server.node().hub.sessions() == 1)).await;
        assert_eq!(counted.get("parlor_panics_total"), before + 1);
        // Others do not notice, and the same user can come again at once.
        other.post(&place.id, "still here").await;
        let mut again = Seat::connect(server.address(), &guest.token).await;
        again.post(&place.id, "me too").await;
        again.leave().await;
    }
    server.node().hub.check_invariants().unwrap();
    server.stop().await;
}

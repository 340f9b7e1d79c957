//! A node that is told to stop, seen from inside one process.

use super::program::{pass, try_get};
use crate::support::places::Place;
use crate::support::raw::in_time;
use crate::support::seat::{Seat, text_to};
use crate::support::server::TestServer;
use crate::support::stores::{TestStore, both_stores};
use futures_util::future::join_all;
use serde_json::Value;
use std::time::Duration;

both_stores!(a_node_that_stops_first_says_so_then_lets_everybody_go);

// Inv. 40
async fn a_node_that_stops_first_says_so_then_lets_everybody_go(under: TestStore) {
    const SEATS: usize = 10;
    // As slow a rate shows how they are spread.
    let flags = ["--drain-grace=2", "--drain-seconds=5", "--connects-per-second=20"];
    let server = TestServer::with(under, &flags).await;
    let address = server.address();
    let (ana, ben) = (server.ana().await, server.ben().await);
    let place = Place::with(&ana, &[&ben], &[]).await;
    let mut seats = Vec::new();
    for _ in 0..SEATS {
        seats.push(Seat::connect(address, &ana.token).await);
    }
    let goes = async {
        in_time("not ready", async {
            while try_get(address, "/readyz").await.unwrap().status == 200 {
                pass(Duration::from_millis(10)).await;
            }
        })
        .await;
        // In the time of grace everything goes on, new sessions included.
        assert_eq!(try_get(address, "/healthz").await.unwrap().status, 200);
        let mut late = Seat::connect(address, &ben.token).await;
        late.post(&place.id, "late").await;
        seats.push(late);
        // What was sent before the end is answered before the end.
        let leaving = seats.into_iter().enumerate().map(async |(number, mut seat)| {
            let told = seat.next("drain").await;
            let id = seat.say("send", text_to(&place.id, &format!("last {number}"))).await;
            let answered = seat.try_reply(id).await;
            assert_eq!(seat.ended().await.code(), 1012);
            (told["reconnectAfterMs"].as_u64().unwrap_or(0), answered)
        });
        let (mut told, answered): (Vec<u64>, Vec<Option<Value>>) =
            join_all(leaving).await.into_iter().unzip();
        told.sort_unstable();
        // Eleven at 20/s: half a second, each at a time of its own.
        assert_eq!(
            told,
            (0..=SEATS).map(|place| u64::try_from(place * 50).unwrap()).collect::<Vec<_>>()
        );
        // Perhaps not heard, but never refused: what is not answered is said again elsewhere.
        assert!(answered.iter().flatten().all(|reply| reply["sent"].is_object()), "{answered:?}");
        assert!(try_get(address, "/healthz").await.is_none(), "nobody listens any more");
    };
    tokio::join!(server.stop(), goes);
}

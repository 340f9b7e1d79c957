//! Clients that do not take what is sent to them.

use super::admission::until;
use super::counted::Counted;
use crate::support::places::Place;
use crate::support::raw::in_time;
use crate::support::seat::{Seat, held, seq};
use crate::support::server::TestServer;
use domain::limits::RESUME_EVENTS_MAX;
use protocol::codec::Encoding;
use serde_json::json;

const TEXT_BYTES: usize = 16_000;
/// 7 MB: more than the kernel takes on both sides, and a queue beyond it. Few enough to resume.
const MESSAGES: usize = 450;
const _: () = assert!(MESSAGES < RESUME_EVENTS_MAX);

// Inv. 17, 30, 35; F25
#[tokio::test]
async fn a_client_that_stops_reading_is_cut_and_others_go_on() {
    let counted = Counted::default();
    let _recording = metrics::set_default_local_recorder(&counted);
    // It answers no ping and takes nothing: where all of this takes long, that alone would end it.
    let flags =
        ["--send-burst=1000000", "--internal-sends-per-second=1000000", "--heartbeat-seconds=300"];
    let server = TestServer::with_flags(&flags).await;
    let (ana, ben) = (server.ana().await, server.ben().await);
    let guest = server.guest("guest").await;
    let place = Place::with(&ana, &[&ben], &[&guest]).await;
    let mut writer = Seat::connect(server.address(), &ana.token).await;
    let mut reader = Seat::connect(server.address(), &ben.token).await;
    let mut slow = Seat::connect(server.address(), &guest.token).await;
    let position = slow.history(&place.id).await["position"].clone();
    let text = "x".repeat(TEXT_BYTES);
    for _ in 0..MESSAGES {
        writer.post(&place.id, &text).await;
        // The other one hears each of them at once.
        assert_eq!(reader.event("posted").await["posted"]["text"].as_str(), Some(text.as_str()));
        // Nobody is cut by one's own echo.
        writer.event("posted").await;
    }
    in_time("the end of the slow one", until(|| server.node().hub.sessions() == 2)).await;
    assert_eq!(counted.get("parlor_sessions_ended_total{code=slow}"), 1);
    // It may have been too slow even for the close frame.
    assert!([4000, 0].contains(&slow.ended().await.code()));
    // What it has is a beginning without a hole.
    let mut last = seq(&position);
    for text in &slow.heard {
        let frame: serde_json::Value = serde_json::from_str(text).unwrap();
        let event = &frame["push"]["event"];
        if event.is_object() {
            assert_eq!(seq(&event["position"]), last + 1);
            last += 1;
        }
    }
    let epoch = position["epoch"].clone();
    let held = json!([held(&place.id, &json!({"epoch": epoch, "seq": last}))]);
    let mut back = Seat::resume(server.address(), &guest.token, Encoding::Json, &held).await;
    let pushes = back.until(|push| push["caughtUp"].is_object()).await;
    let events = pushes.len() - 1;
    assert_eq!(
        seq(&position) + u64::try_from(MESSAGES).unwrap(),
        last + u64::try_from(events).unwrap()
    );
    server.stop().await;
}

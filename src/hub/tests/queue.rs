//! What waits for one session.

use super::support::{Arrived, TestSink, id};
use crate::clock::SystemClock;
use crate::hub::frame;
use crate::hub::outgoing::{End, Outgoing, QueueLimits};
use bytes::Bytes;
use domain::ids::ConversationId;
use protocol::code::CloseCode;
use protocol::codec::Encoding;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

fn queue(room: usize, bytes_max: usize) -> (Outgoing, Arc<TestSink>) {
    let sink = TestSink::with_room(room);
    let limits = QueueLimits { bytes_max, stall: Duration::from_secs(10) };
    let sink_of = Arc::<TestSink>::clone(&sink);
    (Outgoing::new(sink_of, Arc::new(SystemClock), limits), sink)
}

fn done(number: u32) -> Bytes {
    frame::finished(&protocol::frame::done(number), Encoding::Json)
}

fn payload(number: u32) -> Arrived {
    Arrived::Payload(format!("{{\"reply\":{{\"id\":{number},\"done\":{{}}}}}}").into_bytes())
}

#[test]
fn frames_leave_at_once_while_nothing_waits() {
    let (queue, sink) = queue(usize::MAX, 1_000);
    queue.push(done(1), None);
    queue.send(done(2));
    assert_eq!(sink.arrived(), [payload(1), payload(2)]);
    assert!(!queue.flush().waiting);
}

#[test]
fn a_frame_that_left_in_part_is_finished_before_the_next() {
    let (queue, sink) = queue(5, 1_000);
    queue.push(done(1), None);
    queue.send(done(2));
    queue.push(done(3), None);
    assert_eq!(sink.arrived(), []);
    let status = queue.flush();
    assert!(status.waiting && status.slow_at.is_some());
    sink.set_room(30);
    queue.flush();
    sink.set_room(usize::MAX);
    assert!(!queue.flush().waiting);
    assert_eq!(sink.arrived(), [payload(1), payload(2), payload(3)]);
}

#[test]
fn what_waits_leaves_in_one_call() {
    let (queue, sink) = queue(0, 1_000);
    for number in 1..=10 {
        queue.push(done(number), None);
    }
    sink.set_room(usize::MAX);
    let before = sink.calls.load(Ordering::SeqCst);
    queue.flush();
    assert_eq!(sink.calls.load(Ordering::SeqCst) - before, 1);
    assert_eq!(sink.arrived().len(), 10);
}

#[test]
fn too_much_closes_the_session_as_slow_and_never_drops_in_silence() {
    let (queue, sink) = queue(5, 100);
    for number in 1..=10 {
        queue.push(done(number), None);
    }
    assert_eq!(queue.ended(), Some(End::Closed(CloseCode::Slow)));
    sink.set_room(usize::MAX);
    queue.flush();
    // The frame that had begun is whole; then there is the close, and nothing after it.
    assert_eq!(sink.arrived(), [payload(1), Arrived::Close(4000)]);
    queue.push(done(11), None);
    queue.send(done(12));
    assert_eq!(sink.arrived(), []);
}

#[test]
fn what_is_held_back_counts_and_leaves_in_order() {
    let (queue, sink) = queue(usize::MAX, 100);
    queue.hold();
    queue.push(done(2), None);
    queue.send(done(1));
    assert_eq!(sink.arrived(), [payload(1)]);
    queue.release();
    assert_eq!(sink.arrived(), [payload(2)]);
    queue.hold();
    for number in 1..=10 {
        queue.push(done(number), None);
    }
    assert_eq!(queue.ended(), Some(End::Closed(CloseCode::Slow)));
}

// R8
#[test]
fn what_waits_of_a_conversation_is_forgotten_with_it() {
    let (a, b): (ConversationId, ConversationId) = (id(1), id(2));
    let (queue, sink) = queue(5, 1_000);
    queue.push(done(1), Some(a));
    queue.push(done(2), Some(a));
    queue.push(done(3), Some(b));
    queue.hold();
    queue.push(done(4), Some(a));
    queue.push(done(5), None);
    queue.forget(a);
    queue.release();
    sink.set_room(usize::MAX);
    queue.flush();
    assert_eq!(sink.arrived(), [payload(1), payload(3), payload(5)]);
}

#[test]
fn a_close_goes_after_what_waits_unless_nothing_more_may_be_seen() {
    for (code, after) in [(CloseCode::Restart, 2), (CloseCode::SignedOut, 0)] {
        let (queue, sink) = queue(0, 1_000);
        queue.push(done(1), None);
        queue.push(done(2), None);
        queue.close(code);
        sink.set_room(usize::MAX);
        queue.flush();
        let arrived = sink.arrived();
        assert_eq!(arrived.len(), after + 1, "{code:?}");
        assert_eq!(arrived.last(), Some(&Arrived::Close(code.number())));
    }
}

#[test]
fn a_socket_that_takes_nothing_for_too_long_is_slow() {
    let sink = TestSink::with_room(0);
    let limits = QueueLimits { bytes_max: 1_000, stall: Duration::ZERO };
    let queue = Outgoing::new(sink, Arc::new(SystemClock), limits);
    queue.push(done(1), None);
    assert_eq!(queue.flush().end, Some(End::Closed(CloseCode::Slow)));
}

#[tokio::test]
async fn what_is_large_waits_for_room() {
    let (queue, sink) = queue(0, 100);
    let large = Bytes::from(vec![0; 80]);
    assert_eq!(queue.try_send(&large, None), Some(true));
    assert_eq!(queue.try_send(&large, None), None);
    sink.set_room(usize::MAX);
    queue.flush();
    queue.room().await;
    assert_eq!(queue.try_send(&large, None), Some(true));
    queue.break_off();
    queue.room().await;
    assert_eq!(queue.try_send(&large, None), Some(false));
}

#[test]
fn long_frames_and_reasons_have_their_lengths() {
    for length in [0, 125, 126, 65_535, 65_536] {
        let error = protocol::code::Code::BadRequest.error_with("x".repeat(length));
        let frame = protocol::frame::error(1, error);
        let sink = TestSink::with_room(usize::MAX);
        let sink_of = Arc::<TestSink>::clone(&sink);
        let queue = Outgoing::new(sink_of, Arc::new(SystemClock), QueueLimits::default());
        queue.send(frame::finished(&frame, Encoding::Proto));
        let expected = protocol::codec::encode_frame(&frame, Encoding::Proto).to_vec();
        assert_eq!(sink.arrived(), [Arrived::Payload(expected)]);
    }
    assert_eq!(frame::close(4000, &"é".repeat(100)).len(), 2 + 2 + 122);
}

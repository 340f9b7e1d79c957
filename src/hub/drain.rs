//! How sessions are asked to go elsewhere when the node stops. Does not stop anything else.

use super::Hub;
use super::session::Session;
use domain::limits::COME_BACK_SPAN_MAX;
use protocol::code::CloseCode;
use protocol::generated::push;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often it is looked whether sessions are left.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// What is left of the time when there is a hurry.
const HURRY: Duration = Duration::from_secs(1);

/// How sessions go.
#[derive(Debug, Clone, Copy)]
pub struct Drain {
    /// Time between two of them at the rate at which a node lets sessions in.
    pub every: Duration,
    /// All have gone by then.
    pub within: Duration,
    /// Other nodes take them: each goes when its turn has come and can come back at once. Otherwise
    /// all go at once, and are told each a time of their own to come back.
    pub in_turn: bool,
}

impl Hub {
    /// Tells all sessions to come back, lets what they have under way finish, and closes them as
    /// restarted; those left when the time is over at once. In a `hurry` that is in a second.
    pub async fn drain(&self, drain: Drain, hurry: &CancellationToken) {
        let begun = self.now();
        let sessions = self.all_sessions();
        let count = u32::try_from(sessions.len()).unwrap_or(u32::MAX).max(1);
        if drain.in_turn {
            // A part of the time is for the last ones to finish.
            let every = drain.every.min(drain.within * 4 / 5 / count);
            for (place, session) in (0_u32..).zip(&sessions) {
                let due = begun + every * place;
                let wait = due.saturating_duration_since(self.now());
                if wait > Duration::from_millis(1) {
                    hurry.run_until_cancelled(tokio::time::sleep(wait)).await;
                }
                send_away(session, Duration::ZERO);
            }
        } else {
            let every = drain.every.min(COME_BACK_SPAN_MAX.duration() / count);
            for (place, session) in (0_u32..).zip(&sessions) {
                send_away(session, every * place);
            }
        }
        self.wait_for_last(begun + drain.within, hurry).await;
        for session in self.all_sessions() {
            session.close(CloseCode::Restart);
        }
    }

    /// Waits until all have gone, or the time is over.
    async fn wait_for_last(&self, mut end: Instant, hurry: &CancellationToken) {
        let mut hurried = false;
        while self.sessions() > 0 && self.now() < end {
            if !hurried && hurry.is_cancelled() {
                hurried = true;
                end = end.min(self.now() + HURRY);
            }
            // Who was just being let in is told, too.
            for session in self.all_sessions().iter().filter(|session| !session.is_draining()) {
                send_away(session, Duration::ZERO);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

fn send_away(session: &Session, after: Duration) {
    let reconnect_after_ms = u32::try_from(after.as_millis()).unwrap_or(u32::MAX);
    session.push(push::Push::Drain(push::Drain { reconnect_after_ms }), None);
    session.drain();
}

//! How sessions are asked to go elsewhere when the node stops. Does not stop anything else.

use super::Hub;
use protocol::code::CloseCode;
use protocol::generated::push;
use std::time::Duration;

/// How often it is looked whether sessions are left.
const LOOK_EVERY: Duration = Duration::from_millis(20);

impl Hub {
    /// Tells all sessions to come back, spread over `spread`, lets what they have under way finish,
    /// and closes them as restarted; those left after `deadline` at once.
    pub async fn drain(&self, spread: Duration, deadline: Duration) {
        let begun = self.now();
        let users: Vec<_> = self.0.users.iter().map(|live| live.sessions.clone()).collect();
        let sessions: Vec<_> = users.into_iter().flatten().collect();
        let count = u32::try_from(sessions.len()).unwrap_or(u32::MAX).max(1);
        for (place, session) in (0_u32..).zip(&sessions) {
            let after = spread / count * place;
            let reconnect_after_ms = u32::try_from(after.as_millis()).unwrap_or(u32::MAX);
            session.push(push::Push::Drain(push::Drain { reconnect_after_ms }), None);
            session.drain();
        }
        while self.sessions() > 0 && self.now().duration_since(begun) < deadline {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let users: Vec<_> = self.0.users.iter().map(|live| live.sessions.clone()).collect();
        for session in users.into_iter().flatten() {
            session.close(CloseCode::Restart);
        }
    }
}

//! Messages that were scheduled (M10): posted when their time has come, by the rules of that time.
//!
//! Each keeps its client id, so that however many nodes post it, and however often, it is one
//! message (M2); its row goes afterwards.

use super::Jobs;
use crate::store::scheduled::{self, Due};

/// Scheduled messages posted in one round.
const DUE_MAX: i64 = 50;

impl Jobs {
    /// Posts what is due; says whether there may be more.
    pub(super) async fn send_scheduled(&self) -> bool {
        let now = self.clock().now();
        let due = self.store().read(move |sql| Box::pin(scheduled::due(sql, now, DUE_MAX))).await;
        let due = match due {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "scheduled messages cannot be read");
                return false;
            }
        };
        let full = i64::try_from(due.len()).unwrap_or(i64::MAX) >= DUE_MAX;
        let mut settled = false;
        for one in due {
            settled |= self.send_one(one).await;
        }
        full && settled
    }

    /// Posts one; says whether it is settled.
    async fn send_one(&self, due: Due) -> bool {
        let id = due.id;
        let failed = match self.0.parts.app.post_scheduled(due).await {
            Ok(()) => None,
            // The same may succeed later.
            Err(error) if error.retry_after().is_some() => return false,
            Err(error) => Some(error.code().as_str()),
        };
        let written =
            self.store().write(move |sql| Box::pin(scheduled::settle(sql, id, failed))).await;
        written.is_ok()
    }
}

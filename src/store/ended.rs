//! Says that the store must not be used any more by this process, and why. A supervisor starts the
//! node again, which then begins with what is really there.

use std::sync::Arc;
use tokio::sync::watch;

/// Why a node has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// A write to the disk failed at a commit: what the system still holds in memory need not be
    /// what is on the disk, and asking it again could claim that it is.
    #[error(
        "the disk failed while a transaction was written: nothing of it was acknowledged; look at \
         the disk, then start again"
    )]
    Disk,
    /// The database is another one than at the start, or goes on from an earlier state: positions
    /// that this node and its clients hold may name something else there.
    #[error(
        "the database was replaced, restored, or failed over to a standby that may lack something: \
         the node has to start again"
    )]
    Replaced,
}

impl Ended {
    /// With which code the process ends (sysexits.h): 74 for the disk, 75 for a start that helps.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Disk => 74,
            Self::Replaced => 75,
        }
    }
}

/// Where the end of the store is said and heard. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Ending(Arc<watch::Sender<Option<Ended>>>);

impl Default for Ending {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Ending {
    /// Says it; the first reason stays.
    pub(super) fn end(&self, why: Ended) {
        let first = self.0.send_if_modified(|ended| {
            let first = ended.is_none();
            ended.get_or_insert(why);
            first
        });
        if first {
            tracing::error!(%why, "the store cannot be used any more");
        }
    }

    /// Why it ended, if it did.
    #[must_use]
    pub fn reason(&self) -> Option<Ended> {
        *self.0.borrow()
    }

    /// Waits until it ends.
    pub async fn ended(&self) -> Ended {
        let mut ended = self.0.subscribe();
        match ended.wait_for(Option::is_some).await.map(|why| *why) {
            Ok(Some(why)) => why,
            // It is said through this same handle, which lives.
            Ok(None) | Err(_) => std::future::pending().await,
        }
    }
}

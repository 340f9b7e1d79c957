//! Who may use a connection, and who waits for one. One connection is kept for the committer: what
//! reads slowly, and there may be many of those, never makes a send hear `overloaded`.
//!
//! Connections themselves are the pool's; who has a turn finds one there.

use super::StoreError;
use domain::limits::STORE_WAITING_MAX;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections that only the committer uses; it is one task, with one transaction at a time.
const RESERVED: usize = 1;

/// Whose work a transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Whose {
    Anybodys,
    Committers,
}

/// As many turns as the pool has connections.
#[derive(Debug)]
pub(super) struct Turns {
    common: Arc<Semaphore>,
    reserved: Arc<Semaphore>,
    waiting: AtomicUsize,
}

impl Turns {
    /// For this many connections; nothing is kept free of a single one.
    pub(super) fn of(connections: usize) -> Self {
        let reserved = if connections > RESERVED { RESERVED } else { 0 };
        Self {
            common: Arc::new(Semaphore::new(connections - reserved)),
            reserved: Arc::new(Semaphore::new(reserved)),
            waiting: AtomicUsize::new(0),
        }
    }

    /// Waits behind those who came before; the committer, for the first that gets free.
    ///
    /// # Errors
    /// `Overloaded`: too many wait already.
    pub(super) async fn take(&self, whose: Whose) -> Result<OwnedSemaphorePermit, StoreError> {
        let mut semaphores = [&self.reserved, &self.common].into_iter();
        if whose == Whose::Anybodys {
            semaphores.next();
        }
        for semaphore in semaphores {
            if let Ok(turn) = Arc::clone(semaphore).try_acquire_owned() {
                return Ok(turn);
            }
        }
        let common = Arc::clone(&self.common).acquire_owned();
        let turn = match whose {
            Whose::Anybodys => {
                let _waiting = Waiting::begin(&self.waiting).ok_or(StoreError::Overloaded)?;
                metrics::counter!("parlor_store_pool_waits_total").increment(1);
                common.await
            }
            Whose::Committers => tokio::select! {
                biased;
                turn = Arc::clone(&self.reserved).acquire_owned() => turn,
                turn = common => turn,
            },
        };
        turn.map_err(|_| StoreError::unavailable("the pool is closed"))
    }

    /// Nothing is left but what is kept for the committer.
    pub(super) fn are_taken(&self) -> bool {
        self.common.available_permits() == 0
    }
}

/// A place among those who wait for a connection.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    /// `None`: too many wait already.
    fn begin(count: &'a AtomicUsize) -> Option<Self> {
        let waiting = Self(count);
        let before = count.fetch_add(1, Ordering::Relaxed);
        (before < STORE_WAITING_MAX).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

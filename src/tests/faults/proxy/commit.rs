//! Sees the answer to a COMMIT among what Postgres says, so that it can be held back: the moment at
//! which something is stored and nobody knows it.

use tokio::sync::watch;

/// `CommandComplete` of a COMMIT: kind, length, tag.
const COMMITTED: &[u8] = b"C\x00\x00\x00\x0bCOMMIT\x00";

/// What is to be done with answers to COMMIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    No,
    Wanted,
    Now,
}

/// Shared by the connections of one proxy.
#[derive(Debug)]
pub(super) struct Commits(watch::Sender<Held>);

impl Default for Commits {
    fn default() -> Self {
        Self(watch::Sender::new(Held::No))
    }
}

impl Commits {
    /// Wants the next one held; returns when it is.
    pub(super) async fn hold(&self) {
        self.0.send_replace(Held::Wanted);
        self.0.subscribe().wait_for(|held| *held == Held::Now).await.unwrap();
    }

    pub(super) fn release(&self) {
        self.0.send_replace(Held::No);
    }

    /// Whether this answer is the one that is wanted.
    fn take(&self) -> bool {
        self.0.send_if_modified(|held| {
            let is_wanted = *held == Held::Wanted;
            if is_wanted {
                *held = Held::Now;
            }
            is_wanted
        })
    }

    pub(super) async fn wait(&self) {
        drop(self.0.subscribe().wait_for(|held| *held == Held::No).await);
    }
}

/// Whole messages of one connection.
#[derive(Debug, Default)]
pub(super) struct Answers {
    bytes: Vec<u8>,
}

impl Answers {
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// If an answer to COMMIT is to be held: what stands before it.
    pub(super) fn before_commit(&mut self, commits: &Commits) -> Option<Vec<u8>> {
        let mut at = 0;
        while let Some(message) = message(&self.bytes[at..]) {
            if message == COMMITTED && commits.take() {
                return Some(self.bytes.drain(..at).collect());
            }
            at += message.len();
        }
        None
    }

    /// What is whole.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        let mut end = 0;
        while let Some(message) = message(&self.bytes[end..]) {
            end += message.len();
        }
        self.bytes.drain(..end).collect()
    }
}

/// The first message of these bytes, if it is whole: a byte for its kind, four for its length.
fn message(bytes: &[u8]) -> Option<&[u8]> {
    let length: [u8; 4] = bytes.get(1..5)?.try_into().ok()?;
    bytes.get(..1 + usize::try_from(u32::from_be_bytes(length)).ok()?)
}

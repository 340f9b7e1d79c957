//! Carrying over what was committed, from the log (WAL) into the file, beside the writer.
//!
//! Done by the writer after a commit, it held up everybody who waited for the next one. A thread
//! carries over what the log holds while the writer goes on appending to it. But the log begins
//! anew only when nothing of it is left, and else grows for ever: the little that came meanwhile,
//! the writer carries over.

use super::{DISK_FAILED, connect};
use crate::store::ended::{Ended, Ending};
use crate::tasks::spawn_thread;
use rusqlite::Connection;
use rusqlite::wal::CheckpointMode;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Pages of 4 KiB in the log before they are carried over: the more there are, the more often a
/// page has changed by then that is carried over once.
pub(super) const LOG_PAGES: u32 = 8_000;
/// The thread does it so often, each time less is left.
const TURNS: u8 = 2;

/// The writer's side.
#[derive(Debug)]
pub(super) struct Checkpoints {
    state: Arc<Mutex<State>>,
    /// Pages in the log after the last commit.
    pages: Arc<AtomicU32>,
    log_pages: u32,
    begin: SyncSender<()>,
    ending: Ending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The log held so many pages when all of them had been carried over.
    Rests { done: u32 },
    /// The thread is at it.
    Runs,
    /// So many pages are carried over; the rest is for the writer.
    Left { done: u32 },
}

impl Checkpoints {
    /// Starts the thread, and counts the log's pages after each commit of the writer.
    ///
    /// # Errors
    /// The file cannot be opened once more, or there can be no more threads.
    pub(super) fn start(
        path: &Path,
        writer: &mut Connection,
        log_pages: u32,
        ending: Ending,
    ) -> anyhow::Result<Self> {
        let pages = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&pages);
        // In place of SQLite's own, which has the writer do all of it.
        writer.wal_hook(Some(move |_: &mut _, pages: std::ffi::c_int| {
            counted.store(pages.try_into().unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        let state = Arc::new(Mutex::new(State::Rests { done: 0 }));
        let (begin, begun) = mpsc::sync_channel(1);
        let own = connect(path)?;
        let (seen, end) = (Arc::clone(&state), ending.clone());
        spawn_thread("store-log", move || run(&own, &begun, &seen, &end))?;
        Ok(Self { state, pages, log_pages, begin, ending })
    }

    /// To be called by the writer between its transactions.
    pub(super) fn after_commit(&self, writer: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        let mut state = lock(&self.state);
        match *state {
            State::Runs => (),
            State::Rests { done } => {
                // The log has begun anew, unless somebody still read from it.
                let done = if pages < done { 0 } else { done };
                *state = State::Rests { done };
                if pages - done >= self.log_pages {
                    self.begin(&mut state);
                }
            }
            State::Left { done } if pages.saturating_sub(done) >= self.log_pages => {
                self.begin(&mut state);
            }
            State::Left { .. } => {
                *state = match carry_over(writer, &self.ending) {
                    Some((in_log, done)) if done < in_log => State::Left { done },
                    Some(_) | None => State::Rests { done: pages },
                };
            }
        }
    }

    fn begin(&self, state: &mut State) {
        if self.begin.try_send(()).is_ok() {
            *state = State::Runs;
        }
    }
}

fn run(own: &Connection, begun: &Receiver<()>, state: &Mutex<State>, ending: &Ending) {
    while begun.recv().is_ok() {
        let mut done = 0;
        for _ in 0..TURNS {
            done = carry_over(own, ending).map_or(0, |(_, done)| done);
        }
        *lock(state) = State::Left { done };
    }
}

/// Carries over what nobody reads an older state of. Gives how many pages the log has and how many
/// of them are carried over. `None`: not this time.
fn carry_over(connection: &Connection, ending: &Ending) -> Option<(u32, u32)> {
    match connection.wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE) {
        Ok((in_log, done)) => Some((in_log.try_into().ok()?, done.try_into().ok()?)),
        Err(error) => {
            let extended = error.sqlite_error().map(|error| error.extended_code);
            if extended.is_some_and(|code| DISK_FAILED.contains(&code)) {
                ending.end(Ended::Disk);
            } else {
                tracing::warn!(%error, "the log could not be carried over");
            }
            None
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with a table, its writer, and its checkpoints.
    struct Store {
        folder: tempfile::TempDir,
        writer: Connection,
        checkpoints: Checkpoints,
        rows: u32,
    }

    const LOG_PAGES: u32 = 20;
    /// Commits within which something has to have happened.
    const COMMITS: u32 = 20_000;

    impl Store {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("parlor.db");
            let mut writer = connect(&path).unwrap();
            writer.execute_batch("CREATE TABLE notes (number INTEGER PRIMARY KEY)").unwrap();
            let checkpoints =
                Checkpoints::start(&path, &mut writer, LOG_PAGES, Ending::default()).unwrap();
            Self { folder, writer, checkpoints, rows: 0 }
        }

        /// Pages in the log after one more commit.
        fn commit(&mut self) -> u32 {
            self.rows += 1;
            self.writer.execute("INSERT INTO notes VALUES ($1)", [self.rows]).unwrap();
            let pages = self.checkpoints.pages.load(Ordering::Relaxed);
            self.checkpoints.after_commit(&self.writer);
            pages
        }

        /// Commits until the log begins anew.
        fn begins_anew(&mut self) -> bool {
            let mut before = 0;
            (0..COMMITS).any(|_| {
                let pages = self.commit();
                std::mem::replace(&mut before, pages) > pages
            })
        }

        fn reader(&self) -> Connection {
            connect(&self.folder.path().join("parlor.db")).unwrap()
        }

        fn rows_of(reader: &Connection) -> u32 {
            reader.query_row("SELECT COUNT(*) FROM notes", [], |row| row.get(0)).unwrap()
        }
    }

    #[test]
    fn the_log_begins_anew_while_commits_go_on() {
        let mut store = Store::new();
        for _ in 0..3 {
            assert!(store.begins_anew());
        }
        assert_eq!(Store::rows_of(&store.reader()), store.rows);
    }

    // 4
    #[test]
    fn who_reads_an_older_state_keeps_it_and_the_log_begins_anew_afterwards() {
        let mut store = Store::new();
        store.commit();
        let reader = store.reader();
        reader.execute_batch("BEGIN").unwrap();
        let seen = Store::rows_of(&reader);
        for _ in 0..40 * LOG_PAGES {
            store.commit();
        }
        assert!(store.checkpoints.pages.load(Ordering::Relaxed) > 40 * LOG_PAGES);
        assert_eq!(Store::rows_of(&reader), seen);
        reader.execute_batch("COMMIT").unwrap();
        assert!(store.begins_anew());
        assert_eq!(Store::rows_of(&reader), store.rows);
    }

    // 1
    #[test]
    fn what_is_left_in_the_log_is_found_again() {
        let mut store = Store::new();
        for _ in 0..2 * LOG_PAGES {
            store.commit();
        }
        let Store { folder, writer, checkpoints, rows } = store;
        drop((writer, checkpoints));
        assert_eq!(Store::rows_of(&connect(&folder.path().join("parlor.db")).unwrap()), rows);
    }
}

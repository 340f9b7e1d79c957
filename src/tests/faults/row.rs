//! What a row of the fault matrix is, what one run of it is given, and what comes of it.

use super::checker::Found;
use super::history::History;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

/// The store under a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "Postgres",
        }
    }
}

/// How much happens in a run; what a failing run is cut down in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) clients: usize,
    /// Acknowledgements before, between and after faults.
    pub(crate) acks: u64,
    /// How often the fault happens, where it happens more than once.
    pub(crate) faults: u64,
}

/// One run of a row.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) kind: Kind,
    pub(crate) seed: u64,
    pub(crate) size: Size,
    /// The long form, which may take its time.
    pub(crate) long: bool,
    /// The server of the release before this one, if there is one.
    pub(crate) previous: Option<PathBuf>,
    pub(crate) history: History,
}

/// What came of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    pub(crate) found: Found,
    /// What is wrong beside what the checker found.
    pub(crate) bad: Vec<String>,
    /// What was measured.
    pub(crate) notes: Vec<String>,
}

impl Outcome {
    pub(crate) fn is_good(&self) -> bool {
        self.found.wrong.is_empty() && self.bad.is_empty()
    }

    /// Wants every client to have had everything this soon.
    pub(crate) fn within(mut self, gap: Duration) -> Self {
        if self.found.gap > gap {
            self.bad.push(format!("a client waited {:?}, {gap:?} at most", self.found.gap));
        }
        self
    }

    /// Wants this to be so.
    pub(crate) fn and(mut self, is_so: bool, what: &str) -> Self {
        if !is_so {
            self.bad.push(format!("not so: {what}"));
        }
        self
    }
}

/// A run that is under way; `None`: what it needs is not there.
pub(crate) type Running = Pin<Box<dyn Future<Output = Option<Outcome>> + Send>>;

/// One row.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    /// `F1` to `F60` as in the fault matrix, or a word.
    pub(crate) name: &'static str,
    pub(crate) fault: &'static str,
    pub(crate) kinds: &'static [Kind],
    /// In the short form too.
    pub(crate) short: bool,
    /// How often the fault happens: in the short form, and in the long one.
    pub(crate) faults: (u64, u64),
    pub(crate) run: fn(Case) -> Running,
}

//! What happened in one run, line by line, in one order: what clients asked for, what they were
//! answered, what they received, and at the end what the log says. Written as JSON lines, so that
//! a run that failed can be looked at, and kept.

use super::time;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::time::Instant;

/// A place in one numbering of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Spot {
    pub(crate) epoch: String,
    pub(crate) seq: u64,
}

/// Something that a client wants done. `key` names it, over all repetitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Act {
    Send { text: String },
    Edit { message: String, text: String },
    Delete { message: String },
    React { message: String, emoji: String, on: bool },
    Remove { user: String },
    Add { user: String },
}

/// A message as the log has it in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) seq: u64,
    pub(crate) id: String,
    pub(crate) author: String,
    /// `None` for system messages.
    pub(crate) key: Option<String>,
    pub(crate) text: String,
    pub(crate) deleted: bool,
    pub(crate) reactions: Vec<(String, u64)>,
    /// Whom a system message let in.
    pub(crate) added: Vec<String>,
    /// Whom a system message put out.
    pub(crate) removed: Option<String>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum What {
    /// This client is that user.
    Is {
        user: String,
        internal: bool,
    },
    /// Asked for, the first time.
    Began {
        key: String,
        place: String,
        act: Act,
    },
    /// Acknowledged. What was sent has an id and a spot.
    Done {
        key: String,
        id: String,
        spot: Option<Spot>,
    },
    /// Refused for good.
    Refused {
        key: String,
        code: String,
    },
    /// It is not known whether it was done.
    Unknown {
        key: String,
        why: String,
    },
    /// A session begins.
    Opened,
    /// The session named this as what is held.
    Held {
        place: String,
        spot: Spot,
    },
    /// The session is over.
    Closed {
        how: String,
    },
    /// An event of a conversation; `message` is the one that it is about.
    Event {
        place: String,
        spot: Spot,
        fact: String,
        message: String,
        key: Option<String>,
    },
    CaughtUp {
        place: String,
        spot: Spot,
    },
    Resync {
        place: String,
        spot: Spot,
    },
    Joined {
        place: String,
        spot: Spot,
    },
    Gone {
        place: String,
    },
    /// In the end: a message as this client reads it.
    Logged {
        place: String,
        epoch: String,
        entry: Entry,
    },
    /// In the end: where the log stands for this client.
    Standing {
        place: String,
        spot: Spot,
    },
    /// What was done to the servers.
    Fault {
        text: String,
    },
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Microseconds since the run began.
    pub(crate) at: u64,
    /// Which client; 0 is the suite itself.
    pub(crate) who: u32,
    #[serde(flatten)]
    pub(crate) what: What,
}

/// The lines of a run, shared by all who write.
#[derive(Debug, Clone)]
pub(crate) struct History {
    began: Instant,
    lines: Arc<Mutex<Vec<Line>>>,
}

impl History {
    pub(crate) fn new() -> Self {
        Self { began: time::now(), lines: Arc::default() }
    }

    pub(crate) fn write(&self, who: u32, what: What) {
        let mut lines = self.lines.lock().unwrap();
        let at = u64::try_from(self.began.elapsed().as_micros()).unwrap();
        lines.push(Line { at, who, what });
    }

    /// A note of the suite.
    pub(crate) fn fault(&self, text: impl Into<String>) {
        self.write(0, What::Fault { text: text.into() });
    }

    pub(crate) fn lines(&self) -> Vec<Line> {
        self.lines.lock().unwrap().clone()
    }
}

impl History {
    /// How many lines there are.
    pub(crate) fn count(&self) -> usize {
        self.lines.lock().unwrap().len()
    }

    /// What was acknowledged since this line is as if it were not known: the store is an older one.
    pub(crate) fn forget(&self, since: usize) {
        for line in &mut self.lines.lock().unwrap()[since..] {
            if let What::Done { key, .. } = &line.what {
                let (key, why) = (key.clone(), "the store is an older one".to_owned());
                line.what = What::Unknown { key, why };
            }
        }
    }

    /// Sessions that clients had ended since this line: who, and how.
    pub(crate) fn closed(&self, since: usize) -> Vec<(u32, String)> {
        let lines = self.lines.lock().unwrap();
        let mut closed = Vec::new();
        for line in &lines[since..] {
            if let What::Closed { how } = &line.what {
                closed.push((line.who, how.clone()));
            }
        }
        closed
    }
}

/// Writes a history as JSON lines.
pub(crate) fn save(lines: &[Line], path: &Path) {
    let text: String =
        lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect();
    std::fs::write(path, text).unwrap();
}

/// Reads one that was kept.
pub(crate) fn load(path: &Path) -> Vec<Line> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

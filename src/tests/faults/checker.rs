//! Compares a history with what was promised. A log is in a total order, so one pass is enough;
//! no search for an order is needed.
//!
//! `writes` and `contents` look at what was acknowledged, `reads` at what each client received,
//! `members` at who could do so.

mod contents;
mod gaps;
mod members;
mod reads;
mod writes;

use super::history::{Act, Entry, Line, Spot, What};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Which promise was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Lost,
    Doubled,
    Reordered,
    Other,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

/// What a check found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) wrong: Vec<Wrong>,
    pub(crate) acknowledged: u64,
    /// The longest time from when an event was known to be there until a client had it.
    pub(crate) gap: Duration,
}

impl Found {
    pub(crate) fn count(&self, kind: Kind) -> usize {
        self.wrong.iter().filter(|wrong| wrong.kind == kind).count()
    }
}

/// How an attempt went.
struct Attempt<'a> {
    place: &'a str,
    act: &'a Act,
    who: u32,
    began: usize,
    /// Its line, id and spot.
    done: Option<(usize, &'a str, Option<&'a Spot>)>,
    refused: Option<&'a str>,
    was_unknown: bool,
}

/// A history, sorted.
struct Sorted<'a> {
    lines: &'a [Line],
    attempts: BTreeMap<&'a str, Attempt<'a>>,
    users: BTreeMap<u32, &'a str>,
    /// The log in each numbering, by number.
    logs: BTreeMap<(&'a str, &'a str), BTreeMap<u64, &'a Entry>>,
    /// Messages as internal users see them, by id.
    whole: BTreeMap<&'a str, (&'a str, &'a Entry)>,
    internal: BTreeSet<u32>,
}

impl<'a> Sorted<'a> {
    fn new(lines: &'a [Line]) -> Self {
        let mut sorted = Self {
            lines,
            attempts: BTreeMap::new(),
            users: BTreeMap::new(),
            logs: BTreeMap::new(),
            whole: BTreeMap::new(),
            internal: BTreeSet::new(),
        };
        for (index, line) in lines.iter().enumerate() {
            sorted.take(index, line);
        }
        sorted
    }

    fn take(&mut self, index: usize, line: &'a Line) {
        let who = line.who;
        match &line.what {
            What::Is { user, internal } => {
                self.users.insert(who, user);
                if *internal {
                    self.internal.insert(who);
                }
            }
            What::Began { key, place, act } => {
                let attempt = Attempt {
                    place,
                    act,
                    who,
                    began: index,
                    done: None,
                    refused: None,
                    was_unknown: false,
                };
                self.attempts.insert(key, attempt);
            }
            What::Done { key, id, spot } => {
                if let Some(attempt) = self.attempts.get_mut(key.as_str()) {
                    attempt.done = Some((index, id, spot.as_ref()));
                }
            }
            What::Refused { key, code } => {
                if let Some(attempt) = self.attempts.get_mut(key.as_str()) {
                    attempt.refused = Some(code);
                }
            }
            What::Unknown { key, .. } => {
                if let Some(attempt) = self.attempts.get_mut(key.as_str()) {
                    attempt.was_unknown = true;
                }
            }
            What::Logged { place, epoch, entry } => {
                let log = self.logs.entry((place, epoch)).or_default();
                log.insert(entry.seq, entry);
                if self.internal.contains(&who) {
                    self.whole.insert(&entry.id, (place, entry));
                }
            }
            What::Opened
            | What::Held { .. }
            | What::Closed { .. }
            | What::Event { .. }
            | What::CaughtUp { .. }
            | What::Resync { .. }
            | What::Joined { .. }
            | What::Gone { .. }
            | What::Standing { .. }
            | What::Fault { .. } => (),
        }
    }
}

/// Everything that is wrong with a history. `revoked_within`: how long one who was removed may
/// still receive what came after.
pub(crate) fn check(lines: &[Line], revoked_within: Duration) -> Found {
    let sorted = Sorted::new(lines);
    let mut wrong = writes::check(&sorted);
    wrong.extend(contents::check(&sorted));
    wrong.extend(reads::check(&sorted));
    wrong.extend(members::check(&sorted, revoked_within));
    let is_done = |attempt: &&Attempt<'_>| attempt.done.is_some();
    let acknowledged = sorted.attempts.values().filter(is_done).count();
    let acknowledged = u64::try_from(acknowledged).unwrap();
    Found { wrong, acknowledged, gap: gaps::longest(lines) }
}

fn wrong(kind: Kind, text: String) -> Wrong {
    Wrong { kind, text }
}

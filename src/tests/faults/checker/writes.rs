//! What was acknowledged is in the log, once, with its number, in the order of real time; what is
//! in the log was asked for; numbers have no holes. Contents and counters are `contents`' part.

use super::{Attempt, Kind, Sorted, Wrong, wrong};
use crate::history::{Act, What};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(sorted: &Sorted<'_>) -> Vec<Wrong> {
    let mut found = entries(sorted);
    found.extend(acknowledged(sorted));
    found.extend(out_of_order(sorted));
    found.extend(holes(sorted));
    found
}

/// Every entry was attempted by its author, and stands there once.
fn entries(sorted: &Sorted<'_>) -> Vec<Wrong> {
    let mut found = Vec::new();
    let mut keys = BTreeSet::new();
    for (place, entry) in sorted.whole.values() {
        let Some(key) = entry.key.as_deref() else { continue };
        let shown = format!("{key} at {} of {place}", entry.seq);
        if !keys.insert((&entry.author, *place, key)) {
            found.push(wrong(Kind::Doubled, format!("{shown} is there twice")));
        }
        let attempt = sorted.attempts.get(key);
        let fits = attempt.is_some_and(|attempt| {
            attempt.place == *place
                && matches!(attempt.act, Act::Send { .. })
                && sorted.users.get(&attempt.who) == Some(&entry.author.as_str())
        });
        if !fits {
            found.push(wrong(Kind::Other, format!("{shown} was sent by nobody")));
        }
        let was_refused = |attempt: &Attempt<'_>| {
            attempt.refused.is_some() && !attempt.was_unknown && attempt.done.is_none()
        };
        if attempt.is_some_and(was_refused) {
            found.push(wrong(Kind::Other, format!("{shown} was refused and is there")));
        }
    }
    found
}

/// What was acknowledged stands where the acknowledgement says.
fn acknowledged(sorted: &Sorted<'_>) -> Vec<Wrong> {
    let mut found = Vec::new();
    for (key, attempt) in &sorted.attempts {
        let (Act::Send { .. }, Some((_, id, spot))) = (attempt.act, attempt.done) else { continue };
        let Some((place, entry)) = sorted.whole.get(id) else {
            found.push(wrong(Kind::Lost, format!("{key} was acknowledged as {id} and is lost")));
            continue;
        };
        if *place != attempt.place || entry.key.as_deref() != Some(key) {
            found.push(wrong(Kind::Other, format!("{key} was acknowledged as another's {id}")));
        }
        let Some(spot) = spot else { continue };
        let Some(log) = sorted.logs.get(&(attempt.place, spot.epoch.as_str())) else { continue };
        if log.get(&spot.seq).is_none_or(|entry| entry.id != id) {
            let text = format!("{key} was acknowledged at {} and stands elsewhere", spot.seq);
            found.push(wrong(Kind::Reordered, text));
        }
    }
    found
}

/// Who was acknowledged before another began stands before it.
fn out_of_order(sorted: &Sorted<'_>) -> Vec<Wrong> {
    let mut acked: BTreeMap<&str, Vec<(u64, usize, usize)>> = BTreeMap::new();
    for attempt in sorted.attempts.values() {
        let Some((done, id, _)) = attempt.done else { continue };
        let Some((place, entry)) = sorted.whole.get(id) else { continue };
        acked.entry(place).or_default().push((entry.seq, attempt.began, done));
    }
    let mut found = Vec::new();
    for (place, mut acked) in acked {
        acked.sort_unstable();
        let mut last_began = 0;
        for (seq, began, done) in acked {
            if done < last_began {
                let text = format!("{seq} of {place} was there before one began that precedes it");
                found.push(wrong(Kind::Reordered, text));
            }
            last_began = last_began.max(began);
        }
    }
    found
}

/// The numbers of one log, as far as anybody saw them.
#[derive(Debug, Default)]
struct Numbers {
    known: BTreeSet<u64>,
    /// From where on somebody followed it: of what was before, messages alone are known.
    followed_from: Option<u64>,
    /// Somebody was told to fetch anew: events in between were perhaps seen by nobody.
    resynced: bool,
    last: u64,
}

/// In each numbering every number that somebody followed is a message or an event.
fn holes(sorted: &Sorted<'_>) -> Vec<Wrong> {
    let mut logs: BTreeMap<(&str, &str), Numbers> = BTreeMap::new();
    for line in sorted.lines {
        match &line.what {
            What::Event { place, spot, .. } => {
                logs.entry((place, &spot.epoch)).or_default().known.insert(spot.seq);
            }
            What::Logged { place, epoch, entry } => {
                logs.entry((place, epoch)).or_default().known.insert(entry.seq);
            }
            What::Held { place, spot } => {
                let from = &mut logs.entry((place, &spot.epoch)).or_default().followed_from;
                *from = Some(from.unwrap_or(spot.seq).min(spot.seq));
            }
            What::Resync { place, spot } => {
                logs.entry((place, &spot.epoch)).or_default().resynced = true;
            }
            What::Standing { place, spot } => {
                logs.entry((place, &spot.epoch)).or_default().last = spot.seq;
            }
            What::Is { .. }
            | What::Began { .. }
            | What::Done { .. }
            | What::Refused { .. }
            | What::Unknown { .. }
            | What::Opened
            | What::Closed { .. }
            | What::CaughtUp { .. }
            | What::Joined { .. }
            | What::Gone { .. }
            | What::Fault { .. } => (),
        }
    }
    let mut found = Vec::new();
    for (log, numbers) in logs.into_iter().filter(|(_, it)| it.last > 0) {
        let is_missing = |seq: &u64| !numbers.known.contains(seq);
        let first = numbers.followed_from.unwrap_or(numbers.last) + 1;
        let missing: Vec<u64> = (first..=numbers.last).filter(is_missing).collect();
        if !numbers.resynced && !missing.is_empty() {
            found.push(wrong(Kind::Lost, format!("nobody has {missing:?} of {log:?}")));
        }
        if let Some(beyond) = numbers.known.range(numbers.last + 1..).next() {
            found.push(wrong(Kind::Lost, format!("{beyond} of {log:?} is beyond its end")));
        }
    }
    found
}

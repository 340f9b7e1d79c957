//! Who was removed writes nothing after it, and is told nothing after it once the bound is over.
//! Membership is what the log says; times are those of who removed them.

use super::{Kind, Sorted, Wrong, wrong};
use crate::history::{Act, What};
use std::collections::BTreeMap;
use std::time::Duration;

/// One time that somebody was out: the numbers between which it was.
#[derive(Debug, Clone, Copy)]
struct Out {
    from: u64,
    until: Option<u64>,
}

pub(super) fn check(sorted: &Sorted<'_>, within: Duration) -> Vec<Wrong> {
    let mut out: BTreeMap<(&str, &str), Vec<Out>> = BTreeMap::new();
    let mut entries: Vec<_> = sorted.whole.values().copied().collect();
    entries.sort_by_key(|(place, entry)| (*place, entry.seq));
    for (place, entry) in &entries {
        for user in &entry.added {
            let last = out.get_mut(&(*place, user.as_str())).and_then(|spans| spans.last_mut());
            if let Some(last) = last {
                last.until = Some(entry.seq);
            }
        }
        if let Some(user) = entry.removed.as_deref() {
            let spans = out.entry((place, user)).or_default();
            spans.push(Out { from: entry.seq, until: None });
        }
    }
    let mut found = Vec::new();
    for (place, entry) in entries.into_iter().filter(|(_, entry)| entry.key.is_some()) {
        let Some(spans) = out.get(&(place, entry.author.as_str())) else { continue };
        let covers =
            |span: &Out| entry.seq > span.from && span.until.is_none_or(|it| entry.seq < it);
        if spans.iter().any(covers) {
            let text = format!("{} of {place} was written by one who was removed", entry.seq);
            found.push(wrong(Kind::Other, text));
        }
    }
    found.extend(told(sorted, within));
    found
}

/// What came to one who was removed: nothing from `within` after the removal was acknowledged
/// until adding them again began.
fn told(sorted: &Sorted<'_>, within: Duration) -> Vec<Wrong> {
    let within = u64::try_from(within.as_micros()).unwrap();
    let mut out: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let mut found = Vec::new();
    for line in sorted.lines {
        if let What::Done { key, .. } = &line.what
            && let Some(attempt) = sorted.attempts.get(key.as_str())
            && let Act::Remove { user } = attempt.act
        {
            out.insert((attempt.place, user), line.at);
        }
        if let What::Began { place, act: Act::Add { user }, .. } = &line.what {
            out.remove(&(place.as_str(), user.as_str()));
        }
        if let What::Event { place, spot, .. } = &line.what
            && let Some(user) = sorted.users.get(&line.who)
            && let Some(since) = out.get(&(place.as_str(), *user))
            && line.at > since + within
        {
            let (who, seq, late) = (line.who, spot.seq, (line.at - since) / 1_000);
            let text = format!("client {who} received {seq} of {place} {late} ms after removal");
            found.push(wrong(Kind::Other, text));
        }
    }
    found
}

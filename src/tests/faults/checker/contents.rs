//! The text of a message is one of those that were said last, what was deleted is gone, and as many
//! have reacted as the log counts.

use super::{Attempt, Kind, Sorted, Wrong, wrong};
use crate::history::{Act, Entry};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(sorted: &Sorted<'_>) -> Vec<Wrong> {
    let mut found = texts(sorted);
    found.extend(reactions(sorted));
    found
}

/// An attempt to give a message a text, or to take it away.
type Said<'a> = (&'a Attempt<'a>, Option<&'a str>);

fn texts(sorted: &Sorted<'_>) -> Vec<Wrong> {
    let mut said: BTreeMap<&str, Vec<Said<'_>>> = BTreeMap::new();
    let messages = sorted.whole.iter();
    let ids: BTreeMap<&str, &str> =
        messages.filter_map(|(id, (_, entry))| Some((entry.key.as_deref()?, *id))).collect();
    for (key, attempt) in &sorted.attempts {
        let (id, text) = match attempt.act {
            Act::Send { text } => (ids.get(key).copied(), Some(text.as_str())),
            Act::Edit { message, text } => (Some(message.as_str()), Some(text.as_str())),
            Act::Delete { message } => (Some(message.as_str()), None),
            Act::React { .. } | Act::Remove { .. } | Act::Add { .. } => (None, None),
        };
        if let Some(id) = id {
            said.entry(id).or_default().push((attempt, text));
        }
    }
    let mut found = Vec::new();
    for (id, (_, entry)) in &sorted.whole {
        let Some(all) = said.get(id) else { continue };
        if !fits(entry, all) {
            let shown: String = entry.text.chars().take(40).collect();
            let text = format!("{id} has the content {shown:?} (deleted: {})", entry.deleted);
            found.push(wrong(Kind::Other, text));
        }
    }
    found
}

fn fits(entry: &Entry, all: &[Said<'_>]) -> bool {
    if entry.deleted {
        return all
            .iter()
            .any(|(one, text)| text.is_none() && (one.done.is_some() || one.was_unknown));
    }
    let is_deleted = all.iter().any(|(one, text)| text.is_none() && one.done.is_some());
    let is_stale = |one: &Attempt<'_>| {
        let Some((done, ..)) = one.done else { return false };
        all.iter().any(|(other, text)| text.is_some() && other.began > done && other.done.is_some())
    };
    let is_it = |(one, text): &Said<'_>| *text == Some(entry.text.as_str()) && !is_stale(one);
    !is_deleted && all.iter().any(is_it)
}

/// Each user's reaction is what that user did last.
fn reactions(sorted: &Sorted<'_>) -> Vec<Wrong> {
    let mut last: BTreeMap<(&str, &str, &str), &Attempt<'_>> = BTreeMap::new();
    let mut unsettled = BTreeSet::new();
    for attempt in sorted.attempts.values() {
        let Act::React { message, emoji, .. } = attempt.act else { continue };
        if attempt.done.is_none() {
            if attempt.was_unknown || attempt.refused.is_none() {
                unsettled.insert(message.as_str());
            }
            continue;
        }
        let Some(user) = sorted.users.get(&attempt.who) else { continue };
        let newest = last.entry((message, emoji, user)).or_insert(attempt);
        if newest.began < attempt.began {
            *newest = attempt;
        }
    }
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for ((message, emoji, _), attempt) in last {
        let is_on = matches!(attempt.act, Act::React { on: true, .. });
        *counts.entry((message, emoji)).or_default() += u64::from(is_on);
    }
    let mut found = Vec::new();
    for ((message, emoji), count) in counts {
        let Some((_, entry)) = sorted.whole.get(message) else { continue };
        if entry.deleted || unsettled.contains(message) {
            continue;
        }
        let logged = entry.reactions.iter().find(|(own, _)| own == emoji).map_or(0, |one| one.1);
        if logged != count {
            let text = format!("{message} counts {logged} {emoji}, and {count} reacted");
            found.push(wrong(Kind::Other, text));
        }
    }
    found
}

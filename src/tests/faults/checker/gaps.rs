//! How long clients were without news: the longest time from when somebody knew a message to be
//! there, by its acknowledgement or its event, until a client had it.

use crate::history::{Line, What};
use std::collections::BTreeMap;
use std::time::Duration;

pub(super) fn longest(lines: &[Line]) -> Duration {
    let mut known: BTreeMap<&str, u64> = BTreeMap::new();
    let mut longest = 0;
    for line in lines {
        let posted = match &line.what {
            What::Event { message, fact, .. } => (fact == "posted").then_some(message),
            What::Done { id, spot, .. } => spot.as_ref().map(|_| id),
            What::Is { .. }
            | What::Began { .. }
            | What::Refused { .. }
            | What::Unknown { .. }
            | What::Opened
            | What::Held { .. }
            | What::Closed { .. }
            | What::CaughtUp { .. }
            | What::Resync { .. }
            | What::Joined { .. }
            | What::Gone { .. }
            | What::Logged { .. }
            | What::Standing { .. }
            | What::Fault { .. } => None,
        };
        if let Some(message) = posted {
            // A late acknowledgement of what one has already is no gap.
            let since = *known.entry(message).or_insert(line.at);
            if matches!(line.what, What::Event { .. }) {
                longest = longest.max(line.at - since);
            }
        }
    }
    Duration::from_micros(longest)
}

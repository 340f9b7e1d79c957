//! Compares a log with what was attempted and what was acknowledged. One pass is enough, because a
//! log is in a total order.

use std::collections::{BTreeMap, BTreeSet};

/// A message that somebody sent, perhaps more than once.
#[derive(Debug, Clone, Default)]
pub(super) struct Attempt {
    pub(super) client_id: String,
    pub(super) text: String,
    /// When it was first said, and when it was acknowledged, on one count of moments.
    pub(super) invoked: u64,
    pub(super) acked: Option<u64>,
    /// What the acknowledgement says.
    pub(super) seq: u64,
    pub(super) id: String,
}

/// A message as the log has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Logged {
    pub(super) seq: u64,
    pub(super) id: String,
    pub(super) author: String,
    /// None for system messages.
    pub(super) client_id: Option<String>,
    pub(super) text: String,
}

/// What is wrong.
pub(super) fn check(attempts: &[Attempt], log: &[Logged]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (place, logged) in (1..).zip(log) {
        if logged.seq != place {
            wrong.push(format!("place {place} has number {}", logged.seq));
            break;
        }
    }
    let tried: BTreeMap<&str, &Attempt> =
        attempts.iter().map(|attempt| (attempt.client_id.as_str(), attempt)).collect();
    let mut keys = BTreeSet::new();
    let mut found = BTreeMap::new();
    for logged in log {
        let Some(client_id) = logged.client_id.as_deref() else { continue };
        if !keys.insert((&logged.author, client_id)) {
            wrong.push(format!("{client_id} is there twice, again as {}", logged.seq));
        }
        match tried.get(client_id) {
            None => wrong.push(format!("{} was sent by nobody", logged.seq)),
            Some(attempt) if attempt.text != logged.text => {
                wrong.push(format!("{} has another text", logged.seq));
            }
            Some(_) => (),
        }
        found.insert(client_id, logged);
    }
    for attempt in attempts.iter().filter(|attempt| attempt.acked.is_some()) {
        match found.get(attempt.client_id.as_str()) {
            None => wrong.push(format!("{} was acknowledged and is lost", attempt.seq)),
            Some(logged) if (logged.seq, &logged.id) != (attempt.seq, &attempt.id) => {
                wrong
                    .push(format!("{} was acknowledged and stands at {}", attempt.seq, logged.seq));
            }
            Some(_) => (),
        }
    }
    wrong.extend(out_of_order(attempts));
    wrong
}

/// Who was acknowledged before another began stands before it.
fn out_of_order(attempts: &[Attempt]) -> Vec<String> {
    let mut acked: Vec<(u64, u64, u64)> = attempts
        .iter()
        .filter_map(|attempt| Some((attempt.seq, attempt.invoked, attempt.acked?)))
        .collect();
    acked.sort_unstable();
    let mut last_invoked = 0;
    let mut wrong = Vec::new();
    for (seq, invoked, acked) in acked {
        if acked < last_invoked {
            wrong.push(format!("{seq} was acknowledged before one began that stands before it"));
        }
        last_invoked = last_invoked.max(invoked);
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(key: &str, invoked: u64, acked: u64, seq: u64) -> Attempt {
        let (client_id, text) = (key.to_owned(), key.to_owned());
        Attempt { client_id, text, invoked, acked: Some(acked), seq, id: format!("m{key}") }
    }

    fn logged(seq: u64, key: &str) -> Logged {
        let (client_id, text) = (Some(key.to_owned()), key.to_owned());
        Logged { seq, id: format!("m{key}"), author: "ana".to_owned(), client_id, text }
    }

    #[test]
    fn the_checker_finds_what_is_wrong() {
        let attempts = [attempt("a", 0, 1, 1), attempt("b", 2, 4, 2), attempt("c", 3, 5, 3)];
        let good = [logged(1, "a"), logged(2, "b"), logged(3, "c")];
        assert_eq!(check(&attempts, &good), Vec::<String>::new());
        let unacked = [Attempt { acked: None, seq: 0, ..attempt("d", 6, 0, 0) }];
        assert_eq!(check(&[&attempts[..], &unacked].concat(), &good), Vec::<String>::new());
        let finds = |attempts: &[Attempt], log: &[Logged], what: &str| {
            let wrong = check(attempts, log);
            assert!(wrong.iter().any(|line| line.contains(what)), "{what}: {wrong:?}");
        };
        finds(&attempts, &good[..2], "is lost");
        finds(&attempts, &[logged(1, "a"), logged(3, "c")], "place 2 has number 3");
        finds(&attempts, &[&good[..], &[logged(4, "c")]].concat(), "twice");
        finds(&attempts, &[&good[..], &[logged(4, "x")]].concat(), "by nobody");
        finds(&attempts, &[logged(1, "b"), logged(2, "a"), logged(3, "c")], "stands at");
        let late = [attempt("a", 0, 1, 2), attempt("b", 2, 3, 1)];
        finds(&late, &[logged(1, "b"), logged(2, "a")], "before one began");
    }
}

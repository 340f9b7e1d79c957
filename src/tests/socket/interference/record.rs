//! Everything that somebody outside was told, in a form that can be compared.

use crate::support::http::Answer;
use crate::support::seat::Seat;
use serde_json::Value;
use std::collections::BTreeMap;

/// What came, by its way: the order within a way is kept, that between two ways is chance.
#[derive(Debug, Default)]
pub(super) struct Recording(BTreeMap<String, Vec<String>>);

impl Recording {
    /// All frames of a session: pushes by their kind, replies by their id.
    pub(super) fn frames(&mut self, who: &str, seat: &Seat) {
        for text in &seat.heard {
            let frame: Value = serde_json::from_str(text).unwrap();
            let kind = match frame["push"].as_object().and_then(|push| push.keys().next()) {
                // These have places in one order.
                Some(kind) if is_of_the_log(kind) => "log".to_owned(),
                Some(kind) => kind.clone(),
                None => format!("reply {:>3}", frame["reply"]["id"].as_u64().unwrap_or(0)),
            };
            self.0.entry(format!("{who} {kind}")).or_default().push(text.clone());
        }
    }

    /// An answer by HTTP.
    pub(super) fn answer(&mut self, who: &str, what: &str, answer: &Answer) {
        let kept = ["content-type", "etag", "cache-control", "retry-after"];
        let headers: Vec<_> =
            kept.iter().map(|name| answer.header(name).unwrap_or_default()).collect();
        let text = format!("{} {headers:?} {}", answer.status, answer.text());
        self.0.entry(format!("{who} {what}")).or_default().push(text);
    }

    /// Names ids by the order in which they appear, and the epoch by a word.
    pub(super) fn anonymous(self, epoch: &str) -> Self {
        let mut ids = BTreeMap::new();
        let ways = self.0.into_iter().map(|(way, texts)| {
            let texts = texts.iter().map(|text| number_ids(text, &mut ids).replace(epoch, "EPOCH"));
            (way, texts.collect())
        });
        Self(ways.collect())
    }

    #[track_caller]
    pub(super) fn assert_same(&self, other: &Self) {
        let ways: Vec<_> = self.0.keys().collect();
        assert_eq!(ways, other.0.keys().collect::<Vec<_>>(), "what came at all");
        for (way, texts) in &self.0 {
            let others = &other.0[way];
            for (number, (one, another)) in texts.iter().zip(others).enumerate() {
                assert_eq!(one, another, "{way}, number {number}");
            }
            assert_eq!(texts.len(), others.len(), "{way}: {texts:#?} {others:#?}");
        }
        assert!(self.0.len() > 20, "there is something to compare: {ways:?}");
    }
}

fn is_of_the_log(kind: &str) -> bool {
    ["event", "caughtUp", "resyncRequired", "joined", "gone"].contains(&kind)
}

fn number_ids(text: &str, ids: &mut BTreeMap<String, usize>) -> String {
    const LENGTH: usize = 36;
    let mut numbered = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let split = rest.split_at_checked(LENGTH);
        match split.filter(|(id, _)| uuid::Uuid::try_parse(id).is_ok()) {
            Some((id, after)) => {
                let next = ids.len();
                let number = ids.entry(id.to_owned()).or_insert(next);
                numbered.push_str(&format!("ID{number}"));
                rest = after;
            }
            None => {
                numbered.push(first);
                rest = rest.strip_prefix(first).unwrap();
            }
        }
    }
    numbered
}

#[test]
fn ids_are_numbered_as_they_appear() {
    let mut ids = BTreeMap::new();
    let (one, two) = (uuid::Uuid::new_v4(), uuid::Uuid::now_v7());
    let text = format!("{{\"a\":\"{two}\",\"ü\":\"{one}\",\"c\":\"{two}\"}}");
    assert_eq!(number_ids(&text, &mut ids), r#"{"a":"ID0","ü":"ID1","c":"ID0"}"#);
}

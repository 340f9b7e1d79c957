//! What the suite says: a line for each run, the table at the end.

use super::checker::Kind as Broken;
use super::row::{Kind, Outcome, Row, Size};
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

/// What is wrong in one run is listed up to here.
const LISTED_MAX: usize = 12;

/// One run.
pub(crate) struct Report {
    row: Row,
    kind: Kind,
    seed: u64,
    took: Duration,
    /// `None`: what it needs is not there.
    pub(crate) outcome: Option<Outcome>,
    /// Where its history is.
    pub(crate) kept: Option<PathBuf>,
    /// What it was cut down to.
    pub(crate) size: Option<Size>,
}

pub(crate) fn say(text: &str) {
    drop(writeln!(std::io::stdout(), "{text}"));
}

impl Report {
    pub(crate) fn new(row: Row, kind: Kind, seed: u64, took: Duration) -> Self {
        Self { row, kind, seed, took, outcome: None, kept: None, size: None }
    }

    pub(crate) fn title(&self) -> String {
        format!("{} {} SEED={}", self.row.name, self.kind.name(), self.seed)
    }

    fn failed(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| !outcome.is_good())
    }

    /// What is to be said as soon as it is over.
    pub(crate) fn line(&self) -> String {
        let Some(outcome) = &self.outcome else {
            return format!("{} SKIPPED: what it needs is not there", self.title());
        };
        let verdict = if outcome.is_good() { "passed" } else { "FAILED" };
        let mut text = format!(
            "{} {verdict}: {} acknowledged, longest gap {} ms, {:.1} s",
            self.title(),
            outcome.found.acknowledged,
            outcome.found.gap.as_millis(),
            self.took.as_secs_f64()
        );
        for note in &outcome.notes {
            text.push_str(&format!("\n  {note}"));
        }
        for bad in &outcome.bad {
            text.push_str(&format!("\n  {}", bad.replace('\n', "\n    ")));
        }
        for wrong in outcome.found.wrong.iter().take(LISTED_MAX) {
            text.push_str(&format!("\n  {:?}: {}", wrong.kind, wrong.text));
        }
        if outcome.found.wrong.len() > LISTED_MAX {
            text.push_str(&format!("\n  and {} more", outcome.found.wrong.len() - LISTED_MAX));
        }
        if let (Some(kept), Some(size)) = (&self.kept, self.size) {
            text.push_str(&format!(
                "\n  history: {}\n  again: make faults ROWS={} SEED={} SIZE={},{},{}",
                kept.display(),
                self.row.name,
                self.seed,
                size.clients,
                size.acks,
                size.faults
            ));
        }
        text
    }
}

/// All runs of one row, added up; says whether all is well.
pub(crate) fn table(reports: &[Report]) -> bool {
    let mut names: Vec<&str> = reports.iter().map(|report| report.row.name).collect();
    names.dedup();
    say(
        "\n| row | fault | runs | acknowledged | lost | doubled | reordered | longest gap | verdict |",
    );
    say("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
    for name in names {
        let of: Vec<&Report> = reports.iter().filter(|report| report.row.name == name).collect();
        let ran: Vec<&Outcome> = of.iter().filter_map(|report| report.outcome.as_ref()).collect();
        let count =
            |kind| ran.iter().map(|outcome| outcome.found.count(kind)).sum::<usize>().to_string();
        let acknowledged: u64 = ran.iter().map(|outcome| outcome.found.acknowledged).sum();
        let gap = ran.iter().map(|outcome| outcome.found.gap).max().unwrap_or_default();
        let verdict = match (of.iter().any(|report| report.failed()), ran.is_empty()) {
            (true, _) => "FAILED",
            (false, true) => "skipped",
            (false, false) => "passed",
        };
        let cells = [
            name.to_owned(),
            of[0].row.fault.to_owned(),
            ran.len().to_string(),
            acknowledged.to_string(),
            count(Broken::Lost),
            count(Broken::Doubled),
            count(Broken::Reordered),
            format!("{:.1} s", gap.as_secs_f64()),
            verdict.to_owned(),
        ];
        say(&format!("| {} |", cells.join(" | ")));
    }
    let failed = reports.iter().filter(|report| report.failed()).count();
    let passed = reports.iter().filter(|report| report.outcome.is_some()).count() - failed;
    say(&format!("\n{passed} passed, {failed} failed"));
    failed == 0
}

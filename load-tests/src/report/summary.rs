//! Several runs of the same: each figure as lowest, median and highest, and beside the floor.

use super::Report;
use std::fmt::Write as _;

/// Figures that are shown; the rest stands in the file.
const SHOWN: [&str; 16] = [
    "memory_per_session",
    "opened_in",
    "processor_per_open",
    "deliveries_per_second",
    "messages_per_second_max",
    "processor_per_delivery",
    "processor",
    "due_to_read_p50",
    "due_to_read_p99",
    "all_back",
    "processor_per_session",
    "acknowledged_per_second",
    "acknowledged_after_p50",
    "processor_per_message",
    "rows_per_second",
    "commit_p50",
];
/// What the others are compared with.
const FLOOR: &str = "floor-direct";

/// One figure of one scenario on one subject, over all runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) subject: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) low: f64,
    pub(crate) median: f64,
    pub(crate) high: f64,
    /// To the floor's median, if the floor was measured.
    pub(crate) ratio: Option<f64>,
}

/// All rows, in the order in which they were measured first.
pub(crate) fn rows(reports: &[Report]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for report in reports {
        for figure in &report.figures {
            let is_known = rows.iter().any(|row| {
                row.id == report.id && row.subject == report.subject && row.name == figure.name
            });
            // Growth and the slow readers have figures of their own.
            let is_shown = SHOWN.contains(&figure.name.as_str())
                || ["growth", "slow"].contains(&report.id.as_str());
            if !is_known && is_shown {
                rows.extend(row(reports, report, &figure.name, &figure.unit));
            }
        }
    }
    let floors: Vec<Row> = rows.iter().filter(|row| row.subject == FLOOR).cloned().collect();
    for row in &mut rows {
        let floor = floors.iter().find(|floor| floor.id == row.id && floor.name == row.name);
        row.ratio = floor.filter(|floor| floor.median > 0.0).map(|floor| row.median / floor.median);
    }
    rows
}

fn row(reports: &[Report], of: &Report, name: &str, unit: &str) -> Option<Row> {
    let same = reports.iter().filter(|other| other.id == of.id && other.subject == of.subject);
    let mut values: Vec<f64> = same.filter_map(|report| report.value(name)).collect();
    values.sort_by(f64::total_cmp);
    Some(Row {
        id: of.id.clone(),
        subject: of.subject.clone(),
        name: name.to_owned(),
        unit: unit.to_owned(),
        low: *values.first()?,
        median: *values.get(values.len() / 2)?,
        high: *values.last()?,
        ratio: None,
    })
}

/// A table for a terminal.
pub(crate) fn table(reports: &[Report]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let mut last = String::new();
    for row in rows(reports) {
        let head = format!("{} on {}", row.id, row.subject);
        if head != last {
            writeln!(text, "{head:<44} {:>12} {:>12} {:>12}  × floor", "min", "median", "max")?;
            last = head;
        }
        let ratio = row.ratio.map(|ratio| format!("{ratio:.2} ×")).unwrap_or_default();
        let name = format!("{} {}", row.name, row.unit);
        let (low, median, high) = (row.low, row.median, row.high);
        writeln!(text, "  {name:<42} {low:>12.2} {median:>12.2} {high:>12.2}  {ratio:>7}")?;
    }
    for report in reports {
        for broken in &report.broken {
            writeln!(text, "BROKEN: {} on {}: {broken}", report.id, report.subject)?;
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(subject: &str, value: f64) -> Report {
        let mut report = Report::new("fanout").of("fanout");
        report.subject = subject.to_owned();
        report.figure("processor_per_delivery", value, "µs");
        report.figure("of no interest", value, "");
        report
    }

    #[test]
    fn repeats_become_lowest_median_highest_and_a_ratio() {
        let reports = [(FLOOR, 5.0), ("sqlite", 9.0), (FLOOR, 4.0), ("sqlite", 6.0), (FLOOR, 6.0)]
            .map(|(subject, value)| report(subject, value));
        let rows = rows(&reports);
        assert_eq!(rows.len(), 2);
        let found: Vec<_> = rows.iter().map(|row| (row.low, row.median, row.high)).collect();
        assert_eq!(found, [(4.0, 5.0, 6.0), (6.0, 9.0, 9.0)]);
        assert_eq!(rows[1].ratio, Some(9.0 / 5.0));
    }
}

//! What came out: figures, and promises that were not kept.

use hdrhistogram::Histogram;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, Write as _};

/// A figure with its unit.
#[derive(Debug, Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
}

/// The result of one run.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    scenario: String,
    figures: Vec<Figure>,
    /// What the server promised and did not keep. Empty: all is well.
    broken: Vec<String>,
}

impl Report {
    pub(crate) fn new(scenario: impl Into<String>) -> Self {
        Self { scenario: scenario.into(), figures: Vec::new(), broken: Vec::new() }
    }

    pub(crate) fn figure(&mut self, name: impl Into<String>, value: f64, unit: &'static str) {
        self.figures.push(Figure { name: name.into(), value, unit });
    }

    /// Adds the median and the 99th percentile of times in microseconds.
    pub(crate) fn times(&mut self, name: &str, times: &Histogram<u64>) {
        for (which, quantile) in [("p50", 0.5), ("p99", 0.99)] {
            let millis = number(times.value_at_quantile(quantile)) / 1_000.0;
            self.figure(format!("{name}_{which}"), millis, "ms");
        }
        self.figure(format!("{name}_max"), number(times.max()) / 1_000.0, "ms");
    }

    /// Notes a promise that was not kept.
    pub(crate) fn broken(&mut self, what: impl Into<String>) {
        self.broken.push(what.into());
    }

    pub(crate) fn is_good(&self) -> bool {
        self.broken.is_empty()
    }
}

/// A count as a number to calculate with; beyond 2^32 thousands it loses digits that nobody reads.
pub(crate) fn number(count: u64) -> f64 {
    match u32::try_from(count) {
        Ok(count) => f64::from(count),
        Err(_) => f64::from(u32::try_from(count / 1_000).unwrap_or(u32::MAX)) * 1_000.0,
    }
}

/// Prints the reports.
pub(crate) fn show(reports: &[Report], json: bool) -> anyhow::Result<()> {
    let text = if json { serde_json::to_string(reports)? } else { table(reports)? };
    writeln!(io::stdout().lock(), "{}", text.trim_end())?;
    Ok(())
}

fn table(reports: &[Report]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for report in reports {
        writeln!(text, "{}", report.scenario)?;
        for figure in &report.figures {
            writeln!(text, "  {:<28} {:>14.2} {}", figure.name, figure.value, figure.unit)?;
        }
        for broken in &report.broken {
            writeln!(text, "  BROKEN: {broken}")?;
        }
        if report.is_good() {
            writeln!(text, "  nothing lost, doubled or out of order")?;
        }
    }
    Ok(text)
}

/// Says why nothing was measured.
pub(crate) fn complain(error: &anyhow::Error) -> io::Result<()> {
    writeln!(io::stderr().lock(), "parlor-load: {error:#}")
}

/// Says what is being done, to whoever waits.
pub(crate) fn progress(text: &str) {
    // Nobody may be looking, and then nothing is missed.
    drop(writeln!(io::stderr().lock(), "{text}"));
}

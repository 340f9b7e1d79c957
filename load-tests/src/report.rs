//! What came out: figures, how they came about over time, and promises that were not kept.

use crate::meter::Tick;
use anyhow::Context as _;
use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

pub(crate) mod html;
mod plot;
pub(crate) mod summary;

/// Shares of all measurements that a latency curve has points for.
const QUANTILES: [f64; 14] =
    [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 0.99999, 1.0];

/// A figure with its unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: String,
}

/// The result of one run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Report {
    /// What was measured, in words.
    pub(crate) scenario: String,
    /// What was measured, in a word: the same in every repeat and for every subject.
    pub(crate) id: String,
    /// Which server: `floor-direct`, `sqlite` and so on.
    pub(crate) subject: String,
    pub(crate) figures: Vec<Figure>,
    /// What the server promised and did not keep. Empty: all is well.
    pub(crate) broken: Vec<String>,
    /// Share of measurements and milliseconds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) latency: Vec<(f64, f64)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ticks: Vec<Tick>,
}

/// All results of one call of this program, as they are kept in a file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Results {
    pub(crate) version: String,
    /// Seconds since 1970.
    pub(crate) at: u64,
    /// The machine, in words.
    pub(crate) machine: String,
    pub(crate) reports: Vec<Report>,
}

impl Results {
    pub(crate) fn of(reports: Vec<Report>) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            at: crate::watch::unix_seconds(),
            machine: crate::process::machine(),
            reports,
        }
    }
}

impl Results {
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read(path).with_context(|| format!("no {}", path.display()))?;
        serde_json::from_slice(&text)
            .with_context(|| format!("{} holds no results", path.display()))
    }
}

impl Report {
    pub(crate) fn new(scenario: impl Into<String>) -> Self {
        Self { scenario: scenario.into(), ..Self::default() }
    }

    /// Names the scenario in a word.
    pub(crate) fn of(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    pub(crate) fn figure(&mut self, name: impl Into<String>, value: f64, unit: &str) {
        self.figures.push(Figure { name: name.into(), value, unit: unit.to_owned() });
    }

    /// A figure by its name.
    pub(crate) fn value(&self, name: &str) -> Option<f64> {
        self.figures.iter().find(|figure| figure.name == name).map(|figure| figure.value)
    }

    /// Adds the median and the 99th percentile of times in microseconds.
    pub(crate) fn times(&mut self, name: &str, times: &Histogram<u64>) {
        for (which, quantile) in [("p50", 0.5), ("p99", 0.99)] {
            let millis = number(times.value_at_quantile(quantile)) / 1_000.0;
            self.figure(format!("{name}_{which}"), millis, "ms");
        }
        self.figure(format!("{name}_max"), number(times.max()) / 1_000.0, "ms");
    }

    /// Keeps the whole distribution of times in microseconds, for a plot.
    pub(crate) fn latency(&mut self, times: &Histogram<u64>) {
        let point = |share| (share, number(times.value_at_quantile(share)) / 1_000.0);
        self.latency = QUANTILES.into_iter().map(point).collect();
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
pub(crate) fn show(results: &Results, json: bool) -> anyhow::Result<()> {
    let text = match json {
        true => serde_json::to_string(results)?,
        // Of many runs only what matters.
        false if results.reports.len() > 4 => summary::table(&results.reports)?,
        false => table(&results.reports)?,
    };
    writeln!(io::stdout().lock(), "{}", text.trim_end())?;
    Ok(())
}

fn table(reports: &[Report]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for report in reports {
        writeln!(text, "{} ({})", report.scenario, report.subject)?;
        for figure in &report.figures {
            writeln!(text, "  {:<32} {:>14.2} {}", figure.name, figure.value, figure.unit)?;
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

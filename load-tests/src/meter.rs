//! What is measured while a scenario runs: latencies, deliveries, and what the server's process
//! costs over time; shown to whoever waits.

use crate::process::ProcessorTime;
use crate::report::{Report, number};
use crate::server::Server;
use crate::watch::{Watch, histogram};
use hdrhistogram::Histogram;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Time between two looks at the server.
const TICK: Duration = Duration::from_millis(250);
/// Reading a process's memory disturbs it, so every so many ticks only.
const TICKS_PER_MEMORY: usize = 4;

/// What happened between two looks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Tick {
    /// Seconds since the beginning.
    pub(crate) at: f64,
    /// Deliveries a second, or what else the scenario counts.
    pub(crate) rate: f64,
    /// Milliseconds; 0 if nothing was measured.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// Processor time of the server and its store, in percent of a core.
    pub(crate) processor: f64,
    /// Memory of the server, MiB PSS, if it was read.
    pub(crate) memory: Option<f64>,
}

/// Measures one run.
#[derive(Debug)]
pub(crate) struct Meter<'a> {
    server: &'a Server,
    pub(crate) watch: Watch,
    times: Histogram<u64>,
    recent: Histogram<u64>,
    done: u64,
    ticks: Vec<Tick>,
    begun: Option<ProcessorTime>,
    last: Option<ProcessorTime>,
    last_at: Duration,
    last_done: u64,
    bar: ProgressBar,
}

impl<'a> Meter<'a> {
    /// Begins; `expected` deliveries fill the bar, 0 if that is not known.
    pub(crate) fn start(server: &'a Server, what: &str, expected: u64) -> anyhow::Result<Self> {
        let bar = bar(what, expected);
        let begun = server.processor_time()?;
        Ok(Self {
            server,
            watch: Watch::start(),
            times: histogram()?,
            recent: histogram()?,
            done: 0,
            ticks: Vec::new(),
            last: begun.clone(),
            begun,
            last_at: Duration::ZERO,
            last_done: 0,
            bar,
        })
    }

    /// A delivery, or what else is counted, that was due or begun at `since`, by this meter's
    /// watch in microseconds.
    pub(crate) fn record(&mut self, since: u64, now: u64) {
        self.done += 1;
        self.recent.saturating_record(now.saturating_sub(since).max(1));
    }

    /// Looks at the server if it is time; to be called often.
    pub(crate) fn tick(&mut self) -> anyhow::Result<()> {
        if self.watch.elapsed() < self.last_at + TICK {
            return Ok(());
        }
        self.look()
    }

    fn look(&mut self) -> anyhow::Result<()> {
        let at = self.watch.elapsed();
        let span = (at - self.last_at).as_secs_f64().max(1e-6);
        let now = self.server.processor_time_again()?;
        let spent = match (&now, &self.last) {
            (Some(now), Some(last)) => number(now.since(last)) / 1e9,
            _ => 0.0,
        };
        let memory = match self.ticks.len() % TICKS_PER_MEMORY {
            0 => self.server.memory_kib()?.map(|kib| number(kib) / 1_024.0),
            _ => None,
        };
        let quantile = |quantile| number(self.recent.value_at_quantile(quantile)) / 1_000.0;
        let tick = Tick {
            at: at.as_secs_f64(),
            rate: number(self.done - self.last_done) / span,
            p50: quantile(0.5),
            p99: quantile(0.99),
            processor: 100.0 * spent / span,
            memory,
        };
        self.bar.set_position(self.done);
        self.bar.set_message(format!(
            "{:>9.0}/s  p50 {:>8.2} ms  p99 {:>8.2} ms  processor {:>3.0} %",
            tick.rate, tick.p50, tick.p99, tick.processor
        ));
        self.ticks.push(tick);
        self.times.add(&self.recent)?;
        self.recent.reset();
        (self.last, self.last_at, self.last_done) = (now, at, self.done);
        Ok(())
    }

    /// Ends, and writes what came out into a report.
    pub(crate) fn end(mut self, report: &mut Report, names: &Names) -> anyhow::Result<()> {
        self.look()?;
        self.bar.finish_and_clear();
        let took = self.watch.elapsed().as_secs_f64();
        let done = number(self.done.max(1));
        report.figure(names.rate, number(self.done) / took, "1/s");
        report.times(names.times, &self.times);
        if let (Some(begun), Some(last)) = (&self.begun, &self.last) {
            let spent = number(last.since(begun)) / 1_000.0;
            report.figure(names.processor, spent / done, "µs");
            report.figure("processor", spent / 10_000.0 / took, "% of a core");
        }
        report.ticks = self.ticks;
        report.latency(&self.times);
        Ok(())
    }
}

/// What the figures of a run are called.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) rate: &'static str,
    pub(crate) times: &'static str,
    pub(crate) processor: &'static str,
}

/// Those of deliveries.
pub(crate) const DELIVERIES: Names = Names {
    rate: "deliveries_per_second",
    times: "due_to_read",
    processor: "processor_per_delivery",
};

/// A bar that shows how far something is.
pub(crate) fn bar(what: &str, expected: u64) -> ProgressBar {
    let (bar, shape) = match expected {
        0 => (ProgressBar::new_spinner(), "{spinner} {prefix:<22} {elapsed:>4} {pos:>9} {msg}"),
        _ => (
            ProgressBar::new(expected),
            "  {prefix:<22} {elapsed:>4} {bar:24} {percent:>3} % {msg}",
        ),
    };
    if let Ok(style) = ProgressStyle::with_template(shape) {
        bar.set_style(style);
    }
    bar.with_prefix(what.to_owned())
}

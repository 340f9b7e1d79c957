//! What the gateway counts. The handles of what succeeds are looked up once; failures are rare
//! enough to be looked up each time.

use super::commands::NAMES;
use metrics::{Counter, Histogram, counter, histogram};
use protocol::code::Code;
use std::fmt;
use std::time::Duration;

/// The gateway's metrics.
pub(super) struct Metrics {
    commands: Vec<(&'static str, Counter, Histogram)>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    pub(super) fn new() -> Self {
        let handles = |name: &'static str| {
            let done = counter!("parlor_commands_total", "command" => name, "outcome" => "done");
            (name, done, histogram!("parlor_command_seconds", "command" => name))
        };
        Self { commands: NAMES.into_iter().map(handles).collect() }
    }

    /// Counts a command; without a code it was done.
    pub(super) fn command(&self, name: &'static str, code: Option<Code>) {
        match code {
            Some(code) => {
                let outcome = code.as_str();
                counter!("parlor_commands_total", "command" => name, "outcome" => outcome)
                    .increment(1);
            }
            None => {
                if let Some((_, done, _)) = self.handles(name) {
                    done.increment(1);
                }
            }
        }
    }

    /// Counts a command, and how long it took.
    pub(super) fn command_took(&self, name: &'static str, code: Option<Code>, took: Duration) {
        self.command(name, code);
        if let Some((_, _, seconds)) = self.handles(name) {
            seconds.record(took.as_secs_f64());
        }
    }

    fn handles(&self, name: &str) -> Option<&(&'static str, Counter, Histogram)> {
        self.commands.iter().find(|(other, _, _)| *other == name)
    }
}

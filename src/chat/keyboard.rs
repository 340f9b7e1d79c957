//! Lines from standard input, and passwords without an echo.

use super::screen::Screen;
use anyhow::{Context as _, bail};
use std::io::{self, BufRead as _, IsTerminal as _};
use std::process::{Command, Stdio};
use tokio::sync::mpsc;

/// Lines that were typed and not taken yet; the terminal keeps the rest.
const LINES_AHEAD: usize = 16;

/// What is typed, line by line.
#[derive(Debug)]
pub(super) struct Keyboard {
    lines: mpsc::Receiver<String>,
    /// A person types, not a program.
    pub(super) is_terminal: bool,
}

impl Keyboard {
    /// Begins to read.
    pub(super) fn open() -> anyhow::Result<Self> {
        let (sender, lines) = mpsc::channel(LINES_AHEAD);
        // A thread of its own, which nobody waits for: a read of standard input cannot be
        // cancelled, and would hold the program at its end.
        std::thread::Builder::new()
            .name("keyboard".to_owned())
            .spawn(move || {
                for line in io::stdin().lock().lines() {
                    let Ok(line) = line else { return };
                    if sender.blocking_send(line).is_err() {
                        return;
                    }
                }
            })
            .context("standard input cannot be read")?;
        Ok(Self { lines, is_terminal: io::stdin().is_terminal() })
    }

    /// One on which a test types.
    #[cfg(test)]
    pub(super) fn from(lines: mpsc::Receiver<String>) -> Self {
        Self { lines, is_terminal: false }
    }

    /// The next line; `None` at the end. Safe to drop and to call again.
    pub(super) async fn line(&mut self) -> Option<String> {
        self.lines.recv().await
    }

    /// Asks for a password: on a terminal without showing it, else the next line.
    pub(super) async fn password(&mut self, screen: &mut Screen) -> anyhow::Result<String> {
        let _quiet = if self.is_terminal {
            screen.prompt("Password: ")?;
            Some(Quiet::begin())
        } else {
            None
        };
        let line = tokio::select! {
            line = self.lines.recv() => line,
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        };
        if self.is_terminal {
            screen.prompt("\n")?;
        }
        line.context("a password is needed: type it, or set PARLOR_PASSWORD")
    }
}

/// A terminal that does not show what is typed, until this is dropped.
#[derive(Debug)]
struct Quiet;

impl Quiet {
    fn begin() -> Self {
        stty("-echo");
        Self
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        stty("echo");
    }
}

/// Without `stty` the password can be seen while it is typed; that is no reason to refuse it.
fn stty(argument: &str) {
    let mut command = Command::new("stty");
    command.arg(argument).stdin(Stdio::inherit()).stdout(Stdio::null()).stderr(Stdio::null());
    drop(command.status());
}

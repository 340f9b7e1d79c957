//! On which cores who runs: the server and its store on one, the generator on another, so that
//! neither pays for the other.

use anyhow::Context as _;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use std::process::{Child, Command};

/// Where to run. Without numbers the system decides.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cores {
    pub(crate) server: Option<usize>,
    pub(crate) generator: Option<usize>,
}

impl Cores {
    /// Server and generator apart, if there are two cores and it is wanted.
    pub(crate) fn apart(wanted: bool) -> Self {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        // Who was confined to one core, such as beside a store on it, may still leave it.
        let confined = sched_getaffinity(None).is_ok_and(|cores| cores.count() == 1);
        if wanted && (count > 1 || confined && cores_of_machine() > 1) {
            Self { server: Some(0), generator: Some(1) }
        } else {
            Self::default()
        }
    }

    /// Moves this thread, and those that it starts, to the generator's core.
    pub(crate) fn take_generator(self) -> anyhow::Result<()> {
        self.generator.map_or(Ok(()), here)
    }

    /// Moves this thread to the server's core.
    pub(crate) fn take_server(self) -> anyhow::Result<()> {
        self.server.map_or(Ok(()), here)
    }

    /// Starts a program on the server's core.
    pub(crate) fn spawn(self, command: Command) -> anyhow::Result<Child> {
        let Some(core) = self.server else { return spawn(command) };
        // A program inherits the cores of the thread that starts it.
        let thread = std::thread::spawn(move || {
            here(core)?;
            spawn(command)
        });
        thread.join().ok().context("the server's starter failed")?
    }
}

fn spawn(mut command: Command) -> anyhow::Result<Child> {
    let child = command.spawn();
    child.with_context(|| format!("{} cannot be started", command.get_program().display()))
}

fn here(core: usize) -> anyhow::Result<()> {
    let mut cores = CpuSet::new();
    cores.set(core);
    sched_setaffinity(None, &cores)
        .with_context(|| format!("core {core} cannot be had: say --no-pin"))
}

fn cores_of_machine() -> usize {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    text.lines().filter(|line| line.starts_with("processor")).count()
}

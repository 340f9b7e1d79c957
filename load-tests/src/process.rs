//! What Linux tells of processes: memory, processor time, how many files may be open.

use anyhow::{Context as _, ensure};
use std::collections::BTreeMap;
use std::fs;

/// Files that a process needs beside its sockets.
const FILES_BESIDE: u64 = 100;

/// The server's process, if it can be looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Process {
    pub(crate) pid: u32,
}

/// Processor time of each thread, in nanoseconds.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProcessorTime(BTreeMap<u64, u64>);

impl ProcessorTime {
    /// What was spent since an earlier look. Threads that ended in between are left out.
    pub(crate) fn since(&self, before: &Self) -> u64 {
        let spent = |(thread, now): (&u64, &u64)| {
            now.saturating_sub(before.0.get(thread).copied().unwrap_or_default())
        };
        self.0.iter().map(spent).sum()
    }
}

impl Process {
    /// Its proportional share of memory (PSS), in KiB.
    pub(crate) fn pss_kib(self) -> anyhow::Result<u64> {
        let path = format!("/proc/{}/smaps_rollup", self.pid);
        let text = fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))?;
        pss_kib(&text).with_context(|| format!("{path} has no Pss"))
    }

    pub(crate) fn processor_time(self) -> anyhow::Result<ProcessorTime> {
        let path = format!("/proc/{}/task", self.pid);
        let mut threads = BTreeMap::new();
        for thread in fs::read_dir(&path).with_context(|| format!("{path} cannot be read"))? {
            let thread = thread?.path();
            let id = thread.file_name().and_then(|name| name.to_str()?.parse().ok());
            // A thread may end between the two looks.
            let Ok(text) = fs::read_to_string(thread.join("schedstat")) else { continue };
            let spent = text.split_whitespace().next().and_then(|field| field.parse().ok());
            if let (Some(id), Some(spent)) = (id, spent) {
                threads.insert(id, spent);
            }
        }
        Ok(ProcessorTime(threads))
    }

    /// How many files it may have open.
    pub(crate) fn files_max(self) -> anyhow::Result<u64> {
        files_max(&format!("/proc/{}/limits", self.pid))
    }
}

fn pss_kib(smaps: &str) -> Option<u64> {
    let line = smaps.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn files_max(path: &str) -> anyhow::Result<u64> {
    let text = fs::read_to_string(path).with_context(|| format!("{path} cannot be read"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().next()).unwrap_or_default();
    Ok(if soft == "unlimited" { u64::MAX } else { soft.parse().context("no limit of files")? })
}

/// Whether this process may open so many sockets. A server that it starts inherits the limit.
pub(crate) fn check_files(sockets: u64) -> anyhow::Result<()> {
    let max = files_max("/proc/self/limits")?;
    let needed = sockets + FILES_BESIDE;
    ensure!(
        max >= needed,
        "{max} files may be open, {needed} are needed: say `ulimit -n {needed}` before"
    );
    Ok(())
}

/// Whether the server may open so many sockets.
pub(crate) fn check_files_of(process: Process, sockets: u64) -> anyhow::Result<()> {
    let max = process.files_max()?;
    let needed = sockets + FILES_BESIDE;
    ensure!(max >= needed, "the server may open {max} files, {needed} are needed: see `ulimit -n`");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_rollup() {
        let smaps = "00400000-7fff ---p 0 00:00 0 [rollup]\nRss:  9 kB\nPss:     1234 kB\n";
        assert_eq!(pss_kib(smaps), Some(1234));
        assert_eq!(pss_kib("Rss: 9 kB"), None);
    }

    #[test]
    fn processor_time_counts_threads_that_came_later() {
        let before = ProcessorTime([(1, 10), (2, 5)].into());
        let after = ProcessorTime([(1, 30), (3, 7)].into());
        assert_eq!(after.since(&before), 27);
    }
}

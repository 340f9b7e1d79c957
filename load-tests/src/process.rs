//! What Linux tells of processes: memory, processor time, how many files may be open.

use anyhow::{Context as _, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::collections::BTreeMap;
use std::fs;

/// Files that a process needs beside its sockets.
const FILES_BESIDE: u64 = 100;

/// The server's process, if it can be looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Process {
    pub(crate) pid: u32,
}

/// Processes that are looked at together, and all that descend from them: a server, its store.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    /// The server's own, the first of them.
    pub(crate) roots: Vec<Process>,
}

impl Tree {
    /// The roots and who descends from them now.
    pub(crate) fn all(&self) -> Vec<Process> {
        let mut found: Vec<u32> = self.roots.iter().map(|root| root.pid).collect();
        let parents = parents();
        let mut next = 0;
        while let Some(parent) = found.get(next).copied() {
            let children = parents.iter().filter(|(_, of)| *of == parent).map(|(child, _)| *child);
            let new: Vec<u32> = children.filter(|child| !found.contains(child)).collect();
            found.extend(new);
            next += 1;
        }
        found.into_iter().map(|pid| Process { pid }).collect()
    }
}

/// Every process and its parent.
fn parents() -> Vec<(u32, u32)> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid| Some((pid, parent(pid)?))).collect()
}

/// A process's parent.
pub(crate) fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets and may hold anything; state and parent follow.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// Processor time of these processes. Those that ended are left out.
pub(crate) fn processor_time(processes: &[Process]) -> ProcessorTime {
    let mut all = ProcessorTime::default();
    for process in processes {
        if let Ok(time) = process.processor_time() {
            all.0.extend(time.0);
        }
    }
    all
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

/// The machine in words: cores, their kind, the kernel.
pub(crate) fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let kinds: Vec<&str> = cpus
        .lines()
        .filter_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map(|(_, kind)| kind.trim())
        .collect();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let kind = kinds.first().copied().unwrap_or("a core");
    format!("{} × {kind}, Linux {}", kinds.len(), kernel.trim())
}

/// Raises the limit of this process' files to what so many sockets need. A server that it starts
/// inherits it.
pub(crate) fn allow_files(sockets: u64) -> anyhow::Result<()> {
    // Sockets that were cut off are closed a moment later.
    let needed = 2 * sockets + FILES_BESIDE;
    let limits = getrlimit(Resource::Nofile);
    if limits.current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    let maximum = limits.maximum.map(|maximum| maximum.max(needed));
    setrlimit(Resource::Nofile, Rlimit { current: Some(needed), maximum })
        .or_else(|_| setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, ..limits }))?;
    let max = files_max("/proc/self/limits")?;
    ensure!(max >= sockets + FILES_BESIDE, "{max} files may be open, {needed} are needed");
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

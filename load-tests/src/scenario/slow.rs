//! Members who read nothing, beside others who read in time: whether the others notice. The same
//! rate of messages is measured twice, without them and with them.

use crate::args::{Fanout, Slow};
use crate::report::Report;
use crate::scenario::fanout;
use crate::server::Server;

pub(crate) async fn run(server: &Server, slow: &Slow) -> anyhow::Result<Report> {
    let title = format!("slow: {} of {} members read nothing", slow.slow, slow.members);
    let mut report = Report::new(title).of("slow");
    let mut p99 = Vec::new();
    for (which, readers) in [("without", 0), ("with", slow.slow)] {
        let fanout = Fanout {
            members: slow.members,
            messages: slow.messages,
            in_flight: 1,
            rate: Some(slow.rate),
            senders: 2,
            bytes: slow.bytes,
            slow: readers,
            deadline: 120,
        };
        let run = fanout::run(server, &fanout).await?;
        for name in ["due_to_read_p50", "due_to_read_p99", "processor_per_delivery"] {
            let unit = if name.starts_with("processor") { "µs" } else { "ms" };
            let value = run.value(name).unwrap_or_default();
            report.figure(format!("{name}_{which}"), value, unit);
        }
        p99.extend(run.value("due_to_read_p99"));
        for broken in &run.broken {
            report.broken(format!("{which} slow readers: {broken}"));
        }
        report.latency = run.latency;
        report.ticks = run.ticks;
    }
    if let [without, with] = p99.as_slice() {
        report.figure("p99_with_to_without", with / without.max(1e-3), "×");
    }
    if let Some(memory) = server.memory_kib()? {
        report.figure("memory_at_end", crate::report::number(memory) / 1_024.0, "MiB PSS");
    }
    Ok(report)
}

//! Whether a delivery costs the same with few members and many, and with little and much that is
//! stored; and whether memory stays where it is while the history grows.

use crate::args::{Fanout, Growth};
use crate::meter::bar;
use crate::people::Talk;
use crate::report::{Report, number};
use crate::scenario::fanout;
use crate::server::Server;
use futures_util::StreamExt as _;

/// Members of the conversation whose deliveries are compared while others are stored.
const MEMBERS_BESIDE: u32 = 100;
/// Conversations that are made at once.
const MAKING: usize = 32;

pub(crate) async fn run(server: &Server, growth: &Growth) -> anyhow::Result<Report> {
    let mut report = Report::new("growth: members, and stored conversations").of("growth");
    for members in &growth.members {
        let name = format!("{members}_members");
        measure(server, growth, *members, &name, &mut report).await?;
    }
    let mut stored = 0;
    for count in &growth.stored {
        store(server, count.saturating_sub(stored)).await?;
        stored = stored.max(*count);
        let name = format!("{count}_stored");
        measure(server, growth, MEMBERS_BESIDE, &name, &mut report).await?;
        if let Some(kib) = server.memory_kib()? {
            report.figure(format!("memory_{name}"), number(kib) / 1_024.0, "MiB PSS");
        }
    }
    Ok(report)
}

async fn measure(
    server: &Server,
    growth: &Growth,
    members: u32,
    name: &str,
    report: &mut Report,
) -> anyhow::Result<()> {
    let fanout = Fanout {
        members,
        messages: (growth.deliveries / members).max(10),
        in_flight: 1,
        rate: None,
        senders: 1,
        bytes: 200,
        slow: 0,
        deadline: 300,
    };
    let run = fanout::run(server, &fanout).await?;
    let figure = "processor_per_delivery";
    report.figure(format!("{figure}_{name}"), run.value(figure).unwrap_or_default(), "µs");
    for broken in run.broken {
        report.broken(broken);
    }
    Ok(())
}

/// Makes conversations that nobody talks in.
async fn store(server: &Server, count: u32) -> anyhow::Result<()> {
    let bar = bar("conversations", u64::from(count));
    let making = futures_util::stream::iter(0..count).map(|_| Talk::create(server, "stored"));
    let mut making = std::pin::pin!(making.buffer_unordered(MAKING));
    while let Some(made) = making.next().await {
        made?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

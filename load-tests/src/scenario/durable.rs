//! Messages that were acknowledged: how many a second, how long each took, and whether they are
//! there afterwards, each once and in its sender's order.

use crate::args::Durable;
use crate::people::{self, Talk};
use crate::report::{Report, number, progress};
use crate::server::Server;
use crate::session::{Answer, Session};
use crate::watch::{Watch, histogram};
use anyhow::{Context as _, bail};
use hdrhistogram::Histogram;
use protocol::generated::{Message, command, reply};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Bytes of a message's text.
const TEXT_BYTES: usize = 200;
/// Messages on a page of history.
const PAGE: u32 = 100;
/// How often a command that was refused for now is said again.
const ATTEMPTS_MAX: u32 = 100;

pub(crate) async fn run(server: &Server, durable: &Durable) -> anyhow::Result<Vec<Report>> {
    let mut reports = Vec::new();
    for senders in &durable.senders {
        reports.push(run_with(server, durable, *senders).await?);
    }
    Ok(reports)
}

async fn run_with(server: &Server, durable: &Durable, senders: u32) -> anyhow::Result<Report> {
    let mut report = Report::new(format!("durable: {senders} senders, {} s", durable.seconds));
    let mut sending = JoinSet::new();
    let mut together = None;
    for _ in 0..senders {
        let talk = match &together {
            Some(talk) => Talk::clone(talk),
            None => Talk::create(server, "durable").await?,
        };
        let token = people::join(server, &talk, 1).await?.pop().context("nobody joined")?;
        if durable.together {
            together = Some(talk.clone());
        }
        let session = Session::open(&server.http.address, &token, server.encoding).await?;
        let span = Duration::from_secs(durable.seconds);
        sending.spawn(Sender::new(session, talk.id)?.run(span));
    }
    progress("sending");
    let before = server.look()?;
    let watch = Watch::start();
    let mut senders_done = Vec::new();
    while let Some(sender) = sending.join_next().await {
        senders_done.push(sender??);
    }
    let took = watch.elapsed().as_secs_f64();
    let after = server.look()?;

    let mut times = histogram()?;
    let mut sent = 0;
    for sender in &senders_done {
        times.add(&sender.times)?;
        sent += u64::try_from(sender.acknowledged.len())?;
    }
    report.figure("acknowledged_per_second", number(sent) / took, "1/s");
    report.times("acknowledged_after", &times);
    if let (Some(before), Some(after)) = (before, after) {
        let spent = number(after.processor.since(&before.processor)) / 1_000.0;
        report.figure("processor_per_message", spent / number(sent.max(1)), "µs");
    }
    progress("reading all of it again");
    for sender in senders_done {
        for broken in sender.verify().await? {
            report.broken(broken);
        }
    }
    Ok(report)
}

/// One who sends, and what the server said it has.
struct Sender {
    session: Session,
    conversation: String,
    /// Client ids and positions, in the order of sending.
    acknowledged: Vec<(String, u32)>,
    times: Histogram<u64>,
}

impl Sender {
    fn new(session: Session, conversation: String) -> anyhow::Result<Self> {
        Ok(Self { session, conversation, acknowledged: Vec::new(), times: histogram()? })
    }

    async fn run(mut self, span: Duration) -> anyhow::Result<Self> {
        let watch = Watch::start();
        while watch.elapsed() < span {
            let client_id = Uuid::new_v4().to_string();
            let send = command::Send {
                conversation_id: self.conversation.clone(),
                client_id: client_id.clone(),
                text: format!("{:x<TEXT_BYTES$}", ""),
                ..command::Send::default()
            };
            let begun = Watch::start();
            let answer = self.ask(command::Command::Send(send)).await?;
            let reply::Reply::Sent(sent) = answer else { bail!("not sent: {answer:?}") };
            self.times.saturating_record(begun.micros().max(1));
            let position = sent.position.context("sent without a position")?;
            self.acknowledged.push((client_id, position.seq));
        }
        Ok(self)
    }

    /// Says a command until it is done; an unknown outcome is settled by the same again.
    async fn ask(&mut self, command: command::Command) -> anyhow::Result<reply::Reply> {
        for _ in 0..ATTEMPTS_MAX {
            match self.session.ask(command.clone()).await? {
                Answer::Reply(reply) => return Ok(reply),
                Answer::Later(wait) => tokio::time::sleep(wait).await,
                Answer::Refused(error) => bail!("refused: {error:?}"),
            }
        }
        bail!("refused for now {ATTEMPTS_MAX} times: raise the server's rates")
    }

    /// Reads the whole conversation, and compares it with what was acknowledged.
    async fn verify(mut self) -> anyhow::Result<Vec<String>> {
        let mut found: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut after = 0;
        loop {
            let history = command::History {
                conversation_id: self.conversation.clone(),
                before: None,
                after: Some(after),
                limit: PAGE,
            };
            let answer = self.ask(command::Command::History(history)).await?;
            let reply::Reply::History(page) = answer else { bail!("no history: {answer:?}") };
            for Message { seq, client_id, .. } in &page.messages {
                after = after.max(*seq);
                if let Some(client_id) = client_id {
                    found.entry(client_id.clone()).or_default().push(*seq);
                }
            }
            if !page.more_after || page.messages.is_empty() {
                break;
            }
        }
        let broken = compare(&self.acknowledged, &found);
        self.session.close().await;
        Ok(broken)
    }
}

/// What is wrong with what was found.
fn compare(acknowledged: &[(String, u32)], found: &BTreeMap<String, Vec<u32>>) -> Vec<String> {
    let mut broken = Vec::new();
    let mut last = 0;
    for (client_id, seq) in acknowledged {
        match found.get(client_id).map(Vec::as_slice) {
            None => broken.push(format!("message {seq} was acknowledged and is lost")),
            Some([place]) if place != seq => {
                broken.push(format!("message {seq} stands at {place}"));
            }
            Some([_]) => (),
            Some(places) => broken.push(format!("message {seq} stands at {places:?}")),
        }
        if *seq <= last {
            broken.push(format!("message {seq} was sent after {last}"));
        }
        last = *seq;
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &[(&str, &[u32])], expected: &[&str]) {
        let acknowledged = [("a".to_owned(), 2), ("b".to_owned(), 3)];
        let found = found.iter().map(|(id, places)| ((*id).to_owned(), places.to_vec())).collect();
        assert_eq!(compare(&acknowledged, &found), expected);
    }

    // M2
    #[test]
    fn lost_doubled_and_moved_messages_are_found() {
        check(&[("a", &[2]), ("b", &[3]), ("other", &[4])], &[]);
        check(&[("a", &[2])], &["message 3 was acknowledged and is lost"]);
        check(&[("a", &[2, 5]), ("b", &[3])], &["message 2 stands at [2, 5]"]);
        check(&[("a", &[4]), ("b", &[3])], &["message 2 stands at 4"]);
    }
}

//! Messages that were acknowledged: how many a second, how long each took, and whether they are
//! there afterwards, each once and in its sender's order.

use crate::args::Durable;
use crate::check::Class;
use crate::crowd::{Crowd, client_id};
use crate::meter::{Meter, Names};
use crate::people::{self, Talk};
use crate::report::{Report, progress};
use crate::server::Server;
use crate::session::{Answer, Session};
use anyhow::bail;
use protocol::generated::{Message, command, reply};
use std::collections::BTreeMap;
use std::time::Duration;

/// Bytes of a message's text.
const TEXT_BYTES: usize = 200;
/// Messages on a page of history.
const PAGE: u32 = 100;
/// Sessions that are being opened at once.
const OPENING: usize = 64;
/// How long what is under way at the end may take.
const GRACE: Duration = Duration::from_secs(20);
/// Conversations that are read again at the end; of more, every so manieth is.
const READ_MAX: usize = 32;
/// What the figures are called.
const NAMES: Names = Names {
    rate: "acknowledged_per_second",
    times: "acknowledged_after",
    processor: "processor_per_message",
};

pub(crate) async fn run(server: &Server, durable: &Durable) -> anyhow::Result<Vec<Report>> {
    let mut reports = Vec::new();
    for senders in &durable.senders {
        reports.push(run_with(server, durable, *senders).await?);
    }
    Ok(reports)
}

async fn run_with(server: &Server, durable: &Durable, senders: u32) -> anyhow::Result<Report> {
    let title = format!("durable: {senders} senders, {} s", durable.seconds);
    let mut report = Report::new(title).of(format!("durable-{senders}"));
    let mut crowd = Crowd::new(server)?;
    if durable.together {
        let talk = Talk::create(server, "durable").await?;
        let room = crowd.place(&talk);
        for token in people::join(server, &talk, senders).await? {
            crowd.person(&token, room, Class::Guest);
        }
    } else {
        super::rooms::fill(server, &mut crowd, senders, 1).await?;
    }
    crowd.open(OPENING, false)?;
    send(server, &mut crowd, Duration::from_secs(durable.seconds), &mut report)?;
    progress("  reading it again");
    let step = crowd.len().div_ceil(READ_MAX).max(1);
    for person in (0..crowd.len()).step_by(step) {
        for broken in verify(server, &crowd, person).await? {
            report.broken(broken);
        }
    }
    for broken in crowd.finish() {
        report.broken(broken);
    }
    Ok(report)
}

/// Everybody sends, the next message when the last one was acknowledged.
fn send(
    server: &Server,
    crowd: &mut Crowd,
    span: Duration,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut meter = Meter::start(server, &report.id, 0)?;
    let mut begun = vec![0; crowd.len()];
    for (person, begun) in begun.iter_mut().enumerate() {
        *begun = meter.watch.micros();
        crowd.send(person, *begun, TEXT_BYTES)?;
    }
    while meter.watch.elapsed() < span {
        for person in crowd.turn(None)?.acknowledged {
            let Some(begun) = begun.get_mut(person) else { continue };
            let now = meter.watch.micros();
            meter.record(*begun, now);
            *begun = now;
            crowd.send(person, now, TEXT_BYTES)?;
        }
        meter.tick()?;
    }
    meter.end(report, &NAMES)?;
    let watch = crate::watch::Watch::start();
    while !crowd.is_complete() && watch.elapsed() < GRACE {
        crowd.turn(None)?;
    }
    Ok(())
}

/// Reads somebody's whole conversation, and compares it with what was acknowledged to them.
async fn verify(server: &Server, crowd: &Crowd, person: usize) -> anyhow::Result<Vec<String>> {
    let address = &server.http.address;
    let mut session = Session::open(address, crowd.token(person), server.encoding).await?;
    let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut after = 0;
    loop {
        let history = command::History {
            conversation_id: crowd.conversation(crowd.room_of(person)).to_owned(),
            before: None,
            after: Some(after),
            limit: PAGE,
        };
        let page = match session.ask(command::Command::History(history)).await? {
            Answer::Reply(reply::Reply::History(page)) => page,
            Answer::Later(wait) => {
                tokio::time::sleep(wait).await;
                continue;
            }
            other @ (Answer::Reply(_) | Answer::Refused(_)) => bail!("no history: {other:?}"),
        };
        for Message { seq, client_id, .. } in &page.messages {
            after = after.max(*seq);
            if let Some(client_id) = client_id {
                found.entry(client_id.clone()).or_default().push(u64::from(*seq));
            }
        }
        if !page.more_after || page.messages.is_empty() {
            break;
        }
    }
    session.close().await;
    let acknowledged = crowd.acknowledged(person).iter().zip(0..);
    let acknowledged: Vec<(String, u64)> =
        acknowledged.map(|(seq, number)| (client_id(person, number), *seq)).collect();
    Ok(compare(&acknowledged, &found))
}

/// What is wrong with what was found.
fn compare(acknowledged: &[(String, u64)], found: &BTreeMap<String, Vec<u64>>) -> Vec<String> {
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

    fn check(found: &[(&str, &[u64])], expected: &[&str]) {
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

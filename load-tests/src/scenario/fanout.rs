//! One conversation, many members, each with a live session: what a delivery costs.
//!
//! A message counts as under way until all members have it, so `--in-flight 1` allows the server no
//! gathering. Every member checks each event: the next number, the next text, nothing else.

use crate::args::Fanout;
use crate::people::{self, Talk};
use crate::report::{Report, number, progress};
use crate::server::Server;
use crate::session::{Answer, Session, open_all};
use crate::watch::{Watch, histogram};
use anyhow::{Context as _, bail, ensure};
use hdrhistogram::Histogram;
use protocol::generated::{Event, Frame, command, event::Fact, frame, push};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use uuid::Uuid;

/// How long the server gets to become quiet before its processor time is read.
const SETTLE: Duration = Duration::from_secs(2);
/// Sessions that are being opened at once.
const OPENING: usize = 64;

/// What all members share.
#[derive(Debug)]
struct Board {
    watch: Watch,
    conversation: String,
    /// How many members do not have each message yet.
    missing: Vec<AtomicU32>,
    /// One permit for each message that may be under way.
    room: Semaphore,
}

pub(crate) async fn run(server: &Server, fanout: &Fanout) -> anyhow::Result<Report> {
    let mut report = Report::new(format!(
        "fanout: {} messages to {} members, {} in flight",
        fanout.messages, fanout.members, fanout.in_flight
    ));
    let talk = Talk::create(server, "fanout").await?;
    let tokens = people::join(server, &talk, fanout.members - 1).await?;
    server.check_files(u64::from(fanout.members))?;
    progress("opening sessions");
    let address = &server.http.address;
    let sender = Session::open(address, server.token()?, server.encoding).await?;
    let opened = open_all(address, &tokens, server.encoding, OPENING).await?;
    tokio::time::sleep(SETTLE).await;

    let board = Arc::new(Board {
        watch: Watch::start(),
        conversation: talk.id,
        missing: (0..fanout.messages).map(|_| AtomicU32::new(fanout.members)).collect(),
        room: Semaphore::new(usize::try_from(fanout.in_flight)?),
    });
    let mut receiving = JoinSet::new();
    for session in opened.sessions {
        receiving.spawn(receive(session, Arc::clone(&board)));
    }
    progress("sending");
    let before = server.look()?;
    let watch = Watch::start();
    let deadline = Duration::from_secs(fanout.deadline);
    let whole = async {
        let mut times = send(sender, &board, fanout).await?;
        while let Some(received) = receiving.join_next().await {
            match received? {
                Ok(member) => times.add(member)?,
                Err(error) => report.broken(format!("a member: {error:#}")),
            }
        }
        anyhow::Ok(times)
    };
    let times = tokio::time::timeout(deadline, whole).await;
    let took = watch.elapsed().as_secs_f64();
    let after = server.look()?;
    let Ok(times) = times else {
        report.broken(lost(&board, fanout));
        while let Some(received) = receiving.try_join_next() {
            if let Err(error) = received? {
                report.broken(format!("a member: {error:#}"));
            }
        }
        return Ok(report);
    };
    let deliveries = number(u64::from(fanout.messages) * u64::from(fanout.members));
    report.figure("deliveries_per_second", deliveries / took, "1/s");
    report.figure("messages_per_second", f64::from(fanout.messages) / took, "1/s");
    report.times("send_to_read", &times?);
    if let (Some(before), Some(after)) = (before, after) {
        let spent = number(after.processor.since(&before.processor)) / 1_000.0;
        report.figure("processor_per_delivery", spent / deliveries, "µs");
        report.figure("processor", spent / 10_000.0 / took, "% of a core");
    }
    Ok(report)
}

fn lost(board: &Board, fanout: &Fanout) -> String {
    let missing: u64 =
        board.missing.iter().map(|missing| u64::from(missing.load(Ordering::Relaxed))).sum();
    format!("{missing} deliveries are missing after {} s", fanout.deadline)
}

/// Sends all messages, and receives like everybody else.
async fn send(
    mut session: Session,
    board: &Arc<Board>,
    fanout: &Fanout,
) -> anyhow::Result<Histogram<u64>> {
    let mut member = Member::new(board)?;
    let bytes = usize::try_from(fanout.bytes)?;
    let mut next = 0;
    while !member.is_done() {
        let frame = tokio::select! {
            permit = board.room.acquire(), if next < fanout.messages => {
                // Given back by whoever receives it last.
                permit?.forget();
                let text = format!("{next} {} ", board.watch.micros());
                session.send(post(&board.conversation, &text, bytes)).await?;
                next += 1;
                continue;
            }
            frame = session.next() => frame?,
        };
        if let Some(frame::Frame::Reply(reply)) = &frame.frame {
            let id = reply.id;
            match Answer::to(id, frame) {
                Some(Answer::Reply(_)) | None => (),
                Some(other) => bail!("a message was refused: {other:?}; raise the server's rates"),
            }
            continue;
        }
        member.take(&frame)?;
    }
    session.close().await;
    Ok(member.times)
}

fn post(conversation: &str, text: &str, bytes: usize) -> command::Command {
    command::Command::Send(command::Send {
        conversation_id: conversation.to_owned(),
        client_id: Uuid::new_v4().to_string(),
        text: format!("{text:x<bytes$}"),
        ..command::Send::default()
    })
}

async fn receive(mut session: Session, board: Arc<Board>) -> anyhow::Result<Histogram<u64>> {
    let mut member = Member::new(&board)?;
    while !member.is_done() {
        let frame = session.next().await?;
        member.take(&frame)?;
    }
    session.close().await;
    Ok(member.times)
}

/// What one member has received.
struct Member<'a> {
    board: &'a Board,
    next: u32,
    /// Epoch and number of the last event.
    held: Option<(String, u32)>,
    times: Histogram<u64>,
}

impl<'a> Member<'a> {
    fn new(board: &'a Board) -> anyhow::Result<Self> {
        Ok(Self { board, next: 0, held: None, times: histogram()? })
    }

    fn is_done(&self) -> bool {
        usize::try_from(self.next).is_ok_and(|next| next >= self.board.missing.len())
    }

    /// Looks at a frame; an event has to be the next one in number and in text.
    fn take(&mut self, frame: &Frame) -> anyhow::Result<()> {
        let Some(frame::Frame::Push(push)) = &frame.frame else { return Ok(()) };
        match &push.push {
            Some(push::Push::Event(event)) if event.conversation_id == self.board.conversation => {
                self.event(event)
            }
            Some(push::Push::ResyncRequired(_)) => bail!("was told to fetch anew"),
            Some(_) | None => Ok(()),
        }
    }

    fn event(&mut self, event: &Event) -> anyhow::Result<()> {
        let now = self.board.watch.micros();
        let position = event.position.clone().context("an event without a position")?;
        if let Some((epoch, seq)) = &self.held {
            ensure!(*epoch == position.epoch, "the epoch changed");
            ensure!(position.seq == seq + 1, "event {} came after {seq}", position.seq);
        }
        self.held = Some((position.epoch, position.seq));
        let Some(Fact::Posted(message)) = &event.fact else { return Ok(()) };
        let mut fields = message.text.split(' ');
        let mut field = || fields.next().and_then(|field| field.parse::<u64>().ok());
        let (Some(number), Some(sent)) = (field(), field()) else { return Ok(()) };
        ensure!(number == u64::from(self.next), "message {number} came in place of {}", self.next);
        self.times.saturating_record(now.saturating_sub(sent).max(1));
        let missing = self.board.missing.get(usize::try_from(self.next)?);
        self.next += 1;
        if missing.is_some_and(|missing| missing.fetch_sub(1, Ordering::Relaxed) == 1) {
            self.board.room.add_permits(1);
        }
        Ok(())
    }
}

//! One session of a replay: does what is due when it is due, whatever became of what went before,
//! and looks at everything that comes.

use super::plan::{Plan, Seat, Step, message_of};
use super::stage::{MESSAGE_DEADLINE, Sent, Stage};
use super::verdict::{Eyes, NOTE};
use super::{Plant, Tally};
use crate::http::Address;
use crate::report::number;
use crate::session::{Answer, Session};
use anyhow::Context as _;
use protocol::codec::Encoding;
use protocol::generated::command::{self, Command as Asked};
use protocol::generated::event::Fact;
use protocol::generated::{Frame, MessageKind, Push, Reply, frame, push, reply};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

/// How often a command that was refused for now is said again.
const ATTEMPTS_MAX: u32 = 50;
/// How often it is looked whether a message that a command is about is there.
const LOOK_EVERY: u64 = 2_000;
/// How long is waited for the last deliveries, in microseconds.
const LAST_DELIVERIES: u64 = 10_000_000;
/// Characters of a status, as the server has it.
const STATUS_CHARS_MAX: usize = 100;

/// What a replay is about, for one of its sessions.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) plan: Arc<Plan>,
    pub(crate) stage: Arc<Stage>,
    pub(crate) seat: usize,
    /// Microseconds by which this copy is later than the first.
    pub(crate) later: u64,
    /// Becomes true when everything is done.
    pub(crate) over: watch::Receiver<bool>,
    pub(crate) plant: Option<Plant>,
}

struct Actor {
    part: Part,
    session: Session,
    at: (Address, Encoding),
    eyes: Eyes,
    tally: Tally,
    opened: u64,
    due: VecDeque<Todo>,
    /// Those that wait for a message, or were refused for now: until when at the earliest.
    waiting: Vec<(u64, Todo)>,
    under_way: HashMap<u32, Todo>,
    /// Commands that were said.
    said: u64,
}

/// A command that is not done yet.
#[derive(Debug, Clone)]
struct Todo {
    step: Step,
    due: u64,
    attempts: u32,
    /// As it is said on this server, with when it was said first.
    real: Option<(Asked, u64)>,
    /// Its place among what the session said, by when it was said last.
    order: u64,
}

/// Plays one session to its end.
pub(crate) async fn play(
    part: Part,
    address: Address,
    encoding: Encoding,
) -> anyhow::Result<Tally> {
    let plan = Arc::clone(&part.plan);
    let seat = plan.seats.get(part.seat).context("no such session")?;
    wait_until(&part, seat.opens.saturating_add(part.later)).await;
    let who = part.stage.people.get(seat.person).context("no such person")?;
    let session = Session::open(&address, &who.token, encoding).await?;
    let epoch = part.stage.reader_epoch.clone();
    let eyes = Eyes::new(who.id.clone(), who.external, epoch);
    let later = part.later;
    let todo = |step: &Step| {
        let due = step.due.saturating_add(later);
        Todo { step: step.clone(), due, attempts: 0, real: None, order: 0 }
    };
    let actor = Actor {
        opened: part.stage.watch.micros(),
        due: seat.steps.iter().map(todo).collect(),
        part,
        session,
        at: (address, encoding),
        eyes,
        tally: Tally::new()?,
        waiting: Vec::new(),
        under_way: HashMap::new(),
        said: 0,
    };
    actor.run(seat).await
}

async fn wait_until(part: &Part, micros: u64) {
    let left = micros.saturating_sub(part.stage.watch.micros());
    if left > 0 {
        tokio::time::sleep(Duration::from_micros(left)).await;
    }
}

impl Actor {
    async fn run(mut self, seat: &Seat) -> anyhow::Result<Tally> {
        let closes = seat.closes.map(|at| at.saturating_add(self.part.later));
        // Since when nothing is left to do but to get what was sent until then.
        let mut done_at = None;
        let missing = loop {
            let now = self.part.stage.watch.micros();
            self.say_what_is_due(now).await?;
            let is_idle =
                self.due.is_empty() && self.waiting.is_empty() && self.under_way.is_empty();
            let ends = closes.is_some_and(|closes| closes <= now) || *self.part.over.borrow();
            if is_idle && ends {
                let done_at = *done_at.get_or_insert(now);
                let missing = self.missing(seat, done_at);
                if missing == 0 || now > done_at.saturating_add(LAST_DELIVERIES) {
                    break missing;
                }
            }
            let wake = self.next_due(now, closes);
            tokio::select! {
                frame = self.session.next() => match frame {
                    Ok(frame) => self.take(frame),
                    Err(error) => self.connect_again(error, seat).await?,
                },
                () = tokio::time::sleep(Duration::from_micros(wake)) => (),
            }
        };
        if missing > 0 {
            self.eyes.faults.push(format!("{missing} messages never came to a member"));
        }
        for fault in std::mem::take(&mut self.eyes.faults) {
            self.part.stage.fault(fault);
        }
        self.session.close().await;
        Ok(self.tally)
    }

    /// Opens another session where the server asks for that, and says again what had no answer.
    async fn connect_again(&mut self, error: anyhow::Error, seat: &Seat) -> anyhow::Result<()> {
        let said = error.to_string();
        let code = said.split_whitespace().find_map(|word| word.parse::<u16>().ok());
        if !code.is_some_and(|code| matches!(code, 1012 | 1013 | 4000..=4499)) {
            return Err(error);
        }
        *self.tally.back.entry(code.unwrap_or(0)).or_default() += 1;
        let who = self.part.stage.people.get(seat.person).context("no such person")?;
        let (address, encoding) = &self.at;
        self.session = Session::open(address, &who.token, *encoding).await?;
        // What was missed meanwhile a client would fetch: that is not looked at here.
        self.opened = self.part.stage.watch.micros();
        self.eyes.forget();
        let again = std::mem::take(&mut self.under_way).into_values();
        self.waiting
            .extend(again.map(|todo| (self.opened, Todo { attempts: todo.attempts + 1, ..todo })));
        Ok(())
    }

    /// Microseconds until there is something to do.
    fn next_due(&self, now: u64, closes: Option<u64>) -> u64 {
        let waiting = self.waiting.iter().map(|(until, _)| *until);
        let due = self.due.front().map(|todo| todo.due);
        let next = waiting.chain(due).chain(closes).min();
        let wake = next.map_or(LOOK_EVERY * 10, |next| next.saturating_sub(now));
        // What is over by now is looked at again in a while, not at once.
        if wake == 0 { LOOK_EVERY } else { wake.min(LOOK_EVERY * 10) }
    }

    async fn say_what_is_due(&mut self, now: u64) -> anyhow::Result<()> {
        let (again, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(until, _)| *until <= now);
        self.waiting = waiting;
        let mut ready: Vec<Todo> = again.into_iter().map(|(_, todo)| todo).collect();
        while self.due.front().is_some_and(|todo| todo.due <= now) {
            ready.extend(self.due.pop_front());
        }
        for todo in ready {
            self.say(todo, now).await?;
        }
        Ok(())
    }

    async fn say(&mut self, mut todo: Todo, now: u64) -> anyhow::Result<()> {
        if todo.real.is_none() {
            match self.real(&todo.step) {
                Ok(real) => todo.real = Some((real, now)),
                Err(Lack::Yet) if now < todo.due + micros(MESSAGE_DEADLINE) => {
                    self.waiting.push((now + LOOK_EVERY, todo));
                    return Ok(());
                }
                Err(Lack::Yet | Lack::Ever) => {
                    self.leave_out("about_what_is_not_there");
                    return Ok(());
                }
            }
        }
        if let Some((asked, _)) = &todo.real {
            match self.session.send(asked.clone()).await {
                Ok(id) => {
                    self.said += 1;
                    todo.order = self.said;
                    self.under_way.insert(id, todo);
                }
                // Why it takes nothing is told by what comes next.
                Err(_) => self.waiting.push((now + LOOK_EVERY, todo)),
            }
        }
        Ok(())
    }

    fn leave_out(&mut self, why: &'static str) {
        *self.tally.left_out.entry(why.to_owned()).or_default() += 1;
        self.part.stage.is_done();
    }

    fn take(&mut self, frame: Frame) {
        let now = self.part.stage.watch.micros();
        match frame.frame {
            Some(frame::Frame::Push(push)) => self.push(push, now),
            Some(frame::Frame::Reply(Reply { id, reply: Some(reply) })) => {
                if let Some(todo) = self.under_way.remove(&id) {
                    self.reply(todo, reply, now);
                }
            }
            Some(frame::Frame::Reply(_)) | None => (),
        }
    }

    fn push(&mut self, mut push: Push, now: u64) {
        if let Some(push::Push::Event(event)) = &mut push.push
            && let Some(Fact::Posted(message)) = &mut event.fact
        {
            // What is never sent by a server that keeps its promises: whether it would be noticed.
            // Not the first that comes: what was sent while it connected may come or not.
            let holds = self.eyes.external && self.eyes.holds(&event.conversation_id);
            match self.part.plant.as_ref().filter(|plant| holds && plant.is_now()) {
                Some(Plant::Loss(_)) => return,
                Some(Plant::Double(_)) => self.eyes.take(&Push { push: push.push.clone() }, now),
                Some(Plant::Note(_)) => message.kind = MessageKind::Note.into(),
                None => {
                    let sent = message.client_id.as_ref().and_then(|id| due_of(id));
                    if let Some(due) = sent {
                        self.tally.read.saturating_record(now.saturating_sub(due).max(1));
                    }
                }
            }
        }
        self.eyes.take(&push, now);
    }

    fn reply(&mut self, mut todo: Todo, reply: reply::Reply, now: u64) {
        let answer = if let reply::Reply::Error(error) = reply {
            Answer::from(error)
        } else {
            Answer::Reply(reply)
        };
        let reply = match answer {
            Answer::Reply(reply) => reply,
            Answer::Later(wait) if todo.attempts < ATTEMPTS_MAX => {
                todo.attempts += 1;
                self.tally.again += 1;
                self.waiting.push((now + micros(wait), todo));
                return;
            }
            Answer::Later(_) => return self.leave_out("refused_for_now_too_often"),
            Answer::Refused(error) => {
                *self.tally.refused.entry(error.code).or_default() += 1;
                self.part.stage.is_done();
                return;
            }
        };
        self.tally.done += 1;
        self.tally.answered.saturating_record(now.saturating_sub(todo.due).max(1));
        match (reply, &todo.real) {
            (reply::Reply::Sent(sent), Some((Asked::Send(send), at))) => {
                let mut ledger = self.part.stage.ledger();
                if let Some(makes) = &todo.step.makes {
                    ledger.messages.insert(makes.clone(), sent.message_id);
                }
                let room = todo.step.asked.conversation_id();
                let place = room.and_then(|room| self.part.plan.room_of.get(room).copied());
                if let Some(place) = place {
                    ledger.sent.push(Sent {
                        place,
                        seat: self.part.seat,
                        order: todo.order,
                        client_id: send.client_id.clone(),
                        note: send.note,
                        at: *at,
                        again: todo.attempts > 0,
                    });
                }
            }
            (reply::Reply::History(page), _) => self.eyes.page(&page),
            (..) => (),
        }
        self.part.stage.is_done();
    }

    /// Messages that were sent until then, should have come, and have not.
    fn missing(&self, seat: &Seat, until: u64) -> usize {
        let stage = &self.part.stage;
        let ledger = stage.ledger();
        let is_missing = |sent: &&Sent| {
            let Some(place) = stage.places.get(sent.place) else { return false };
            let whole_since = self.eyes.whole_since.get(&place.id).copied().unwrap_or(0);
            (self.opened.max(whole_since) + 1..=until).contains(&sent.at)
                && !(sent.note && self.eyes.external)
                && ledger.was_there(seat.person, sent.place, sent.at)
                && !self.eyes.has(&place.id, &sent.client_id)
        };
        ledger.sent.iter().filter(is_missing).count()
    }

    /// A command as it is said on this server.
    fn real(&self, step: &Step) -> Result<Asked, Lack> {
        let conversation = match step.asked.conversation_id() {
            None => String::new(),
            Some(room) => self.conversation(room).ok_or(Lack::Ever)?,
        };
        let message_id = match message_of(&step.asked) {
            None => String::new(),
            Some(message) => self.message(message).ok_or(Lack::Yet)?,
        };
        let seq = self.eyes.seq(&conversation);
        let conversation_id = conversation;
        Ok(match step.asked.clone() {
            Asked::Connect(_) | Asked::Ping(_) => Asked::Ping(command::Ping {}),
            Asked::History(asked) => Asked::History(command::History {
                conversation_id,
                before: asked.before.and(seq),
                after: asked.after.filter(|_| asked.before.is_none()).and(seq),
                limit: asked.limit,
            }),
            Asked::Send(asked) => Asked::Send(self.send(asked, conversation_id, step.due)),
            Asked::Edit(asked) => {
                let mentions = self.people(&asked.mentions);
                Asked::Edit(command::Edit { message_id, mentions, ..asked })
            }
            Asked::Delete(_) => Asked::Delete(command::Delete { message_id }),
            Asked::React(asked) => Asked::React(command::React { message_id, ..asked }),
            Asked::Pin(asked) => Asked::Pin(command::Pin { message_id, ..asked }),
            Asked::Read(_) => {
                Asked::Read(command::Read { conversation_id, seq: seq.ok_or(Lack::Ever)? })
            }
            Asked::MarkUnread(_) => {
                let from_seq = seq.ok_or(Lack::Ever)?;
                Asked::MarkUnread(command::MarkUnread { conversation_id, from_seq })
            }
            Asked::Typing(asked) => Asked::Typing(command::Type { conversation_id, ..asked }),
            Asked::SetPresence(asked) => {
                let cut = |status: String| status.chars().take(STATUS_CHARS_MAX).collect();
                let status = asked.status.map(cut);
                Asked::SetPresence(command::SetPresence { status, ..asked })
            }
            Asked::WatchPresence(asked) => {
                let user_ids = self.people(&asked.user_ids);
                Asked::WatchPresence(command::WatchPresence { user_ids })
            }
            Asked::SaveDraft(asked) => {
                Asked::SaveDraft(command::SaveDraft { conversation_id, ..asked })
            }
        })
    }

    fn send(&self, asked: command::Send, conversation_id: String, due: u64) -> command::Send {
        let command::Send { text, note, reply_to, forward, mentions, mention_all, .. } = asked;
        let text = match (note, text.get(NOTE.len()..)) {
            // As long as it was, and recognised wherever it turns up.
            (true, Some(rest)) => format!("{NOTE}{rest}"),
            // Files are not part of a recording.
            (_, _) if text.is_empty() => "file".to_owned(),
            (..) => text,
        };
        command::Send {
            conversation_id,
            client_id: client_id(due.saturating_add(self.part.later)),
            text,
            note,
            reply_to: reply_to.and_then(|message| self.message(&message)),
            forward: forward.and_then(|message| self.message(&message)),
            attachments: Vec::new(),
            mentions: self.people(&mentions),
            mention_all,
        }
    }

    fn conversation(&self, stand_in: &str) -> Option<String> {
        let place = self.part.plan.room_of.get(stand_in)?;
        self.part.stage.places.get(*place).map(|place| place.id.clone())
    }

    fn message(&self, stand_in: &str) -> Option<String> {
        self.part.stage.ledger().messages.get(stand_in).cloned()
    }

    fn people(&self, stand_ins: &[String]) -> Vec<String> {
        let known = stand_ins.iter().filter_map(|one| self.part.plan.person_of.get(one));
        known.filter_map(|one| self.part.stage.people.get(*one)).map(|who| who.id.clone()).collect()
    }
}

/// Why a command cannot be said.
enum Lack {
    /// The message that it is about is under way.
    Yet,
    Ever,
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

/// A client id that tells when its message was due, so that whoever gets it knows.
fn client_id(due: u64) -> String {
    let random = Uuid::new_v4().as_u128() & u128::from(u64::MAX);
    Uuid::from_u128((u128::from(due) << 64) | random).to_string()
}

fn due_of(client_id: &str) -> Option<u64> {
    let number = client_id.parse::<Uuid>().ok()?.as_u128();
    u64::try_from(number >> 64).ok()
}

impl Tally {
    /// Adds what another session counted.
    pub(crate) fn add(&mut self, other: &Self) -> anyhow::Result<()> {
        self.answered.add(&other.answered)?;
        self.read.add(&other.read)?;
        self.done += other.done;
        self.again += other.again;
        for (code, count) in &other.back {
            *self.back.entry(*code).or_default() += count;
        }
        for (code, count) in &other.refused {
            *self.refused.entry(code.clone()).or_default() += count;
        }
        for (why, count) in &other.left_out {
            *self.left_out.entry(why.clone()).or_default() += count;
        }
        Ok(())
    }

    /// Figures for a report.
    pub(crate) fn tell(&self, report: &mut crate::report::Report) {
        report.figure("commands_done", number(self.done), "");
        report.figure("refused_for_now_and_said_again", number(self.again), "");
        for (code, count) in &self.back {
            report.figure(format!("connected_again_after_{code}"), number(*count), "");
        }
        for (code, count) in &self.refused {
            report.figure(format!("refused_{code}"), number(*count), "");
        }
        for (why, count) in &self.left_out {
            report.figure(format!("left_out_{why}"), number(*count), "");
        }
        report.times("answered_after", &self.answered);
        report.times("read_after", &self.read);
    }
}

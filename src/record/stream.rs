//! What the one who records gets, line by line: who is there, then what happens, and who is in the
//! conversations that it happens in. Looks every second whether they still may.

use super::tap::{Entry, Lines, Tap, text};
use super::{Recorder, opened};
use crate::app::error::AppError;
use crate::app::{App, SignedIn};
use crate::hub::Hub;
use crate::hub::session::SessionOf;
use bytes::Bytes;
use domain::conversation::{Conversation, Role};
use domain::ids::ConversationId;
use domain::limits::{RECORDING_CHECK_EVERY, RECORDING_CONVERSATIONS_MAX, RECORDING_SPAN_MAX};
use futures_util::Stream;
use protocol::recording::{self as told, Header, Member, VERSION, What};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Lines that are handed over together at the most.
const LINES_AT_ONCE: usize = 128;

/// Records what clients of this node do from now on, for an administrator. Ends after `span`, when
/// `stopping` is cancelled, or within a second or two of the sign-in or the right being gone.
///
/// # Errors
/// `Forbidden`: no administrator, or it is switched off. `TooMany`. `BadRequest`: too long.
pub fn record(
    recorder: &Recorder,
    (app, hub): (&App, &Hub),
    by: SignedIn,
    span: Duration,
    stopping: CancellationToken,
) -> Result<impl Stream<Item = Result<Bytes, Infallible>> + Send + use<>, AppError> {
    App::require_admin(&by)?;
    if span.is_zero() || span > RECORDING_SPAN_MAX.duration() {
        let range = "seconds: from 1 to 86,400";
        return Err(domain::refusal::Refusal::BadRequest(range).into());
    }
    let lines = recorder.begin()?;
    tracing::info!(user.id = %by.actor.id, seconds = span.as_secs(), "a recording began");
    let why = Arc::<Mutex<Option<&'static str>>>::default();
    let watch = Watch { app: app.clone(), by, span, stopping, recorder: recorder.clone() };
    let (tap, said) = (Arc::clone(&lines.tap), Arc::clone(&why));
    app.tasks().spawn("recording", watch.run(tap, said));
    let there = hub.open_sessions();
    let reader =
        Reader { app: app.clone(), lines, there, why, known: HashMap::new(), at: At::Begin };
    Ok(futures_util::stream::unfold(reader, |mut reader| async {
        let text = reader.next().await?;
        Some((Ok(Bytes::from(text)), reader))
    }))
}

/// Looks whether a recording may go on.
struct Watch {
    app: App,
    by: SignedIn,
    span: Duration,
    stopping: CancellationToken,
    recorder: Recorder,
}

impl Watch {
    async fn run(self, tap: Arc<Tap>, said: Arc<Mutex<Option<&'static str>>>) {
        let stopping = self.app.tasks().stopping();
        let why = tokio::select! {
            why = self.gone() => why,
            () = tokio::time::sleep(self.span) => "over",
            () = self.stopping.cancelled() => "stopping",
            () = stopping.cancelled() => "stopping",
            () = tap.over.cancelled() => "left",
        };
        *said.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
        tap.over.cancel();
        // Also where nobody reads any more.
        self.recorder.end(&tap);
        tracing::info!(user.id = %self.by.actor.id, why, lasted_ms = tap.now(), "a recording ended");
    }

    /// Ends when the sign-in has, or its user administers no longer.
    async fn gone(&self) -> &'static str {
        loop {
            tokio::time::sleep(RECORDING_CHECK_EVERY.duration()).await;
            if let Err(error) = self.check().await {
                return error.code().as_str();
            }
        }
    }

    async fn check(&self) -> Result<(), AppError> {
        App::require_admin(&self.app.renewed(&self.by).await?)?;
        let usable = self.app.usable_sign_ins(vec![self.by.sign_in]).await?;
        if usable.is_empty() { Err(AppError::NotSignedIn) } else { Ok(()) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Begin,
    Between,
    End,
}

struct Reader {
    app: App,
    lines: Lines,
    /// Sessions that were there already.
    there: Vec<SessionOf>,
    why: Arc<Mutex<Option<&'static str>>>,
    known: HashMap<ConversationId, Arc<Conversation>>,
    at: At,
}

impl Reader {
    /// The next lines; `None` after the last.
    async fn next(&mut self) -> Option<String> {
        match self.at {
            At::Begin => {
                self.at = At::Between;
                let server_version = env!("CARGO_PKG_VERSION").to_owned();
                let header = Header { version: VERSION, server_version, counts: None };
                return Some(text(0, What::Recording(header)));
            }
            At::End => return None,
            At::Between => (),
        }
        let over = self.lines.tap.over.clone();
        if over.is_cancelled() {
            return Some(self.end());
        }
        if !self.there.is_empty() {
            return Some(self.those_there());
        }
        let entry = tokio::select! {
            // Before anything that waits: who may not record any more gets nothing more.
            biased;
            () = over.cancelled() => return Some(self.end()),
            entry = self.lines.entries.recv() => entry,
        };
        let mut text = String::new();
        let mut entry = entry;
        for _ in 0..LINES_AT_ONCE {
            let Some(taken) = entry else { break };
            self.take(taken, &mut text).await;
            entry = self.lines.entries.try_recv().ok();
        }
        // One more was taken out of the queue than was looked at.
        if let Some(last) = entry {
            self.take(last, &mut text).await;
        }
        self.say_dropped(&mut text);
        // It may have ended while it was looked who is in a conversation.
        Some(if over.is_cancelled() { self.end() } else { text })
    }

    async fn take(&mut self, entry: Entry, text: &mut String) {
        self.lines.tap.taken(&entry);
        if let Some(conversation) = entry.about {
            self.say_members(conversation, entry.at, text).await;
        }
        text.push_str(&entry.line);
    }

    fn say_dropped(&self, out: &mut String) {
        let dropped = self.lines.tap.take_dropped();
        if dropped > 0 {
            out.push_str(&text(self.lines.tap.now(), What::Dropped(dropped)));
        }
    }

    fn end(&mut self) -> String {
        self.at = At::End;
        let mut out = String::new();
        self.say_dropped(&mut out);
        let why = *self.why.lock().unwrap_or_else(PoisonError::into_inner);
        out.push_str(&text(self.lines.tap.now(), What::Ended(why.unwrap_or("left").to_owned())));
        out
    }

    fn those_there(&mut self) -> String {
        let rest = self.there.len().saturating_sub(LINES_AT_ONCE);
        let tap = &self.lines.tap;
        let line = |of: SessionOf| text(0, What::Opened(opened(tap, of.id, of.user, of.side)));
        self.there.drain(rest..).map(line).collect()
    }

    /// Tells what is new of who is in a conversation.
    async fn say_members(&mut self, id: ConversationId, at: u64, out: &mut String) {
        // What cannot be looked up now is told with what happens there next.
        let Ok(now) = self.app.load_rules(id).await else { return };
        let before = self.known.get(&id);
        if before.is_some_and(|before| before.rules_version == now.rules_version) {
            return;
        }
        let told = self.news(before.map(Arc::as_ref), &now);
        out.push_str(&text(at, What::Conversation(told)));
        if self.known.len() >= RECORDING_CONVERSATIONS_MAX {
            self.known.clear();
        }
        self.known.insert(id, now);
    }

    fn news(&self, before: Option<&Conversation>, now: &Conversation) -> told::Conversation {
        let key = &self.lines.tap.key;
        let known = |user| before.and_then(|before| before.members.get(user));
        let news = now
            .members
            .iter()
            .filter(|(user, member)| known(user).is_none_or(|known| known.role != member.role));
        let member = |person: String, role| Member { person, role: role_of(role) };
        let gone = before.into_iter().flat_map(|before| before.members.keys());
        told::Conversation {
            id: key.id(now.id.uuid()),
            read_only: now.read_only,
            members: news.map(|(user, one)| member(key.id(user.uuid()), one.role)).collect(),
            gone: gone
                .filter(|user| !now.members.contains_key(user))
                .map(|user| key.id(user.uuid()))
                .collect(),
        }
    }
}

fn role_of(role: Role) -> told::Role {
    match role {
        Role::Owner => told::Role::Owner,
        Role::Moderator => told::Role::Moderator,
        Role::Member => told::Role::Member,
        Role::Guest => told::Role::Guest,
    }
}

//! One person's view of one conversation, without a socket and without a clock: frames and lines go
//! in by `handle_*`, commands and words come out by `poll_*`. The same `Client` lives through many
//! sessions and resumes where it was.

use super::render::{self, Eyes};
use protocol::frame as frames;
use protocol::generated::{
    Command, Conversation, Error, Event, Frame, Message, Push, Reply, command, frame, push, reply,
};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

mod lines;
mod log;
mod outbox;
mod show;
#[cfg(test)]
mod tests;

use log::{Log, Taken};
use outbox::Outbox;

/// Messages fetched at once.
const PAGE: u32 = 50;
/// How long to wait where an error does not say.
const RETRY_AFTER: Duration = Duration::from_secs(2);
/// No word of the server for longer than its heartbeat and this: the connection is dead.
const HEARTBEAT_GRACE_SECONDS: u32 = 10;
/// What `connect` says of this program.
const CLIENT_NAME: &str = concat!("parlor-chat/", env!("CARGO_PKG_VERSION"));

/// What the client has to say on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// Part of the conversation: what `--json` shows as the frame itself.
    Said(String),
    /// By the client itself.
    Own(String),
}

/// What the answer to a command means.
#[derive(Debug)]
enum Asked {
    Connect,
    Newest,
    Older,
    Send,
    Read { seq: u32 },
    Other { what: &'static str },
}

/// How the client wants things.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wishes {
    /// Messages that were shown count as read.
    pub(super) mark_read: bool,
}

#[derive(Debug)]
pub(super) struct Client {
    conversation: Conversation,
    wishes: Wishes,
    me: String,
    internal: bool,
    /// What was said of one's rights; to begin with, nothing has to be said of writing.
    told_can_send: bool,
    connected: bool,
    log: Log,
    outbox: Outbox,
    asked: BTreeMap<u32, Asked>,
    last_id: u32,
    commands: VecDeque<Command>,
    words: VecDeque<Word>,
    /// The day of the last message shown, to say when another begins.
    day: String,
    read: u32,
    pause: Option<Duration>,
    come_back: Option<Duration>,
    heartbeat: Duration,
    refresh: bool,
    over: bool,
}

impl Client {
    pub(super) fn new(conversation: Conversation, wishes: Wishes) -> Self {
        Self {
            read: conversation.read_seq,
            conversation,
            wishes,
            me: String::new(),
            internal: false,
            told_can_send: true,
            connected: false,
            log: Log::default(),
            outbox: Outbox::default(),
            asked: BTreeMap::new(),
            last_id: 0,
            commands: VecDeque::new(),
            words: VecDeque::new(),
            day: String::new(),
            pause: None,
            come_back: None,
            heartbeat: Duration::from_secs(35),
            refresh: false,
            over: false,
        }
    }

    // What comes out.

    pub(super) fn poll_command(&mut self) -> Option<Command> {
        if self.connected
            && let Some(send) = self.outbox.next()
        {
            self.ask(command::Command::Send(send), Asked::Send);
        }
        self.commands.pop_front()
    }

    pub(super) fn poll_word(&mut self) -> Option<Word> {
        self.words.pop_front()
    }

    /// When to call [`Client::handle_pause_over`].
    pub(super) fn poll_pause(&mut self) -> Option<Duration> {
        self.pause.take()
    }

    /// Whether the conversation is to be looked up again, for [`Client::handle_conversation`].
    pub(super) fn poll_refresh(&mut self) -> bool {
        std::mem::take(&mut self.refresh)
    }

    /// When the server, which is about to stop or too busy, wants to see us again.
    pub(super) fn poll_come_back(&mut self) -> Option<Duration> {
        self.come_back.take()
    }

    /// A session on which nothing is heard for this long is dead.
    pub(super) fn silence_max(&self) -> Duration {
        self.heartbeat
    }

    pub(super) fn conversation_id(&self) -> &str {
        &self.conversation.id
    }

    pub(super) fn is_connected(&self) -> bool {
        self.connected
    }

    /// Signed in, and the first page is there or failed: lines mean what they will mean.
    pub(super) fn is_ready(&self) -> bool {
        self.connected && !self.asked.values().any(|asked| matches!(asked, Asked::Newest))
    }

    /// The viewer is no member any more.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// Nothing waits to be sent or answered.
    pub(super) fn is_idle(&self) -> bool {
        self.connected
            && self.log.is_current()
            && self.outbox.len() == 0
            && self.asked.is_empty()
            && self.commands.is_empty()
    }

    // What goes in.

    /// A session begins: signs in, and names what is held.
    pub(super) fn handle_session(&mut self, token: &str) {
        self.asked.clear();
        self.commands.clear();
        let resume = self.log.held(&self.conversation.id).into_iter().collect();
        let connect =
            command::Connect { token: token.to_owned(), resume, client: CLIENT_NAME.to_owned() };
        self.ask(command::Command::Connect(connect), Asked::Connect);
    }

    /// A session ended. What was under way is sent again in the next one.
    pub(super) fn handle_disconnected(&mut self) {
        self.connected = false;
        self.pause = None;
        self.asked.clear();
        self.commands.clear();
        self.outbox.disconnected();
        if self.outbox.len() > 0 {
            self.own(format!("{} not sent yet; will be sent again", self.outbox.len()));
        }
    }

    pub(super) fn handle_pause_over(&mut self) {
        self.outbox.resume();
    }

    /// The conversation as it is now.
    pub(super) fn handle_conversation(&mut self, conversation: Conversation) {
        self.conversation = conversation;
        self.tell_rights();
    }

    /// Says what one may do here, when that is not what was said last.
    fn tell_rights(&mut self) {
        let can_send = self.conversation.can_send;
        if can_send == self.told_can_send {
            return;
        }
        self.told_can_send = can_send;
        self.own(if can_send { "you can write here now" } else { READ_ONLY });
    }

    pub(super) fn handle_frame(&mut self, frame: &Frame) {
        match &frame.frame {
            Some(frame::Frame::Reply(reply)) => self.handle_reply(reply),
            Some(frame::Frame::Push(push)) => self.handle_push(push),
            None => (),
        }
    }

    fn handle_reply(&mut self, reply: &Reply) {
        let Some(asked) = self.asked.remove(&reply.id) else {
            if let Some(reply::Reply::Error(error)) = &reply.reply {
                self.own(render::error("refused", error));
            }
            return;
        };
        match &reply.reply {
            Some(reply::Reply::Error(error)) => self.handle_error(&asked, error),
            Some(reply::Reply::Connected(connected)) => self.handle_connected(connected),
            Some(reply::Reply::History(page)) => self.handle_history(&asked, page),
            Some(reply::Reply::Sent(_)) => {
                self.outbox.settle();
            }
            Some(reply::Reply::Done(_)) => {
                if let Asked::Read { seq } = asked {
                    self.read = self.read.max(seq);
                    self.mark_read();
                }
            }
            Some(reply::Reply::Presence(_)) | None => (),
        }
    }

    fn handle_error(&mut self, asked: &Asked, error: &Error) {
        match asked {
            Asked::Send if render::may_retry(error) => {
                self.outbox.pause();
                self.pause = Some(retry_after(error).unwrap_or(RETRY_AFTER));
            }
            Asked::Send => {
                let text = self.outbox.settle().map(|send| send.text).unwrap_or_default();
                self.refresh = true;
                let what = format!("not sent: “{}”", render::shortened(&text));
                self.own(render::error(&what, error));
            }
            Asked::Connect => {
                self.come_back = retry_after(error);
                self.own(render::error("not connected", error));
            }
            Asked::Newest | Asked::Older => self.own(render::error("no history", error)),
            // The next message is a new occasion.
            Asked::Read { .. } => (),
            Asked::Other { what } => self.own(render::error(what, error)),
        }
    }

    fn handle_connected(&mut self, connected: &reply::Connected) {
        if let Some(you) = &connected.you {
            self.me.clone_from(&you.id);
        }
        self.internal = connected.internal;
        self.connected = true;
        let seconds = connected.heartbeat_seconds.saturating_add(HEARTBEAT_GRACE_SECONDS);
        self.heartbeat = Duration::from_secs(u64::from(seconds));
        if !self.log.is_current() {
            self.history(None);
        }
    }

    fn handle_push(&mut self, push: &Push) {
        let mine = |id: &String| *id == self.conversation.id;
        match &push.push {
            Some(push::Push::Event(event)) if mine(&event.conversation_id) => {
                self.handle_event(event);
            }
            Some(push::Push::ResyncRequired(resync)) if mine(&resync.conversation_id) => {
                self.fetch_anew();
            }
            Some(push::Push::Joined(joined)) => {
                if let Some(conversation) = &joined.conversation
                    && mine(&conversation.id)
                {
                    self.handle_conversation(conversation.clone());
                }
            }
            Some(push::Push::Gone(gone)) if mine(&gone.conversation_id) => {
                self.over = true;
                self.own("you are no longer a member of this conversation");
            }
            Some(push::Push::Drain(drain)) => {
                let wait = Duration::from_millis(u64::from(drain.reconnect_after_ms));
                self.come_back = Some(wait);
                self.own("the server is about to restart; this program comes back by itself");
            }
            Some(_) | None => (),
        }
    }

    fn handle_event(&mut self, event: &Event) {
        match self.log.take(event) {
            Taken::Nothing => (),
            Taken::Hole => self.fetch_anew(),
            Taken::Next => self.show_event(event),
        }
    }

    fn fetch_anew(&mut self) {
        self.log.reset();
        self.refresh = true;
        self.own("— fetched anew —");
        self.history(None);
    }

    fn history(&mut self, before: Option<u32>) {
        let history = command::History {
            conversation_id: self.conversation.id.clone(),
            before,
            after: None,
            limit: PAGE,
        };
        let asked = if before.is_some() { Asked::Older } else { Asked::Newest };
        self.ask(command::Command::History(history), asked);
    }

    fn handle_history(&mut self, asked: &Asked, page: &reply::HistoryPage) {
        if let Asked::Older = asked {
            self.log.note_older(&page.messages, page.more_before);
            self.own("— older —");
            self.day.clear();
            self.show_messages(&page.messages);
            self.own("— end of older —");
            return;
        }
        let position = page.position.clone().unwrap_or_default();
        let early = self.log.begin(&page.messages, position, page.more_before);
        self.show_messages(&page.messages);
        self.tell_rights();
        early.iter().for_each(|event| self.handle_event(event));
        self.mark_read();
    }

    fn mark_read(&mut self) {
        let head = self.log.head();
        let under_way = self.asked.values().any(|asked| matches!(asked, Asked::Read { .. }));
        if !self.wishes.mark_read || under_way || head <= self.read || !self.connected {
            return;
        }
        let read = command::Read { conversation_id: self.conversation.id.clone(), seq: head };
        self.ask(command::Command::Read(read), Asked::Read { seq: head });
    }

    fn ask(&mut self, command: command::Command, asked: Asked) {
        self.last_id = self.last_id.checked_add(1).unwrap_or(1);
        self.asked.insert(self.last_id, asked);
        self.commands.push_back(frames::command(self.last_id, command));
    }

    fn own(&mut self, text: impl Into<String>) {
        self.words.push_back(Word::Own(text.into()));
    }
}

/// When the server says that the same may be tried again.
fn retry_after(error: &Error) -> Option<Duration> {
    error.retry_after_ms.map(u64::from).map(Duration::from_millis)
}

/// What stands where one would write (R2, R3).
const READ_ONLY: &str = "this conversation is read-only for you: you can read and react";

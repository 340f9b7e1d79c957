//! The one at the other end of a socket: which commands it may give now, and what becomes of each.
//! Does not touch the socket, but for the queue of what leaves.

use super::handshake::Accepted;
use super::rates::Counted;
use super::{Gateway, answer, commands, connect};
use crate::app::SignedIn;
use crate::app::committer::{Order, Turn};
use crate::app::error::AppError;
use crate::hub::frame;
use crate::hub::outgoing::{Outgoing, Sink};
use crate::hub::session::Session;
use crate::record::{Outcome, Taken};
use domain::ids::{ConversationId, MessageId};
use domain::limits::{COMMANDS_UNDER_WAY_MAX, TYPING_EVERY};
use protocol::code::{CloseCode, Code};
use protocol::codec::{DecodeError, Encoding, decode_command};
use protocol::generated::command::Command as What;
use protocol::generated::{Command, Error, Frame, reply};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

/// Conversations in which one session's typing is remembered.
const TYPING_REMEMBERED_MAX: usize = 16;

/// The one at the other end of a socket.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) gateway: Gateway,
    outgoing: Arc<Outgoing>,
    encoding: Encoding,
    /// The browser's cookie, until it signs in.
    cookie: Mutex<Option<String>>,
    connecting: AtomicBool,
    signed_in: AtomicBool,
    live: OnceLock<Live>,
    /// The same, where its user changed since.
    renewed: Mutex<Option<Arc<Live>>>,
    /// Commands that are under way.
    under_way: AtomicUsize,
    /// Messages of one session get their places in the order in which they were sent.
    order: OnceLock<Arc<Order>>,
    typing: Mutex<Vec<Typing>>,
}

/// Once it has said who it is.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) session: Arc<Session>,
    pub(super) by: SignedIn,
}

#[derive(Debug)]
struct Typing {
    conversation: ConversationId,
    on: bool,
    note: bool,
    at: Instant,
}

/// Whether its next command may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pause {
    None,
    Connecting,
    Full,
}

impl Client {
    pub(super) fn new(gateway: &Gateway, sink: Arc<dyn Sink>, accepted: Accepted) -> Arc<Self> {
        let queue = gateway.settings().queue;
        let outgoing = Arc::new(Outgoing::new(sink, Arc::clone(gateway.clock()), queue));
        Arc::new(Self {
            gateway: gateway.clone(),
            outgoing,
            encoding: accepted.encoding,
            cookie: Mutex::new(accepted.cookie),
            connecting: AtomicBool::new(false),
            signed_in: AtomicBool::new(false),
            live: OnceLock::new(),
            renewed: Mutex::default(),
            under_way: AtomicUsize::new(0),
            order: OnceLock::new(),
            typing: Mutex::default(),
        })
    }

    pub(super) fn outgoing(&self) -> &Arc<Outgoing> {
        &self.outgoing
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whether commands are under way. Whoever drains or is full is woken when that changes.
    pub(super) fn has_commands(&self) -> bool {
        self.under_way.load(Ordering::SeqCst) > 0
    }

    pub(super) fn live(&self) -> Option<&Live> {
        self.live.get()
    }

    pub(super) fn is_signed_in(&self) -> bool {
        self.signed_in.load(Ordering::Acquire)
    }

    pub(super) fn pause(&self) -> Pause {
        if self.connecting.load(Ordering::Acquire) {
            Pause::Connecting
        } else if self.under_way.load(Ordering::SeqCst) >= COMMANDS_UNDER_WAY_MAX {
            Pause::Full
        } else {
            Pause::None
        }
    }

    /// Whether its session was told to go elsewhere.
    pub(super) fn is_draining(&self) -> bool {
        self.live().is_some_and(|live| live.session.is_draining())
    }

    pub(super) fn close(&self, code: CloseCode) {
        self.outgoing.close(code);
    }

    /// Takes its session out of the hub, when its socket has ended.
    pub(super) fn leave(&self) {
        if let Some(live) = self.live() {
            self.gateway.recorder().closed(live.session.of().id);
            self.gateway.hub().leave(&live.session);
        }
    }

    /// The browser's cookie, once.
    pub(super) fn take_cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// It has said who it is, and is being let in.
    pub(super) fn set_live(&self, live: Live) -> &Live {
        self.live.get_or_init(|| live)
    }

    /// It was let in, or was not and may try again.
    pub(super) fn end_connecting(&self, signed_in: bool) {
        self.signed_in.store(signed_in, Ordering::Release);
        self.connecting.store(false, Ordering::Release);
        self.outgoing.wake();
    }

    /// Queues a reply.
    pub(super) fn reply(&self, frame: &Frame) {
        self.outgoing.send(frame::finished(frame, self.encoding));
    }

    /// Takes the payload of one message.
    pub(super) fn take(this: &Arc<Self>, payload: &[u8]) {
        let command = decode_command(payload, this.encoding);
        match (this.live().filter(|_| this.is_signed_in()), command) {
            (Some(live), Ok(command)) => Self::begin(this, live, command),
            (Some(live), Err(error)) => this.refuse(live, &error),
            (None, Ok(Command { id, command: Some(What::Connect(connect)) })) => {
                match connect::check(&connect) {
                    Ok(()) => {
                        this.connecting.store(true, Ordering::Release);
                        connect::begin(Arc::clone(this), id, connect);
                    }
                    Err(error) => this.reply(&protocol::frame::error(id, error)),
                }
            }
            (None, Ok(_)) => this.close(CloseCode::Misuse),
            (None, Err(error)) => {
                this.reply(&protocol::frame::error(error.reply_id(), Error::from(&error)));
                this.close(CloseCode::Misuse);
            }
        }
    }

    /// Something that is no command counts as one.
    fn refuse(&self, live: &Live, error: &DecodeError) {
        let answer = self.count(live, Counted::Command).err().unwrap_or_else(|| error.into());
        self.gateway.metrics().command("unreadable", Some(error.code));
        self.reply(&protocol::frame::error(error.reply_id(), answer));
    }

    fn count(&self, live: &Live, what: Counted) -> Result<(), Error> {
        let actor = live.by.actor;
        self.gateway.limiters().count(what, actor.id, actor.side).map_err(|wait| {
            let wait = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX);
            Code::RateLimited.error_after(wait)
        })
    }

    /// Begins a command; it ends in its own time.
    fn begin(this: &Arc<Self>, live: &Live, Command { id, command }: Command) {
        let Some(command) = command else {
            return; // What was decoded has one.
        };
        let name = commands::name(&command);
        if matches!(command, What::Connect(_)) {
            let error = Code::BadRequest.error_with("this session is connected already");
            this.reply(&protocol::frame::error(id, error));
            this.close(CloseCode::Misuse);
            return;
        }
        let taken = this.gateway.recorder().take(live.session.of().id, &command);
        if let What::Typing(typing) = &command
            && this.has_just_said(typing.conversation_id.parse().ok(), typing.on, typing.note)
        {
            tell(taken, Outcome::of(None));
            this.reply(&protocol::frame::done(id));
            return;
        }
        let is_send = matches!(command, What::Send(_));
        let counted = if is_send { Counted::Send } else { Counted::Command };
        let slot = this
            .count(live, counted)
            .and_then(|()| Slot::take(this).ok_or_else(|| Code::Overloaded.error()));
        let slot = match slot {
            Ok(slot) => slot,
            Err(error) => {
                let code = Code::parse(&error.code);
                this.gateway.metrics().command(name, code);
                tell(taken, Outcome::of(code.map(Code::as_str)));
                this.reply(&protocol::frame::error(id, error));
                return;
            }
        };
        let order = || this.order.get_or_init(|| Arc::new(Order::new(live.session.of().id)));
        let turn = if is_send { order().next() } else { Turn::default() };
        let crash = Crash(Arc::clone(this));
        let this = Arc::clone(this);
        this.gateway.tasks().clone().spawn("command", async move {
            this.run(id, name, command, (turn, taken)).await;
            drop((slot, crash));
        });
    }

    async fn run(
        &self,
        id: u32,
        name: &'static str,
        command: What,
        (turn, taken): (Turn, Option<Taken>),
    ) {
        let Some(live) = self.live() else {
            return;
        };
        let begun = self.gateway.clock().instant();
        let outcome = match self.renew(live).await {
            Ok(renewed) => {
                let live = renewed.as_deref().unwrap_or(live);
                commands::run(self, live, command, turn).await
            }
            Err(error) => Err(error),
        };
        let took = self.gateway.clock().instant().duration_since(begun);
        let code = outcome.as_ref().err().map(AppError::code);
        self.gateway.metrics().command_took(name, code, took);
        if taken.is_some() {
            let message = outcome.as_ref().ok().and_then(made);
            tell(taken, Outcome { message, ..Outcome::of(code.map(Code::as_str)) });
        }
        let reply = outcome.unwrap_or_else(|error| reply::Reply::Error(answer::error(&error)));
        let frame = live.session.finished(&protocol::frame::reply(id, reply));
        live.session.send_in_turn(frame, None).await;
    }

    /// Who it is by now, if its name or standing has changed since it signed in.
    async fn renew(&self, live: &Live) -> Result<Option<Arc<Live>>, AppError> {
        if live.session.take_renamed() {
            let renewed = self.gateway.app().renewed(&live.by).await.inspect_err(|_| {
                // The next command looks again.
                live.session.set_renamed();
            })?;
            let renewed = Arc::new(Live { session: Arc::clone(&live.session), by: renewed });
            *self.renewed.lock().unwrap_or_else(PoisonError::into_inner) = Some(renewed);
        }
        Ok(self.renewed.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Whether it said the same about typing a moment ago: then nobody has to hear it again.
    fn has_just_said(&self, conversation: Option<ConversationId>, on: bool, note: bool) -> bool {
        let Some(conversation) = conversation else {
            return false; // Told so when it is read.
        };
        let at = self.gateway.clock().instant();
        let every = TYPING_EVERY.duration();
        let mut said = self.typing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = said.iter().position(|typing| typing.conversation == conversation);
        let before = before.map(|place| said.remove(place));
        let same = before.filter(|typing| {
            typing.on == on && typing.note == note && at.duration_since(typing.at) < every
        });
        let is_same = same.is_some();
        if said.len() == TYPING_REMEMBERED_MAX {
            said.remove(0);
        }
        said.push(same.unwrap_or(Typing { conversation, on, note, at }));
        is_same
    }
}

/// A place for one command, until it is dropped.
struct Slot(Arc<Client>);

impl Slot {
    /// `None`: all are taken.
    fn take(client: &Arc<Client>) -> Option<Self> {
        let slot = Self(Arc::clone(client));
        let before = client.under_way.fetch_add(1, Ordering::SeqCst);
        (before < COMMANDS_UNDER_WAY_MAX).then_some(slot)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let before = self.0.under_way.fetch_sub(1, Ordering::SeqCst);
        if before >= COMMANDS_UNDER_WAY_MAX || self.0.is_draining() {
            self.0.outgoing.wake();
        }
    }
}

/// Tells who records what became of a command, if somebody does.
fn tell(taken: Option<Taken>, outcome: Outcome) {
    if let Some(taken) = taken {
        taken.done(outcome);
    }
}

/// The message that a command made.
fn made(reply: &reply::Reply) -> Option<MessageId> {
    match reply {
        reply::Reply::Sent(sent) => sent.message_id.parse().ok(),
        reply::Reply::Error(_)
        | reply::Reply::Done(_)
        | reply::Reply::Connected(_)
        | reply::Reply::History(_)
        | reply::Reply::Presence(_) => None,
    }
}

/// Closes the session whose command panicked, and no other.
#[derive(Debug)]
pub(super) struct Crash(pub(super) Arc<Client>);

impl Drop for Crash {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close(CloseCode::Internal);
            // Had it been signing in, it is not any more.
            self.0.connecting.store(false, Ordering::Release);
        }
    }
}

//! What waits to leave for one session: finished frames in one order, bounded in bytes and time.
//!
//! Replies, pushes, pongs and the close frame all pass through here, so that none of them can
//! overtake or cut another. Does not wait for anything itself: the session's task does.

use super::spread::Spread;
use crate::clock::Clock;
use bytes::{Buf, Bytes};
use domain::ids::ConversationId;
use domain::limits::{SESSION_QUEUE_BYTES_MAX, SESSION_STALL_SPAN};
use futures_util::task::AtomicWaker;
use protocol::code::CloseCode;
use socket2::SockRef;
use std::collections::VecDeque;
use std::fmt::Debug;
use std::io::{self, IoSlice};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Buffers that one system call takes.
const SLICES_MAX: usize = 16;

/// Where frames go: a socket that never blocks.
pub trait Sink: Debug + Send + Sync {
    /// Writes as much as it takes just now.
    ///
    /// # Errors
    /// `WouldBlock` when it takes nothing; anything else means that it is broken.
    fn try_write_vectored(&self, slices: &[IoSlice<'_>]) -> io::Result<usize>;

    /// The same for one buffer, which costs the system a little less.
    ///
    /// # Errors
    /// As [`Sink::try_write_vectored`].
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.try_write_vectored(&[IoSlice::new(bytes)])
    }

    /// The same for what many sockets take.
    ///
    /// # Errors
    /// As [`Sink::try_write_vectored`].
    fn try_spread(&self, spread: &Spread) -> io::Result<usize> {
        self.try_write(spread.bytes())
    }
}

impl Sink for tokio::net::TcpStream {
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        // The system is asked at once: what the runtime knows of the socket lies elsewhere in
        // memory, and is looked at only where the socket takes nothing.
        match SockRef::from(self).send(bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Self::try_write(self, bytes),
            sent => sent,
        }
    }

    fn try_write_vectored(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        Self::try_write_vectored(self, slices)
    }

    fn try_spread(&self, spread: &Spread) -> io::Result<usize> {
        // Where this fails, writing finds out why.
        match spread.lend_to(self) {
            Some(Ok(sent)) if sent > 0 => Ok(sent),
            Some(Ok(_) | Err(_)) | None => Sink::try_write(self, spread.bytes()),
        }
    }
}

/// How much may wait, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct QueueLimits {
    /// Bytes of pushes that wait.
    pub bytes_max: usize,
    /// Time for which the socket takes nothing of what waits.
    pub stall: Duration,
}

impl Default for QueueLimits {
    fn default() -> Self {
        Self { bytes_max: SESSION_QUEUE_BYTES_MAX, stall: SESSION_STALL_SPAN.duration() }
    }
}

/// Why nothing more is queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The server closes with this code; the frame is the last in the queue.
    Closed(CloseCode),
    /// The client closed, and its close frame was answered.
    ByClient,
    /// The socket is broken.
    Broken,
}

/// What the session's task has to know.
#[derive(Debug, Clone, Copy)]
pub struct Status {
    /// Whether something waits for the socket.
    pub waiting: bool,
    /// Whether the queue has ended, and why.
    pub end: Option<End>,
    /// When the session is to be closed as slow unless the socket takes something.
    pub slow_at: Option<Instant>,
}

/// The queue of one session.
#[derive(Debug)]
pub struct Outgoing {
    state: Mutex<State>,
    sink: Arc<dyn Sink>,
    clock: Arc<dyn Clock>,
    limits: QueueLimits,
    /// The session's task has something to do.
    woken: AtomicBool,
    task: AtomicWaker,
    /// There is room again for what waits its turn.
    room: Notify,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Waiting>,
    /// The first of what waits has left in part: it has to be finished.
    begun: bool,
    /// Bytes that wait of pushes, those on hold included.
    live_bytes: usize,
    /// Bytes that wait of everything else.
    other_bytes: usize,
    /// Pushes on hold until the session has resumed.
    held: Option<VecDeque<Waiting>>,
    /// Since when the socket has taken nothing of what waits.
    stalled_since: Option<Instant>,
    end: Option<End>,
}

#[derive(Debug)]
struct Waiting {
    bytes: Bytes,
    live: bool,
    conversation: Option<ConversationId>,
}

impl State {
    fn count(&mut self, live: bool, bytes: usize) {
        let counter = if live { &mut self.live_bytes } else { &mut self.other_bytes };
        *counter += bytes;
    }

    fn discount(&mut self, live: bool, bytes: usize) {
        let counter = if live { &mut self.live_bytes } else { &mut self.other_bytes };
        *counter = counter.saturating_sub(bytes);
    }
}

impl Outgoing {
    /// An empty queue before a socket.
    #[must_use]
    pub fn new(sink: Arc<dyn Sink>, clock: Arc<dyn Clock>, limits: QueueLimits) -> Self {
        Self {
            state: Mutex::default(),
            sink,
            clock,
            limits,
            woken: AtomicBool::new(false),
            task: AtomicWaker::new(),
            room: Notify::new(),
        }
    }

    /// Queues a push, about a conversation or not: at once into the socket if nothing waits. Where
    /// it would be too much, or nothing has moved for too long, the session is closed as slow.
    pub fn push(&self, bytes: Bytes, conversation: Option<ConversationId>) {
        self.push_live(Waiting { bytes, live: true, conversation }, None);
    }

    /// The same of what many sessions get.
    pub(super) fn push_spread(&self, spread: &Spread, conversation: ConversationId) {
        let (bytes, conversation) = (spread.bytes().clone(), Some(conversation));
        self.push_live(Waiting { bytes, live: true, conversation }, Some(spread));
    }

    fn push_live(&self, waiting: Waiting, spread: Option<&Spread>) {
        let mut state = self.lock();
        if state.end.is_some() {
            return;
        }
        if self.is_slow(&state, waiting.bytes.len()) {
            self.cut_now(&mut state, CloseCode::Slow);
            return;
        }
        match &mut state.held {
            Some(held) => {
                let length = waiting.bytes.len();
                held.push_back(waiting);
                state.count(true, length);
            }
            None => self.queue(&mut state, waiting, spread),
        }
    }

    /// Queues a reply or a control frame; never on hold.
    pub fn send(&self, bytes: Bytes) {
        let mut state = self.lock();
        if state.end.is_none() {
            self.queue(&mut state, Waiting { bytes, live: false, conversation: None }, None);
        }
    }

    /// Queues what may be large, past what is on hold, if there is room for it; `None`: there is
    /// none. `Some(false)`: the queue has ended.
    #[must_use]
    pub fn try_send(&self, bytes: &Bytes, conversation: Option<ConversationId>) -> Option<bool> {
        let mut state = self.lock();
        if state.end.is_some() {
            return Some(false);
        }
        if !self.has_room(&state) {
            return None;
        }
        let waiting = Waiting { bytes: bytes.clone(), live: false, conversation };
        self.queue(&mut state, waiting, None);
        Some(true)
    }

    /// Waits until [`Outgoing::try_send`] has room, or the queue has ended.
    pub async fn room(&self) {
        loop {
            let room = self.room.notified();
            let found = {
                let state = self.lock();
                state.end.is_some() || self.has_room(&state)
            };
            if found {
                // Another may wait for the same room.
                self.room.notify_one();
                return;
            }
            room.await;
        }
    }

    fn has_room(&self, state: &State) -> bool {
        state.other_bytes < self.limits.bytes_max / 2
    }

    /// Holds pushes back from now on.
    pub fn hold(&self) {
        self.lock().held.get_or_insert_default();
    }

    /// Lets go what was held back, in its order.
    pub fn release(&self) {
        let mut state = self.lock();
        if let Some(held) = state.held.take() {
            state.waiting.extend(held);
            self.write(&mut state);
        }
    }

    /// Drops what waits of a conversation: its reader is no longer a member (R8). A frame that has
    /// left in part is finished.
    pub fn forget(&self, conversation: ConversationId) {
        let mut state = self.lock();
        let State { waiting, begun, live_bytes, other_bytes, held, .. } = &mut *state;
        let begun = usize::from(*begun);
        let mut index = 0_usize;
        let mut keep = |frame: &Waiting, first: bool| {
            let kept = first || frame.conversation != Some(conversation);
            if !kept {
                let counter = if frame.live { &mut *live_bytes } else { &mut *other_bytes };
                *counter = counter.saturating_sub(frame.bytes.len());
            }
            kept
        };
        waiting.retain(|frame| {
            index += 1;
            keep(frame, index <= begun)
        });
        if let Some(held) = held {
            held.retain(|frame| keep(frame, false));
        }
        self.room.notify_one();
    }

    /// Closes: after what waits, or at once where nothing more may be seen; then of what waits only
    /// a frame that has left in part is finished.
    pub fn close(&self, code: CloseCode) {
        let mut state = self.lock();
        if state.end.is_some() {
            return;
        }
        match code {
            CloseCode::Slow | CloseCode::SignedOut | CloseCode::Deactivated => {
                self.cut_now(&mut state, code);
            }
            CloseCode::Protocol
            | CloseCode::Unsupported
            | CloseCode::NotUtf8
            | CloseCode::TooLarge
            | CloseCode::Internal
            | CloseCode::Restart
            | CloseCode::TryLater
            | CloseCode::HeartbeatMissed
            | CloseCode::ConnectDeadline
            | CloseCode::MessageDeadline
            | CloseCode::Reconnect
            | CloseCode::NotSignedIn
            | CloseCode::Misuse
            | CloseCode::Replaced => {
                state.held = None;
                self.queue(&mut state, close_frame(code), None);
                state.end.get_or_insert(End::Closed(code));
                self.wake_all();
            }
        }
    }

    /// Ends the queue after the answer to the client's close frame, which is in it.
    pub fn end_by_client(&self) {
        let mut state = self.lock();
        state.held = None;
        state.end.get_or_insert(End::ByClient);
        self.wake_all();
    }

    /// Ends the queue: the socket is broken or silent for good.
    pub fn break_off(&self) {
        let mut state = self.lock();
        if state.end.is_none() {
            state.waiting.clear();
            state.held = None;
            state.end = Some(End::Broken);
        }
        self.wake_all();
    }

    /// Writes what waits, as far as the socket takes it, and says how things are.
    pub fn flush(&self) -> Status {
        let mut state = self.lock();
        if !state.waiting.is_empty() {
            self.write(&mut state);
        }
        if state.end.is_none() && self.is_slow(&state, 0) {
            self.cut_now(&mut state, CloseCode::Slow);
        }
        Status {
            waiting: !state.waiting.is_empty(),
            end: state.end,
            slow_at: state.stalled_since.map(|since| since + self.limits.stall),
        }
    }

    /// Whether the session's task has something to do; if not, it is told when it has. For one
    /// task at a time.
    pub fn poll_woken(&self, cx: &Context<'_>) -> Poll<()> {
        if !self.woken.swap(false, Ordering::AcqRel) {
            self.task.register(cx.waker());
            if !self.woken.swap(false, Ordering::AcqRel) {
                return Poll::Pending;
            }
        }
        Poll::Ready(())
    }

    /// Gives the session's task something to do.
    pub fn wake(&self) {
        self.woken.store(true, Ordering::Release);
        self.task.wake();
    }

    /// Bytes that wait, those on hold included.
    #[must_use]
    pub fn waiting_bytes(&self) -> usize {
        let state = self.lock();
        state.live_bytes + state.other_bytes
    }

    /// Why it ended, if it has.
    #[must_use]
    pub fn ended(&self) -> Option<End> {
        self.lock().end
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_slow(&self, state: &State, more: usize) -> bool {
        let stalled = state
            .stalled_since
            .is_some_and(|since| self.clock.instant().duration_since(since) >= self.limits.stall);
        stalled || (more > 0 && state.live_bytes + more > self.limits.bytes_max)
    }

    /// Straight into the socket if nothing waits: then the queue itself is not touched, and takes
    /// no memory.
    fn queue(&self, state: &mut State, mut waiting: Waiting, spread: Option<&Spread>) {
        if state.waiting.is_empty() {
            let written = match spread {
                Some(spread) => self.sink.try_spread(spread),
                None => self.sink.try_write(&waiting.bytes),
            };
            // Any error is found again below.
            if let Ok(written) = written {
                state.stalled_since = None;
                if written == waiting.bytes.len() {
                    return;
                }
                waiting.bytes.advance(written);
                state.begun = written > 0;
            }
            state.count(waiting.live, waiting.bytes.len());
            state.waiting.push_back(waiting);
            self.write(state);
            return;
        }
        state.count(waiting.live, waiting.bytes.len());
        state.waiting.push_back(waiting);
    }

    fn cut_now(&self, state: &mut State, code: CloseCode) {
        let first = if state.begun { state.waiting.pop_front() } else { None };
        state.waiting.clear();
        state.held = None;
        (state.live_bytes, state.other_bytes) = (0, 0);
        if let Some(first) = first {
            state.count(first.live, first.bytes.len());
            state.waiting.push_back(first);
        }
        state.end = Some(End::Closed(code));
        self.queue(state, close_frame(code), None);
        self.wake_all();
    }

    /// One system call takes many frames, and one frame is offered until it is through.
    fn write(&self, state: &mut State) {
        while !state.waiting.is_empty() {
            let mut slices = [IoSlice::new(&[]); SLICES_MAX];
            let mut count = 0;
            for (slice, waiting) in slices.iter_mut().zip(&state.waiting) {
                *slice = IoSlice::new(&waiting.bytes);
                count += 1;
            }
            let written = slices.get(..count).map(|slices| self.sink.try_write_vectored(slices));
            match written {
                Some(Ok(written)) if written > 0 => self.written(state, written),
                Some(Err(error)) if error.kind() == io::ErrorKind::Interrupted => (),
                Some(Err(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    if state.stalled_since.is_none() {
                        state.stalled_since = Some(self.clock.instant());
                        self.wake();
                    }
                    return;
                }
                Some(Ok(_) | Err(_)) | None => {
                    state.waiting.clear();
                    state.held = None;
                    state.end = Some(End::Broken);
                    self.wake_all();
                }
            }
        }
        // Most sessions wait most of the time: they keep no memory for it.
        state.waiting = VecDeque::new();
        state.stalled_since = None;
    }

    fn written(&self, state: &mut State, mut written: usize) {
        let had_room = self.has_room(state);
        while let Some(first) = state.waiting.front_mut() {
            let length = first.bytes.len();
            let live = first.live;
            if written < length {
                first.bytes.advance(written);
                state.begun = state.begun || written > 0;
                state.discount(live, written);
                break;
            }
            written -= length;
            state.begun = false;
            state.waiting.pop_front();
            state.discount(live, length);
        }
        // What was taken counts as progress: the time begins anew with the next stall.
        state.stalled_since = None;
        if !had_room && self.has_room(state) {
            self.room.notify_one();
        }
    }

    fn wake_all(&self) {
        self.wake();
        self.room.notify_one();
    }
}

fn close_frame(code: CloseCode) -> Waiting {
    let bytes = super::frame::close(code.number(), code.as_str());
    Waiting { bytes, live: false, conversation: None }
}

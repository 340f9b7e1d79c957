//! One socket from its handshake to its end: reads frames, keeps the deadlines, writes what a full
//! socket left over, and closes with a code that says why. What commands do is elsewhere.

use super::Gateway;
use super::admission::Unsigned;
use super::client::{Client, Pause};
use super::handshake::Accepted;
use super::reader::Reader;
use super::stream::{Stream, TooMuch};
use crate::hub::frame;
use crate::hub::outgoing::{End, Outgoing, Status};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use protocol::code::CloseCode;
use protocol::codec::Encoding;
use socket2::SockRef;
use std::future::poll_fn;
use std::io::ErrorKind;
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Sleep;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;

/// Frames that are taken before others on this thread have their turn.
const FRAMES_AT_ONCE: usize = 32;
/// How long a client that was closed is read on, so that the close frame is not overtaken by a
/// reset, and how much of it.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES_MAX: usize = 1024 * 1024;
/// How long the last frames may take to leave.
const LAST_WRITE: Duration = Duration::from_secs(2);

/// What a socket is served with.
pub(super) struct Opening {
    pub(super) gateway: Gateway,
    pub(super) accepted: Accepted,
    /// Its place among the connections.
    pub(super) place: Arc<OwnedSemaphorePermit>,
    /// Its place among those that have not signed in.
    pub(super) unsigned: Unsigned,
    /// No more sessions are taken.
    pub(super) closing: CancellationToken,
}

/// Serves a socket until it has signed in or ended; then a task of its own goes on, which holds
/// nothing of what only the way there took.
pub(super) async fn serve(opening: Opening, upgraded: Upgraded) {
    let Opening { gateway, accepted, place, unsigned, closing } = opening;
    let Ok(parts) = upgraded.downcast::<TokioIo<TcpStream>>() else {
        tracing::error!("an upgraded connection is not a TCP stream");
        return;
    };
    let tcp = Arc::new(parts.io.into_inner());
    let client = Client::new(&gateway, Arc::<TcpStream>::clone(&tcp), accepted);
    let tasks = gateway.tasks().clone();
    let mut socket = Box::new(Socket::new(gateway, tcp, client, &parts.read_buf));
    socket.place = Some(place);
    let signed_in = socket.open(&closing).await;
    drop(unsigned);
    if signed_in {
        tasks.spawn_lasting("session", socket.stay());
    } else {
        socket.finish().await;
    }
}

/// Takes a session out of the hub whatever its socket ends by, a panic included.
struct Leaving(Arc<Client>);

impl Drop for Leaving {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close(CloseCode::Internal);
        }
        self.0.leave();
    }
}

struct Socket {
    gateway: Gateway,
    tcp: Arc<TcpStream>,
    reader: Reader,
    client: Arc<Client>,
    began_at: Instant,
    /// When the next ping is due, or the answer to the last one.
    beat_at: Instant,
    awaits_answer: bool,
    signed_in: bool,
    _leaving: Leaving,
    place: Option<Arc<OwnedSemaphorePermit>>,
}

/// What reading came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// There is nothing more just now.
    Empty,
    /// There may be more, but others have their turn first.
    More,
    /// It signs in: nothing else is taken meanwhile.
    Connecting,
    /// Commands have to finish first.
    Full,
    /// The node stops, and all that came is taken.
    Draining,
    /// It has ended.
    Ended,
}

/// How far a socket is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    SignedIn,
    Ended,
}

impl Socket {
    fn new(gateway: Gateway, tcp: Arc<TcpStream>, client: Arc<Client>, first: &[u8]) -> Self {
        let clock = Arc::clone(gateway.clock());
        let began_at = clock.instant();
        let outgoing = Arc::clone(client.outgoing());
        let reader = Reader::new(Stream::new(Arc::clone(&tcp), outgoing, clock), first);
        let beat_at = began_at + gateway.settings().heartbeat_every;
        let leaving = Leaving(Arc::clone(&client));
        Self {
            gateway,
            tcp,
            reader,
            client,
            began_at,
            beat_at,
            awaits_answer: false,
            signed_in: false,
            _leaving: leaving,
            place: None,
        }
    }

    fn outgoing(&self) -> &Outgoing {
        self.client.outgoing()
    }

    /// Serves it until it has signed in (`true`), or has ended.
    async fn open(&mut self, closing: &CancellationToken) -> bool {
        if closing.run_until_cancelled(self.turns(Until::SignedIn)).await.is_none() {
            self.client.close(CloseCode::Restart);
            self.turns(Until::Ended).await;
        }
        self.outgoing().ended().is_none()
    }

    /// Serves it until it has ended.
    async fn stay(mut self: Box<Self>) {
        self.turns(Until::Ended).await;
        // On the heap, for every session would carry it along otherwise.
        Box::pin(self.finish()).await;
    }

    /// Takes what comes and does what is due, until it has signed in, or the queue has ended.
    async fn turns(&mut self, until: Until) {
        let timer = tokio::time::sleep(self.gateway.settings().connect_deadline);
        tokio::pin!(timer);
        loop {
            let reading = self.read();
            let status = self.outgoing().flush();
            if status.end.is_some() || (until == Until::SignedIn && self.signed_in) {
                return;
            }
            match reading {
                Reading::More => {
                    tokio::task::yield_now().await;
                    continue;
                }
                Reading::Draining if !self.client.has_commands() => {
                    self.client.close(CloseCode::Restart);
                    continue;
                }
                Reading::Draining | Reading::Full => {
                    // An answer to a ping would not be read: nobody waits for it.
                    self.put_off_beat();
                }
                Reading::Empty => self.reader.rest(),
                Reading::Connecting | Reading::Ended => (),
            }
            let due = tokio::time::Instant::from_std(self.due(status));
            if timer.deadline() != due {
                timer.as_mut().reset(due);
            }
            poll_fn(|cx| self.poll_next(cx, reading, status, timer.as_mut())).await;
        }
    }

    /// Waits for whatever comes first. Nothing of it is kept between two polls: a session that
    /// waits holds as little as can be.
    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        reading: Reading,
        status: Status,
        timer: Pin<&mut Sleep>,
    ) -> Poll<()> {
        let woken = self.outgoing().poll_woken(cx).is_ready();
        let readable = reading == Reading::Empty && self.tcp.poll_read_ready(cx).is_ready();
        let writable = status.waiting && self.tcp.poll_write_ready(cx).is_ready();
        let due = timer.poll(cx).is_ready();
        if due {
            self.on_time();
        }
        if woken || readable || writable || due { Poll::Ready(()) } else { Poll::Pending }
    }

    /// When something has to be done if nothing happens.
    fn due(&self, status: Status) -> Instant {
        let settings = self.gateway.settings();
        let mut due =
            if self.signed_in { self.beat_at } else { self.began_at + settings.connect_deadline };
        if let Some(since) = self.reader.unfinished_since() {
            due = due.min(since + settings.message_deadline);
        }
        status.slow_at.map_or(due, |slow_at| due.min(slow_at))
    }

    fn on_time(&mut self) {
        let settings = self.gateway.settings();
        let (message_deadline, connect_deadline, heartbeat_deadline) =
            (settings.message_deadline, settings.connect_deadline, settings.heartbeat_deadline);
        let now = self.gateway.clock().instant();
        let unfinished = self.reader.unfinished_since();
        if unfinished.is_some_and(|since| now >= since + message_deadline) {
            self.client.close(CloseCode::MessageDeadline);
        } else if !self.signed_in {
            if self.client.pause() == Pause::Connecting {
                // The sign-in is under way, and the store has a deadline of its own.
                self.began_at = now;
            } else if now >= self.began_at + connect_deadline {
                self.client.close(CloseCode::ConnectDeadline);
            }
        } else if now >= self.beat_at && self.awaits_answer {
            self.client.close(CloseCode::HeartbeatMissed);
        } else if now >= self.beat_at {
            self.outgoing().send(frame::ping());
            self.awaits_answer = true;
            self.beat_at = now + heartbeat_deadline;
        }
    }

    /// Takes what has come, as far as it may be taken now.
    fn read(&mut self) -> Reading {
        for _ in 0..FRAMES_AT_ONCE {
            if !self.signed_in && self.client.is_signed_in() {
                self.sign_in();
            }
            match self.client.pause() {
                Pause::None => (),
                Pause::Connecting => return Reading::Connecting,
                Pause::Full => return Reading::Full,
            }
            match self.reader.read() {
                Ok(message) => self.take(message),
                Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                    let draining = self.client.is_draining();
                    return if draining { Reading::Draining } else { Reading::Empty };
                }
                Err(Error::Io(error)) if error.kind() == ErrorKind::Interrupted => (),
                Err(error) => self.fail(&error),
            }
            if self.outgoing().ended().is_some() {
                return Reading::Ended;
            }
        }
        Reading::More
    }

    /// The session has signed in: it may send larger frames, and is asked whether it lives.
    fn sign_in(&mut self) {
        self.signed_in = true;
        self.reader.sign_in();
        self.beat_at = self.gateway.clock().instant() + self.gateway.settings().heartbeat_every;
    }

    /// Waits for no answer to a ping; the next one comes in its time.
    fn put_off_beat(&mut self) {
        if std::mem::take(&mut self.awaits_answer) {
            let settings = self.gateway.settings();
            self.beat_at = self.gateway.clock().instant() + settings.heartbeat_every;
        }
    }

    fn take(&mut self, message: Message) {
        // Whatever comes shows that the client lives.
        self.put_off_beat();
        match (message, self.client.encoding()) {
            (Message::Text(text), Encoding::Json) => Client::take(&self.client, text.as_bytes()),
            (Message::Binary(bytes), Encoding::Proto) => Client::take(&self.client, &bytes),
            (Message::Text(_), Encoding::Proto) | (Message::Binary(_), Encoding::Json) => {
                self.client.close(CloseCode::Unsupported);
            }
            (Message::Close(_), Encoding::Json | Encoding::Proto) => {
                // The answer is made by now; it always "fails", as the connection is then closed.
                self.reader.flush();
                self.outgoing().end_by_client();
            }
            (Message::Ping(_) | Message::Pong(_) | Message::Frame(_), _) => (),
        }
    }

    /// Each violation gets its code (RFC 6455, 7.4.1), not a bare end of the connection.
    fn fail(&self, error: &Error) {
        match error {
            Error::Capacity(_) => self.client.close(CloseCode::TooLarge),
            Error::Utf8(_) => self.client.close(CloseCode::NotUtf8),
            Error::Io(error) if error.get_ref().is_some_and(|error| error.is::<TooMuch>()) => {
                self.client.close(CloseCode::TooLarge);
            }
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)
            | Error::Io(_)
            | Error::Tls(_)
            | Error::ConnectionClosed
            | Error::AlreadyClosed => self.outgoing().break_off(),
            Error::Protocol(_)
            | Error::AttackAttempt
            | Error::WriteBufferFull(_)
            | Error::Url(_)
            | Error::Http(_)
            | Error::HttpFormat(_) => self.client.close(CloseCode::Protocol),
        }
    }

    /// Writes the last frames, says that nothing more comes, and reads on for a moment.
    async fn finish(&self) {
        let last = async {
            while self.outgoing().flush().waiting {
                if self.tcp.writable().await.is_err() {
                    return;
                }
            }
        };
        let left = tokio::time::timeout(LAST_WRITE, last).await.is_ok();
        if !left || self.outgoing().ended() == Some(End::Broken) {
            return;
        }
        if SockRef::from(&*self.tcp).shutdown(Shutdown::Write).is_ok() {
            // Whoever takes longer is dropped.
            tokio::time::timeout(LINGER, self.discard()).await.ok();
        }
    }

    async fn discard(&self) {
        // On the heap, for every session would carry it along otherwise.
        let mut buffer = vec![0; 4 * 1024];
        let mut left = LINGER_BYTES_MAX;
        while left > 0 && self.tcp.readable().await.is_ok() {
            match self.tcp.try_read(&mut buffer) {
                Ok(0) => return,
                Ok(count) => left = left.saturating_sub(count),
                Err(error) if error.kind() == ErrorKind::WouldBlock => (),
                Err(_) => return,
            }
        }
    }
}

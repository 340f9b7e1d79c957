//! The fault proxy: stands between a client and the servers, or a server and its Postgres or Redis,
//! and passes bytes on, late, slowly, in pieces, in part, or not at all; whole messages of the bus
//! and the answer to a COMMIT too, where it is told what it carries.

mod bus;
mod commit;
mod frames;
mod pump;

use super::time::{Task, task};
use crate::support::seed::Seed;
pub(crate) use bus::Bus;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How one direction of a proxy carries bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Way {
    /// Reads nothing.
    pub(crate) hold: bool,
    /// Reads all and passes nothing on, not even an end.
    pub(crate) swallow: bool,
    /// Each piece comes this much later.
    pub(crate) delay: Duration,
    /// Pieces of this size at the most, 0 for any, one every `delay`.
    pub(crate) piece: usize,
    /// Resets the connection after so many bytes more.
    pub(crate) cut_after: Option<usize>,
    /// Resets the connection after so long without a byte; zero: never.
    pub(crate) idle: Duration,
    /// Pings are answered here and go no further, where whole frames are seen.
    pub(crate) answers_pings: bool,
}

/// Both directions: from who connected, and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Ways {
    pub(crate) up: Way,
    pub(crate) down: Way,
}

impl Ways {
    /// Both directions alike.
    pub(crate) fn both(way: Way) -> Self {
        Self { up: way, down: way }
    }

    /// Everything is silently lost, as in a half-open connection.
    pub(crate) fn dead() -> Self {
        Self::both(Way { swallow: true, ..Way::default() })
    }
}

/// What goes through, as far as the proxy has to know it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Carries {
    Bytes,
    /// The same, with little room on the way: who stops reading is soon noticed.
    Narrow,
    /// A WebSocket and nothing else.
    Frames,
    Redis,
    Postgres,
}

/// Bytes that a narrow way takes in.
const NARROW_BYTES: u32 = 32 * 1024;

impl Carries {
    async fn connect(self, target: SocketAddr) -> std::io::Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        if matches!(self, Self::Narrow) {
            socket.set_recv_buffer_size(NARROW_BYTES)?;
        }
        socket.connect(target).await
    }
}

/// Where connections go: to the first that takes them, beginning with another one each time.
pub(crate) type Targets = Arc<Mutex<Vec<Option<SocketAddr>>>>;

/// One proxy, with an address of its own, which stays.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    _accepting: Task<()>,
}

#[derive(Debug)]
struct Shared {
    targets: Targets,
    carries: Carries,
    ways: watch::Sender<Ways>,
    /// Ends all connections of now.
    links: Mutex<CancellationToken>,
    bus: watch::Sender<Bus>,
    seed: Mutex<Seed>,
    commits: commit::Commits,
    /// Connections that were taken so far.
    taken: AtomicUsize,
    /// Which target is next.
    next: Mutex<usize>,
}

impl Proxy {
    /// One that goes to these; `first` says where it begins.
    pub(crate) async fn start(
        targets: Targets,
        carries: Carries,
        seed: Seed,
        first: usize,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, targets, carries, seed, first)
    }

    /// The same on an address that somebody chose.
    pub(crate) fn on(
        listener: TcpListener,
        targets: Targets,
        carries: Carries,
        seed: Seed,
        first: usize,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            targets,
            carries,
            ways: watch::Sender::new(Ways::default()),
            links: Mutex::default(),
            bus: watch::Sender::new(Bus::default()),
            seed: Mutex::new(seed),
            commits: commit::Commits::default(),
            taken: AtomicUsize::new(0),
            next: Mutex::new(first),
        });
        let accepting = task(accept(listener, Arc::clone(&shared)));
        Self { address, shared, _accepting: accepting }
    }

    /// One that goes to a single address.
    pub(crate) async fn to(target: SocketAddr, carries: Carries, seed: Seed) -> Self {
        Self::start(Arc::new(Mutex::new(vec![Some(target)])), carries, seed, 0).await
    }

    /// From now on, for the connections that there are and for new ones.
    pub(crate) fn set(&self, ways: Ways) {
        self.shared.ways.send_replace(ways);
    }

    /// As if it were not there.
    pub(crate) fn heal(&self) {
        self.set(Ways::default());
        self.shared.bus.send_replace(Bus::default());
    }

    /// What happens to messages of the bus from now on.
    pub(crate) fn bus(&self, bus: Bus) {
        self.shared.bus.send_replace(bus);
    }

    /// Connections that were taken so far.
    pub(crate) fn taken(&self) -> usize {
        self.shared.taken.load(Ordering::SeqCst)
    }

    /// Resets all connections of now.
    pub(crate) fn cut(&self) {
        std::mem::take(&mut *self.shared.links.lock().unwrap()).cancel();
    }

    /// Holds back the answer to the next COMMIT, and waits until there is one.
    pub(crate) async fn hold_commit(&self) {
        self.shared.commits.hold().await;
    }

    /// Lets held answers go, and holds none any more.
    pub(crate) fn release(&self) {
        self.shared.commits.release();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut links = Vec::new();
    while let Ok((stream, _)) = listener.accept().await {
        shared.taken.fetch_add(1, Ordering::SeqCst);
        let ended = shared.links.lock().unwrap().clone();
        links.push(task(carry(stream, Arc::clone(&shared), ended)));
        links.retain(|link: &Task<()>| !link.is_over());
    }
}

/// One connection, until it ends or is cut.
async fn carry(mut near: TcpStream, shared: Arc<Shared>, ended: CancellationToken) {
    let Some(mut far) = dial(&shared).await else {
        reset(&near);
        return;
    };
    for stream in [&near, &far] {
        drop(stream.set_nodelay(true));
    }
    let is_cut = {
        let (near_reads, near_writes) = near.split();
        let (far_reads, far_writes) = far.split();
        let link = pump::Link { shared: &shared, pongs: frames::Pongs::default() };
        let up = pump::pump(&link, pump::Side::Up, near_reads, far_writes);
        let down = pump::pump(&link, pump::Side::Down, far_reads, near_writes);
        tokio::select! {
            biased;
            () = ended.cancelled() => true,
            both = async { tokio::try_join!(up, down) } => both.is_err(),
        }
    };
    if is_cut {
        reset(&near);
        reset(&far);
    }
}

async fn dial(shared: &Shared) -> Option<TcpStream> {
    let targets = shared.targets.lock().unwrap().clone();
    let first = {
        let mut next = shared.next.lock().unwrap();
        *next += 1;
        *next - 1
    };
    for turn in 0..targets.len() {
        if let Some(target) = targets[(first + turn) % targets.len()]
            && let Ok(stream) = shared.carries.connect(target).await
        {
            return Some(stream);
        }
    }
    None
}

/// Makes closing it a reset.
fn reset(stream: &TcpStream) {
    drop(socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO)));
}

//! The WebSocket edge: accepts connections, turns handshakes into sessions and commands into what
//! the application is asked, and tells what it answers. Decides nothing and stores nothing.
//!
//! ```text
//! listen → connection → handshake → socket ⇄ client → connect, commands → app
//!                                     ↑ outgoing queue ← replies; the hub's pushes
//! ```

pub mod answer;

mod admin;
mod admission;
mod client;
mod commands;
mod connect;
mod connection;
mod handshake;
mod listen;
mod metrics;
mod rates;
mod reader;
mod socket;
mod stream;
mod watch;

pub use admin::run_admin;
pub use connection::SOCKET_PATH;
pub use handshake::Names;
pub use listen::{Stop, bind, run};
pub use rates::Rates;

use crate::app::App;
use crate::clock::Clock;
use crate::hub::Hub;
use crate::hub::outgoing::QueueLimits;
use crate::record::Recorder;
use crate::tasks::Tasks;
use admission::Admission;
use domain::limits::{
    CONNECT_DEADLINE, CONNECTS_PER_SECOND, HEARTBEAT_DEADLINE, HEARTBEAT_EVERY, MESSAGE_DEADLINE,
    UNSIGNED_SESSIONS_MAX,
};
use hyper::header::HeaderMap;
use metrics::Metrics;
use rates::Limiters;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How often those who have done nothing for a while are forgotten by the rate limits.
const SHRINK_EVERY: Duration = Duration::from_secs(60);

/// What may be set. The defaults are for a server; names have none.
#[derive(Debug, Clone)]
pub struct GatewaySettings {
    /// By which names it is asked, and from which pages.
    pub names: Names,
    /// Connections at once, sessions included.
    pub connections_max: usize,
    /// Time for the head of a request.
    pub header_deadline: Duration,
    /// Time from the handshake to `connect`.
    pub connect_deadline: Duration,
    /// Time from a message's first byte to its last.
    pub message_deadline: Duration,
    /// Time between pings.
    pub heartbeat_every: Duration,
    /// Time to answer one.
    pub heartbeat_deadline: Duration,
    /// Time after which the kernel gives up what a peer does not acknowledge.
    pub user_timeout: Duration,
    /// Bytes of the kernel's buffer for what leaves; `None`: what the system does.
    pub send_buffer_bytes: Option<usize>,
    /// What may wait for one session.
    pub queue: QueueLimits,
    /// How much one user may do.
    pub rates: Rates,
    /// Sessions that are signed in each second.
    pub connects_per_second: u32,
    /// Sockets that have not signed in.
    pub unsigned_max: usize,
    /// How long sessions may take to go when the node stops.
    pub drain_deadline: Duration,
    /// There are other nodes that take them: they go in turn, and not all at once.
    pub drain_in_turn: bool,
}

impl GatewaySettings {
    /// The defaults, for a server of these names.
    #[must_use]
    pub fn new(names: Names) -> Self {
        Self {
            names,
            connections_max: 100_000,
            header_deadline: Duration::from_secs(3),
            connect_deadline: CONNECT_DEADLINE.duration(),
            message_deadline: MESSAGE_DEADLINE.duration(),
            heartbeat_every: HEARTBEAT_EVERY.duration(),
            heartbeat_deadline: HEARTBEAT_DEADLINE.duration(),
            user_timeout: Duration::from_secs(30),
            send_buffer_bytes: None,
            queue: QueueLimits::default(),
            rates: Rates::default(),
            connects_per_second: CONNECTS_PER_SECOND,
            unsigned_max: UNSIGNED_SESSIONS_MAX,
            drain_deadline: Duration::from_secs(10),
            drain_in_turn: false,
        }
    }
}

/// Finds the sign-in's token among the cookies of a request.
pub type TokenOf = Arc<dyn Fn(&HeaderMap) -> Option<String> + Send + Sync>;

/// The WebSocket edge of a node. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    app: App,
    hub: Hub,
    settings: GatewaySettings,
    token_of: TokenOf,
    admission: Admission,
    limiters: Limiters,
    metrics: Metrics,
    recorder: Recorder,
}

/// What an edge stands before.
#[derive(Debug, Clone)]
pub struct GatewayParts {
    /// What commands ask.
    pub app: App,
    /// The live sessions.
    pub hub: Hub,
    /// Whom commands are told, too, while somebody records.
    pub recorder: Recorder,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Gateway {
    /// An edge before the application.
    #[must_use]
    pub fn new(parts: GatewayParts, settings: GatewaySettings, token_of: TokenOf) -> Self {
        let GatewayParts { app, hub, recorder } = parts;
        let limiters = Limiters::new(&settings.rates);
        let metrics = Metrics::new();
        let (rate, unsigned) = (settings.connects_per_second, settings.unsigned_max);
        let admission = Admission::new(rate, unsigned, Arc::clone(app.clock()));
        let gateway = Self(Arc::new(Inner {
            app,
            hub,
            settings,
            token_of,
            admission,
            limiters,
            metrics,
            recorder,
        }));
        gateway.tasks().spawn("gateway_rates", gateway.clone().shrink());
        gateway
    }

    /// What was set.
    #[must_use]
    pub fn settings(&self) -> &GatewaySettings {
        &self.0.settings
    }

    async fn shrink(self) {
        let stopping = self.tasks().stopping();
        loop {
            tokio::select! {
                () = tokio::time::sleep(SHRINK_EVERY) => self.limiters().shrink(),
                () = stopping.cancelled() => return,
            }
        }
    }

    fn app(&self) -> &App {
        &self.0.app
    }

    fn hub(&self) -> &Hub {
        &self.0.hub
    }

    fn tasks(&self) -> &Tasks {
        self.0.app.tasks()
    }

    fn clock(&self) -> &Arc<dyn Clock> {
        self.0.app.clock()
    }

    fn admission(&self) -> &Admission {
        &self.0.admission
    }

    fn limiters(&self) -> &Limiters {
        &self.0.limiters
    }

    fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    fn recorder(&self) -> &Recorder {
        &self.0.recorder
    }

    fn token_of(&self, headers: &HeaderMap) -> Option<String> {
        (self.0.token_of)(headers)
    }
}

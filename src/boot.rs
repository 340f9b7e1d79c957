//! Puts the parts together and takes them apart again: settings, store, bus, application, edges,
//! jobs; on a signal the way back.

mod descriptors;
mod notify;
mod signals;

pub use signals::Signals;

use crate::app::{App, AppParts, AppSettings};
use crate::bus::local::LocalBus;
use crate::bus::{Bus, Envelope, RedisBus, RedisSettings};
use crate::clock::{Clock, SystemClock};
use crate::config::{Recording, Settings};
use crate::gateway::{self, Gateway, GatewayParts, GatewaySettings, Names, Rates, Stop};
use crate::http::{self, HttpParts, HttpSettings};
use crate::hub::{Hub, HubParts, HubSettings};
use crate::jobs::{JobParts, Jobs};
use crate::mail::Mailer;
use crate::mail::folder::FolderMailer;
use crate::mail::smtp::SmtpMailer;
use crate::media::Media;
use crate::media::files::Files;
use crate::record::Recorder;
use crate::store::Store;
use crate::store::ended::Ended;
use crate::store::snapshot::Place;
use crate::tasks::Tasks;
use crate::telemetry::Metrics;
use anyhow::Context;
use domain::limits::UNSIGNED_SESSIONS_MAX;
use notify::Notify;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The kernel waits at least for so long for what a peer does not acknowledge.
const USER_TIMEOUT_MIN: Duration = Duration::from_secs(30);
/// How long the mail server gets for one mail.
const SMTP_DEADLINE: Duration = Duration::from_secs(60);

/// How often a node that need not be alone looks what others committed.
const POLL_EVERY: Duration = Duration::from_secs(2);
/// How often counted numbers are gathered.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);
/// How long jobs that are under way get to finish when the node stops, and after the last session.
const LAST_JOBS: Duration = Duration::from_secs(5);
/// The same in a hurry.
const HURRY: Duration = Duration::from_secs(1);
/// After so many of these, sign-ins that ended are forgotten: about every hour.
const UPKEEPS_A_SWEEP: u32 = 720;

/// What a node is started with, beside its settings.
#[derive(Debug)]
pub struct Start {
    /// What was chosen.
    pub settings: Settings,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where everything is kept; see [`open_store`].
    pub store: Store,
    /// Sends mail; see [`mailer`].
    pub mailer: Arc<dyn Mailer>,
    /// What is counted.
    pub metrics: Metrics,
    /// How its sessions are kept; whether the store is polled is decided by its kind.
    pub hub: HubSettings,
}

/// A node that runs.
#[derive(Debug)]
pub struct Node {
    /// What it does.
    pub app: App,
    /// Its live sessions.
    pub hub: Hub,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it listens for operators, if that is elsewhere.
    pub admin_address: Option<SocketAddr>,
    /// The one-time address for the first administrator, while there is none.
    pub set_up_url: Option<String>,
    draining: CancellationToken,
    drain_grace: Duration,
    stop: Stop,
    edge: JoinHandle<()>,
    manager: Notify,
}

impl Node {
    /// Starts a node. It runs until [`Node::stop`].
    ///
    /// # Errors
    /// What keeps it from starting, and what to change.
    pub async fn start(start: Start) -> anyhow::Result<Self> {
        let Start { settings, clock, store, mailer, metrics, hub: sessions } = start;
        let tasks = Tasks::new();
        let (bus, heard) = bus(&settings, &store, Arc::clone(&clock), &tasks)?;
        let app = App::new(AppParts {
            store,
            bus,
            clock,
            media: media(&settings)?,
            tasks: tasks.clone(),
            settings: app_settings(&settings),
        });
        app.name_organisation(settings.organisation.clone()).await?;
        let hub = hub(&app, sessions, heard);
        let organisation_default = settings.organisation.clone();
        Jobs::new(JobParts { app: app.clone(), mailer, organisation_default }).start(&tasks);
        let listener = listen(settings.listen, "PARLOR_LISTEN")?;
        let address = listener.local_addr().context("the listener's own address")?;
        let draining = CancellationToken::new();
        let recorder = Recorder::new(settings.recording == Recording::On, Arc::clone(app.clock()));
        let parts = HttpParts {
            app: app.clone(),
            hub: hub.clone(),
            recorder: recorder.clone(),
            settings: http_settings(&settings, address),
            metrics: metrics.clone(),
            draining: draining.clone(),
        };
        let mut admin_address = None;
        if let Some(admin) = settings.admin_listen {
            let listener = listen(admin, "PARLOR_ADMIN_LISTEN")?;
            admin_address = Some(listener.local_addr().context("the operators' own address")?);
            let router = http::admin_router(parts.clone());
            tasks.spawn("admin", gateway::run_admin(listener, router, tasks.clone()));
        }
        let router = http::router(parts);
        let reader = app.clone();
        let token_of = move |headers: &_| http::cookie::token(&reader, headers).map(str::to_owned);
        let chosen = gateway_settings(&settings, address);
        let parts = GatewayParts { app: app.clone(), hub: hub.clone(), recorder };
        let edge = Gateway::new(parts, chosen, Arc::new(token_of));
        let stop = Stop::default();
        let edge = tasks.spawn("edge", gateway::run(listener, router, edge, stop.clone()));
        tasks.spawn("upkeep", upkeep(app.clone(), metrics));
        let set_up_url = app
            .offer_set_up()
            .await?
            .map(|token| format!("{}/#setup={}", app.settings().public_url, token.expose()));
        let drain_grace = Duration::from_secs(settings.drain_grace.into());
        let manager = Notify::ready();
        Ok(Self {
            app,
            hub,
            address,
            admin_address,
            set_up_url,
            draining,
            drain_grace,
            stop,
            edge,
            manager,
        })
    }

    /// Is to be cancelled when stopping has to be over in a second.
    #[must_use]
    pub fn hurry(&self) -> CancellationToken {
        self.stop.hurry.clone()
    }

    /// Says that it is not ready, and goes on for the grace; then takes no new sessions, lets the
    /// present ones go, and ends. What was acknowledged is stored by then.
    pub async fn stop(self) {
        let Self { app, draining, drain_grace, stop, edge, manager, .. } = self;
        draining.cancel();
        manager.stopping();
        let grace = tokio::time::sleep(drain_grace);
        stop.hurry.run_until_cancelled(grace).await;
        stop.closing.cancel();
        if edge.await.is_err() {
            tracing::error!("the edge ended by a panic");
        }
        let tasks = app.tasks();
        let within = if stop.hurry.is_cancelled() { HURRY } else { LAST_JOBS };
        let hurried = async {
            stop.hurry.cancelled().await;
            tokio::time::sleep(HURRY).await;
        };
        let ended = tokio::select! {
            () = tasks.stop() => true,
            () = tokio::time::sleep(within) => false,
            () = hurried => false,
        };
        if !ended {
            // What a job did not finish, it does again later: here, or on another node.
            tracing::warn!(tasks = tasks.count(), "something under way was broken off");
        }
    }
}

/// Keeps what is counted and what is over from piling up.
async fn upkeep(app: App, metrics: Metrics) {
    let stopping = app.tasks().stopping();
    let mut rounds = 0_u32;
    while stopping.run_until_cancelled(tokio::time::sleep(UPKEEP_EVERY)).await.is_some() {
        metrics.upkeep();
        rounds = rounds.wrapping_add(1);
        if rounds.is_multiple_of(UPKEEPS_A_SWEEP)
            && let Err(error) = app.forget_ended_sign_ins().await
        {
            tracing::warn!(%error, "sign-ins that ended were not swept");
        }
    }
}

/// Opens the store that the settings name, and migrates it.
///
/// # Errors
/// It cannot be opened; what to change.
pub async fn open_store(settings: &Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Store> {
    match &settings.database_url {
        Some(url) => {
            let connections = usize::from(settings.database_connections);
            Store::open_postgres(url.expose(), connections, clock)
                .await
                .context("the Postgres database of DATABASE_URL cannot be used")
        }
        None => Store::open_sqlite(&settings.data, clock)
            .await
            .with_context(|| format!("the data folder {} cannot be used", settings.data.display())),
    }
}

/// Where the store and its files are, for commands that take or give them whole.
///
/// # Errors
/// The folder for files cannot be used.
pub fn whole(settings: &Settings) -> anyhow::Result<(Place, Files)> {
    let place = match &settings.database_url {
        Some(url) => Place::Postgres(url.expose().to_owned()),
        None => Place::Sqlite(settings.data.clone()),
    };
    Ok((place, media(settings)?.files))
}

/// The bus: through the Redis of `REDIS_URL`, or in this node's memory.
fn bus(
    settings: &Settings,
    store: &Store,
    clock: Arc<dyn Clock>,
    tasks: &Tasks,
) -> anyhow::Result<(Arc<dyn Bus>, mpsc::Receiver<Envelope>)> {
    let Some(url) = &settings.redis_url else {
        let (bus, heard) = LocalBus::new();
        return Ok((Arc::new(bus), heard));
    };
    // Only nodes on one store hear each other, also where several installations share a Redis.
    let prefix = format!("parlor:{}", store.epoch());
    let settings = RedisSettings { prefix, ..RedisSettings::default() };
    let (bus, heard) = RedisBus::open(url.expose(), settings, clock, tasks).context("REDIS_URL")?;
    Ok((Arc::new(bus), heard))
}

/// The application alone, for commands that do something and end.
///
/// # Errors
/// The store cannot be opened.
pub async fn open_app(settings: &Settings) -> anyhow::Result<App> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let store = open_store(settings, Arc::clone(&clock)).await?;
    let (bus, heard) = LocalBus::new();
    let tasks = Tasks::new();
    let stopping = tasks.stopping();
    tasks.spawn("hub", async move { drain(heard, stopping).await });
    Ok(App::new(AppParts {
        store,
        bus: Arc::new(bus),
        clock,
        media: media(settings)?,
        tasks,
        settings: app_settings(settings),
    }))
}

/// What sends mail: the server of `SMTP_URL`, or files in the data folder.
///
/// # Errors
/// `SMTP_URL` or `PARLOR_MAIL_FROM` cannot be used, or the folder cannot be written.
pub async fn mailer(settings: &Settings) -> anyhow::Result<Arc<dyn Mailer>> {
    let from = settings
        .mail_from
        .parse()
        .context("PARLOR_MAIL_FROM has to be like Parlor <parlor@example.com>")?;
    if let Some(url) = &settings.smtp_url {
        let smtp = SmtpMailer::new(url.expose(), from, SMTP_DEADLINE).context("SMTP_URL")?;
        return Ok(Arc::new(smtp));
    }
    let folder = settings.data.join("mail");
    let shown = folder.display().to_string();
    let mailer = FolderMailer::open(folder, from)
        .await
        .with_context(|| format!("mail cannot be written to {shown}"))?;
    Ok(Arc::new(mailer))
}

fn media(settings: &Settings) -> anyhow::Result<Media> {
    let folder = settings.data.join("files");
    Media::in_folder(&folder)
        .with_context(|| format!("files cannot be kept in {}", folder.display()))
}

/// Where there are no sessions, nobody hears what is published.
async fn drain(mut heard: mpsc::Receiver<Envelope>, stopping: CancellationToken) {
    while let Some(Some(_)) = stopping.run_until_cancelled(heard.recv()).await {}
}

/// Waits for a signal, or until the store cannot be used any more: then says why.
pub async fn stop_asked_or_store_ended(signals: &mut Signals, app: &App) -> Option<Ended> {
    tokio::select! {
        () = signals.next() => None,
        why = app.store().ending().ended() => Some(why),
    }
}

fn listen(address: SocketAddr, setting: &str) -> anyhow::Result<TcpListener> {
    gateway::bind(address)
        .with_context(|| format!("cannot listen on {address}: choose another with {setting}"))
}

fn app_settings(settings: &Settings) -> AppSettings {
    AppSettings {
        public_url: settings.public_url.clone(),
        commit_queue_max: domain::limits::COMMIT_QUEUE_MAX,
    }
}

/// The sessions of this node, which read what they missed through the application.
fn hub(app: &App, settings: HubSettings, heard: mpsc::Receiver<Envelope>) -> Hub {
    // Where others can write, with or without a bus that may lose what they say: other nodes, and
    // commands. An embedded store is this process's alone, and its own memory loses nothing.
    let poll_every = app.store().is_shared().then(|| settings.poll_every.unwrap_or(POLL_EVERY));
    let parts = HubParts {
        log: Arc::new(app.clone()),
        bus: Arc::clone(app.bus()),
        clock: Arc::clone(app.clock()),
        tasks: app.tasks().clone(),
        epoch: app.store().epoch().to_owned(),
        settings: HubSettings { poll_every, ..settings },
    };
    Hub::start(parts, heard)
}

fn gateway_settings(settings: &Settings, address: SocketAddr) -> GatewaySettings {
    let connections_max = descriptors::connections_max(settings.connections_max);
    let heartbeat_every = Duration::from_secs(settings.heartbeat_seconds.into());
    let heartbeat_deadline = Duration::from_secs(settings.heartbeat_deadline_seconds.into());
    GatewaySettings {
        rates: Rates {
            send_burst: settings.send_burst,
            guest_sends_per_second: settings.guest_sends_per_second,
            internal_sends_per_second: settings.internal_sends_per_second,
            ..Rates::default()
        },
        connections_max,
        // Who has not signed in leaves room for those who have.
        unsigned_max: UNSIGNED_SESSIONS_MAX.min(connections_max.div_ceil(2)),
        connects_per_second: settings.connects_per_second,
        heartbeat_every,
        heartbeat_deadline,
        // Who only reads slowly is not given up by the kernel before the heartbeat does it.
        user_timeout: (heartbeat_every + heartbeat_deadline).max(USER_TIMEOUT_MIN),
        drain_deadline: Duration::from_secs(settings.drain_seconds.into()),
        drain_in_turn: settings.redis_url.is_some(),
        ..GatewaySettings::new(Names::new(&settings.hosts(address), &settings.origins()))
    }
}

fn http_settings(settings: &Settings, address: SocketAddr) -> HttpSettings {
    HttpSettings {
        origins: settings.origins(),
        hosts: settings.hosts(address),
        trusted_proxies: settings.trusted_proxies.clone(),
        sign_in_burst: settings.sign_in_burst,
        sign_ins_per_minute: settings.sign_ins_per_minute,
        admin_elsewhere: settings.admin_listen.is_some(),
    }
}

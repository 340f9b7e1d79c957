//! A whole server on a free port of this machine, with mail that is kept and the people who use it.

use super::http::Request;
use super::someone::Someone;
use super::stores::TestStore;
use clap::{CommandFactory, FromArgMatches, Parser};
use domain::person::Side;
use domain::time::Span;
use parlor::app::App;
use parlor::app::guests::Newcomer;
use parlor::app::sign_in::Device;
use parlor::app::tokens::Secret;
use parlor::app::users::NewUser;
use parlor::boot::{Node, Start};
use parlor::clock::Clock;
use parlor::config::Settings;
use parlor::hub::HubSettings;
use parlor::mail::memory::MemoryMailer;
use parlor::telemetry::Metrics;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// The password of everybody who has one.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// How often servers look for what others wrote: ten times as often as outside of tests.
const POLL_EVERY: Duration = Duration::from_millis(200);

#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
}

/// A server of one test, on the test's store and clock. End it with [`TestServer::stop`].
#[derive(Debug)]
pub(crate) struct TestServer {
    node: Option<Node>,
    /// What was mailed.
    pub(crate) mail: Arc<MemoryMailer>,
    /// Keeps the database, and moves the time.
    pub(crate) under: TestStore,
    _folder: TempDir,
}

impl TestServer {
    /// A server on SQLite.
    pub(crate) async fn start() -> Self {
        Self::on(TestStore::sqlite().await).await
    }

    /// A server on this store.
    pub(crate) async fn on(under: TestStore) -> Self {
        Self::with(under, &[]).await
    }

    /// A server on SQLite with further flags of `parlor serve`.
    pub(crate) async fn with_flags(flags: &[&str]) -> Self {
        Self::with(TestStore::sqlite().await, flags).await
    }

    /// A server on this store with further flags of `parlor serve`.
    pub(crate) async fn with(under: TestStore, flags: &[&str]) -> Self {
        let clock = Arc::new(under.clock.clone());
        Self::with_clock(under, flags, clock).await
    }

    /// The same with another clock than the store's.
    pub(crate) async fn with_clock(
        under: TestStore,
        flags: &[&str],
        clock: Arc<dyn Clock>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mail = Arc::new(MemoryMailer::default());
        let start = Start {
            settings: settings(&folder, flags),
            clock,
            store: under.store.clone(),
            mailer: mail.clone(),
            metrics: Metrics::detached(),
            hub: HubSettings {
                poll_every: Some(POLL_EVERY),
                recheck_every: POLL_EVERY * 2,
                ..HubSettings::default()
            },
        };
        let node = Node::start(start).await.expect("starts");
        Self { node: Some(node), mail, under, _folder: folder }
    }

    /// Moves the time forward.
    pub(crate) fn advance(&self, span: Span) {
        self.under.clock.advance(span);
    }

    /// The application inside.
    pub(crate) fn app(&self) -> &App {
        &self.node().app
    }

    /// The node inside.
    pub(crate) fn node(&self) -> &Node {
        self.node.as_ref().unwrap()
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.node().address
    }

    /// A request of nobody, such as `server.request("GET", "/healthz")`.
    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(self.address(), method, path)
    }

    /// Ana, internal, who administers the organisation.
    pub(crate) async fn ana(&self) -> Someone {
        self.internal("Ana", "ana@example.com", true).await
    }

    /// Ben, internal.
    pub(crate) async fn ben(&self) -> Someone {
        self.internal("Ben", "ben@example.com", false).await
    }

    /// An internal user with a password, signed in.
    pub(crate) async fn internal(&self, name: &str, email: &str, admin: bool) -> Someone {
        let mut new = NewUser::parse(name, email, Side::Internal).unwrap();
        new.admin = admin;
        let password = || Secret::new(PASSWORD.to_owned());
        let app = self.app();
        app.add_user(new, Some(password())).await.unwrap();
        let begun = app.sign_in(email, password(), Device::default()).await.unwrap();
        Someone::new(self.address(), &begun)
    }

    /// Someone from outside, signed in, who is a member of nothing yet.
    pub(crate) async fn guest(&self, name: &str) -> Someone {
        let newcomer = Newcomer::parse(name, &format!("{name}@guests.example")).unwrap();
        let begun = self.app().begin_guest(&newcomer, None, Device::default()).await.unwrap();
        Someone::new(self.address(), &begun)
    }

    /// Stops it, and gives what it stood on to the next one.
    pub(crate) async fn hand_over(mut self) -> TestStore {
        if let Some(node) = self.node.take() {
            node.stop().await;
        }
        self.under
    }

    /// Stops it.
    pub(crate) async fn stop(mut self) {
        if let Some(node) = self.node.take() {
            node.stop().await;
        }
    }
}

fn settings(folder: &TempDir, flags: &[&str]) -> Settings {
    let mut arguments = vec![
        "parlor".to_owned(),
        "--listen=127.0.0.1:0".to_owned(),
        format!("--data={}", folder.path().display()),
        "--sign-in-burst=10000".to_owned(),
        // Sessions that a test leaves open are not waited for.
        "--drain-seconds=0".to_owned(),
    ];
    arguments.extend(flags.iter().map(|flag| (*flag).to_owned()));
    // What stands in the environment of who runs the tests is not for their servers.
    let command = Cli::command().args_override_self(true).mut_args(|arg| arg.env(None::<&str>));
    let matches = command.get_matches_from(arguments);
    Cli::from_arg_matches(&matches).expect("settings").settings
}

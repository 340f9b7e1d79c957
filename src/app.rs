//! The shared handle of a node: loads what a decision needs, lets the domain decide, commits, and
//! passes on what was committed. The only code that does so.

pub mod attachments;
pub mod committer;
pub mod conversations;
mod decide;
pub mod directory;
pub mod email_codes;
pub mod error;
pub mod export;
pub mod files;
pub mod guests;
pub mod import;
pub mod invitations;
pub mod invited;
pub mod links;
pub mod live;
mod membership;
pub mod messages;
pub mod passwords;
pub mod pictures;
pub mod reads;
pub mod rules;
pub mod schedule;
pub mod search;
pub mod setup;
pub mod sign_in;
pub mod tokens;
pub mod users;

use crate::bus::Bus;
use crate::clock::Clock;
use crate::media::Media;
use crate::store::Store;
use crate::store::list::Viewer;
use crate::tasks::Tasks;
use committer::Committer;
use domain::ids::SignInId;
use domain::person::{Actor, Person};
use domain::text::Status;
use domain::time::Timestamp;
use passwords::Passwords;
use rules::Rules;
use std::sync::Arc;

/// The application on this node. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct App(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    parts: AppParts,
    committer: Committer,
    rules: Arc<Rules>,
    passwords: Passwords,
}

/// What an application is made of. Built once, at start.
#[derive(Debug, Clone)]
pub struct AppParts {
    /// The truth.
    pub store: Store,
    /// The hint to other nodes, and to this one's hub.
    pub bus: Arc<dyn Bus>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Stored files, and where pictures are made.
    pub media: Media,
    /// What runs.
    pub tasks: Tasks,
    /// What an operator set.
    pub settings: AppSettings,
}

/// What an operator can set of the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppSettings {
    /// Where people reach this server, without a slash at the end.
    pub public_url: String,
    /// Decisions that wait for the committer before senders hear `overloaded`.
    pub commit_queue_max: usize,
}

/// Who is signed in, and by which sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who acts.
    pub actor: Actor,
    /// The same, as others see them.
    pub person: Person,
    /// By which sign-in.
    pub sign_in: SignInId,
    /// What they said of themselves when it was looked at.
    pub status: Option<Status>,
}

impl App {
    /// Puts the parts together and starts the committer.
    #[must_use]
    pub fn new(parts: AppParts) -> Self {
        let rules = Arc::new(Rules::default());
        let committer = Committer::start(&parts, Arc::clone(&rules));
        Self(Arc::new(Inner { parts, committer, rules, passwords: Passwords::default() }))
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    /// The bus.
    #[must_use]
    pub fn bus(&self) -> &Arc<dyn Bus> {
        &self.0.parts.bus
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.parts.clock
    }

    /// Stored files, and where pictures are made.
    #[must_use]
    pub fn media(&self) -> &Media {
        &self.0.parts.media
    }

    /// What runs on this node.
    #[must_use]
    pub fn tasks(&self) -> &Tasks {
        &self.0.parts.tasks
    }

    /// What the operator set.
    #[must_use]
    pub fn settings(&self) -> &AppSettings {
        &self.0.parts.settings
    }

    /// The time of day.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock().now()
    }

    fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.0.rules
    }

    pub(crate) fn committer(&self) -> &Committer {
        &self.0.committer
    }

    /// Someone as the viewer of their own list.
    pub(crate) fn viewer(&self, by: &SignedIn) -> Viewer {
        Viewer { user: by.actor.id, side: by.actor.side, now: self.now() }
    }
}

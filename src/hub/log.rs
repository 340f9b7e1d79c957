//! What the hub asks of the application: where conversations stand, and what was missed. The hub
//! knows neither store nor rules; tests bring a log of their own.

use crate::bus::{Envelope, Personal};
use async_trait::async_trait;
use domain::event::{Event, Heads, ViewerClass};
use domain::ids::{ConversationId, SignInId, UserId};
use domain::person::Side;
use domain::text::Status;
use protocol::generated::{self as wire, push};
use std::fmt::Debug;

/// Why the application does not answer; more about it is in its own log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The store is away or has too much to do. It may answer in a moment.
    #[error("the log cannot be read just now")]
    Away,
    /// What is there cannot be understood. It would be no better the next time.
    #[error("the log cannot be read")]
    Broken,
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub conversation: ConversationId,
    /// Whether it is read-only.
    pub read_only: bool,
    /// The numbers last given.
    pub heads: Heads,
}

/// What someone missed of a conversation, in the numbering of their class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// Where.
    pub conversation: ConversationId,
    /// In whose numbering.
    pub class: ViewerClass,
    /// After this number,
    pub after: i64,
    /// up to this one.
    pub up_to: i64,
}

/// A conversation as someone who has become a member sees it.
#[derive(Debug, Clone)]
pub struct Joinable {
    /// In which class they see it.
    pub class: ViewerClass,
    /// The numbers of the last event that it contains, in every class: not for their eyes.
    pub heads: Heads,
    /// What they get of it.
    pub conversation: wire::Conversation,
}

/// Someone as others see them now.
#[derive(Debug, Clone)]
pub struct Profile {
    /// As internal users see them.
    pub internal: wire::Person,
    /// As external ones do.
    pub external: wire::Person,
    /// What they say of themselves.
    pub status: Option<Status>,
}

/// What was changed since a look before, as the bus should have said it.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// From where the next look reads; it may repeat what this one has.
    pub next: i64,
    /// Whether this is all of it: else everything has to be compared.
    pub complete: bool,
    /// Each with a number of its own, which stays the same where it is repeated.
    pub envelopes: Vec<(i64, Envelope)>,
}

/// Reads what was committed. Every answer contains at least what was committed before the question.
#[async_trait]
pub trait Log: Debug + Send + Sync {
    /// The conversations that the user is a member of, in one query.
    async fn followed(&self, user: UserId) -> Result<Vec<Standing>, LogError>;

    /// The same for these conversations; those that do not exist are left out.
    async fn standing(&self, conversations: Vec<ConversationId>)
    -> Result<Vec<Standing>, LogError>;

    /// The events after a number, in order, at most `limit`.
    async fn log_after(
        &self,
        conversation: ConversationId,
        seq: i64,
        limit: usize,
    ) -> Result<Vec<Event>, LogError>;

    /// The events of all of these, in two queries: in the order of the parts, each in its own. What
    /// is too much, is not there, or cannot be understood is left out.
    async fn missed(&self, parts: Vec<Missed>) -> Result<Vec<Event>, LogError>;

    /// The conversation as the user sees it; `None` if they are not a member.
    async fn joinable(
        &self,
        user: UserId,
        side: Side,
        conversation: ConversationId,
    ) -> Result<Option<Joinable>, LogError>;

    /// What the user's sessions are told of something personal, as it is now; `None`: nothing.
    async fn personal(
        &self,
        user: UserId,
        side: Side,
        what: &Personal,
    ) -> Result<Option<push::Push>, LogError>;

    /// A user as others see them now; `None`: there is none.
    async fn profile(&self, user: UserId) -> Result<Option<Profile>, LogError>;

    /// Those of these sign-ins that can be used now, and whose they are, in one query.
    async fn usable_sign_ins(
        &self,
        sign_ins: Vec<SignInId>,
    ) -> Result<Vec<(SignInId, UserId)>, LogError>;

    /// Those of these users who are deactivated, in one query.
    async fn deactivated(&self, users: Vec<UserId>) -> Result<Vec<UserId>, LogError>;

    /// All memberships of these users, in one query.
    async fn memberships(
        &self,
        users: Vec<UserId>,
    ) -> Result<Vec<(UserId, ConversationId)>, LogError>;

    /// What was changed by anybody since a look before; `None` where nobody else writes.
    async fn changes(&self, since: Option<i64>) -> Result<Option<Changes>, LogError>;

    /// What was changed before this place is asked for by nobody any more.
    async fn forget_changes(&self, before: i64) -> Result<(), LogError>;
}

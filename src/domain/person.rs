//! Who takes part: users of both sides, and who is acting. Knows nothing of sign-in.

use crate::ids::{PictureId, UserId};
use serde::{Deserialize, Serialize};

/// Whether someone belongs to the company or comes from outside. It never changes for a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The company's own people.
    Internal,
    /// Customers, leads, guests.
    External,
}

/// A user as others may come to see them. What of it a viewer gets, `visibility` decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Which user.
    pub id: UserId,
    /// The name shown; never an e-mail address (R7).
    pub name: String,
    /// Internal or external; `None` once redacted.
    pub side: Option<Side>,
    /// Whether an external user has proven their e-mail address (L5); `None` for internal users
    /// and once redacted.
    pub proven: Option<bool>,
    /// Their picture, if they have one.
    pub picture: Option<PictureId>,
}

/// Of what a user has not read they want mail about (N3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnreadMail {
    /// All messages.
    #[default]
    All,
    /// Messages that mention them.
    Mentions,
    /// Nothing.
    None,
}

impl UnreadMail {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::All, Self::Mentions, Self::None];

    /// Its name, stored and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mentions => "mentions",
            Self::None => "none",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Who issues a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Which user.
    pub id: UserId,
    /// Internal or external.
    pub side: Side,
    /// Whether they administer the organisation; never true for external users.
    pub admin: bool,
}

impl Actor {
    /// Whether they belong to the company.
    #[must_use]
    pub fn is_internal(self) -> bool {
        self.side == Side::Internal
    }
}

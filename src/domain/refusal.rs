//! Why the rules say no. The order of the variants is the order of the checks.

use crate::ids::UserId;
use crate::text::TextError;

/// Why a command is not allowed.
///
/// Ordered by precedence: when several apply, the earliest is the answer. Who may not know that a
/// conversation or a message exists hears [`Refusal::NotFound`] before anything else could tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Refusal {
    /// There is no such thing, or the actor may not know of it: one answer for both.
    #[error("there is no such {what}, or it is not yours to see")]
    NotFound {
        /// What was asked for.
        what: &'static str,
    },
    /// The conversation is read-only for external members (R1, R3).
    #[error("this conversation is read-only for you: you can read and react")]
    ReadOnly,
    /// The actor's role does not allow it (C6).
    #[error("your role does not allow this: {needed}")]
    Forbidden {
        /// Who could.
        needed: &'static str,
    },
    /// A text is not what it should be.
    #[error(transparent)]
    BadText(#[from] TextError),
    /// A value is out of its range, or two values do not go together.
    #[error("{0}")]
    BadRequest(&'static str),
    /// The link is unknown, revoked, expired or used up: one answer for all (L2).
    #[error("this link is no longer valid")]
    LinkInvalid,
    /// Someone who was removed comes back only by being added (L3).
    #[error("you were removed from this conversation; a member can add you again")]
    WasRemoved,
    /// The conversation is full (C4).
    #[error("the conversation can have {places} more members, this would add {added}")]
    MemberLimit {
        /// Places left.
        places: usize,
        /// Members that the request would add.
        added: usize,
    },
    /// These people have no e-mail address (C3).
    #[error("{} of those named have no e-mail address", people.len())]
    EmailRequired {
        /// Who.
        people: Vec<UserId>,
    },
    /// The same client id came with other content (M2).
    #[error("this client id was used for a message with other content")]
    KeyConflict,
    /// The author's 24 hours are over (M4).
    #[error("a message can be edited for 24 hours")]
    EditTooLate,
    /// Some list is full.
    #[error("at most {max} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The limit.
        max: usize,
    },
}

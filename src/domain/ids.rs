//! One type for each kind of id, so that two of them cannot be confused. Does not make ids.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Brings new ids: time-ordered UUIDs (version 7) in the server, counted ones in tests.
pub trait Ids {
    /// An id that was never given before.
    fn next_uuid(&mut self) -> Uuid;
}

macro_rules! id {
    ($(#[$doc:meta] $name:ident;)+) => {$(
        #[$doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes the next id of `ids`.
            pub fn next(ids: &mut dyn Ids) -> Self {
                Self(ids.next_uuid())
            }

            /// The id as a UUID, as stores keep it.
            #[must_use]
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Parses the hyphenated form of RFC 9562 and no other.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                if text.len() != HYPHENATED_LENGTH {
                    return Err(NotAnId);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }
    )+};
}

id! {
    /// A user, internal or external.
    UserId;
    /// A conversation.
    ConversationId;
    /// A message, system messages included.
    MessageId;
    /// The name that a client gives a message so that sending it again changes nothing (M2).
    ClientId;
    /// A link to a conversation (L1).
    LinkId;
    /// A sign-in: one device or browser that holds a token.
    SignInId;
    /// One live socket.
    SessionId;
    /// A file of a message.
    AttachmentId;
    /// A picture of a conversation or of a user, in all of its sizes.
    PictureId;
    /// A message to be sent later.
    ScheduledId;
    /// A durable follow-up in the outbox.
    JobId;
}

const HYPHENATED_LENGTH: usize = 36;

/// The text is not a hyphenated UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")]
pub struct NotAnId;

/// Ids in counting order, for tests and simulations: the same run gives the same ids.
#[derive(Debug, Default)]
pub struct CountedIds(u128);

impl Ids for CountedIds {
    fn next_uuid(&mut self) -> Uuid {
        self.0 += 1;
        Uuid::from_u128(self.0)
    }
}

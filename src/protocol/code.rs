//! The two catalogues: why a command is refused, and why a session is closed.
//!
//! Both are closed lists, documented in `proto/PROTOCOL.md`, and neither a name nor a number is
//! ever used again for something else. Does not decide anything.

use crate::generated::Error;
use domain::refusal::Refusal;
use std::fmt;

mod close;
#[cfg(test)]
mod tests;

pub use close::CloseCode;

/// What a client makes of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same again is refused again.
    Never,
    /// The same again may succeed: after `retry_after_ms`, or a few seconds if it is absent.
    Later,
}

macro_rules! codes {
    ($(
        $(#[$doc:meta])+
        $variant:ident = $name:literal, $status:literal, $retry:ident, $text:literal;
    )+) => {
        /// Why a command was refused or failed. On the socket and in HTTP the same names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])+ $variant,)+
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name on the wire, in `snake_case`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it says to a developer, where nothing more exact is known.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The HTTP status that goes with it.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// Whether trying the same again makes sense.
            #[must_use]
            pub const fn retry(self) -> Retry {
                match self { $(Self::$variant => Retry::$retry,)+ }
            }
        }
    };
}

codes! {
    /// There is no such thing, or the viewer may not know of it: one answer for both.
    NotFound = "not_found", 404, Never, "there is no such thing, or it is not yours to see";
    /// The conversation is read-only for external members (R1).
    ReadOnly = "read_only", 403, Never, "this conversation is read-only for you";
    /// The role does not allow it (C6).
    Forbidden = "forbidden", 403, Never, "your role does not allow this";
    /// A field is missing, unknown, doubled, of another type or out of its range.
    BadRequest = "bad_request", 400, Never, "the request is not of the form that is documented";
    /// A frame or body is not JSON.
    BadJson = "bad_json", 400, Never, "this is not JSON";
    /// A binary frame is not protobuf.
    BadProtobuf = "bad_protobuf", 400, Never, "this is not protobuf";
    /// The command's name is not known to this server.
    UnknownCommand = "unknown_command", 400, Never, "this server does not know this command";
    /// A body is larger than its limit.
    TooLarge = "too_large", 413, Never, "this is larger than the limit";
    /// The link is unknown, revoked, expired or used up: one answer for all (L2).
    LinkInvalid = "link_invalid", 404, Never, "this link is no longer valid";
    /// Someone who was removed comes back only by being added (L3).
    WasRemoved = "was_removed", 403, Never, "you were removed from this conversation";
    /// The conversation is full (C4); `places` says how many are left.
    MemberLimit = "member_limit", 409, Never, "the conversation is full";
    /// Some of those named have no e-mail address (C3); `user_ids` names them.
    EmailRequired = "email_required", 422, Never, "some of those named have no e-mail address";
    /// The client id was used for a message with other content (M2).
    KeyConflict = "key_conflict", 409, Never, "this client id was used with other content";
    /// The author's 24 hours are over (M4).
    EditTooLate = "edit_too_late", 409, Never, "a message can be edited for 24 hours";
    /// A list has as many entries as it can have.
    TooMany = "too_many", 409, Never, "there are as many of these as there can be";
    /// No sign-in came with the request, or it has ended.
    NotSignedIn = "not_signed_in", 401, Never, "sign in first";
    /// The e-mail address and the password do not go together.
    SignInFailed = "sign_in_failed", 401, Never, "the e-mail address or the password is wrong";
    /// The 6-digit code, the invitation or the set-up address is wrong, expired or used up.
    CodeInvalid = "code_invalid", 422, Never, "this code is wrong or no longer valid";
    /// Another code was sent less than a minute ago (L5).
    SlowDown = "slow_down", 429, Later, "a code was sent a moment ago";
    /// Someone has this e-mail address already.
    EmailTaken = "email_taken", 409, Never, "someone has this e-mail address already";
    /// The password is too short, too long or known to everybody.
    WeakPassword = "weak_password", 422, Never, "choose another password";
    /// The first administrator was made already.
    SetupDone = "setup_done", 409, Never, "this server has been set up already";
    /// The picture has too many bytes or pixels (T4).
    ImageTooLarge = "image_too_large", 413, Never, "the picture has too many bytes or pixels";
    /// The picture cannot be decoded (T4).
    ImageUnreadable = "image_unreadable", 422, Never, "the picture cannot be read";
    /// The media type is not one that is taken here.
    UnsupportedMedia = "unsupported_media", 415, Never, "this media type is not taken here";
    /// The `Origin` is not on the list, or a cookie came without exactly one.
    OriginRefused = "origin_refused", 403, Never, "this origin is not allowed";
    /// The `Host` is not one of this server's.
    HostRefused = "host_refused", 421, Never, "this server does not answer for this host";
    /// The path takes other methods.
    MethodNotAllowed = "method_not_allowed", 405, Never, "this path takes other methods";
    /// More than the rate that is allowed to a user, a link or an address.
    RateLimited = "rate_limited", 429, Later, "too much at once";
    /// The server has more to do than it can: nothing was done.
    Overloaded = "overloaded", 503, Later, "the server is busy";
    /// The store cannot be reached: it is not known whether it was done. Send the same again.
    Unavailable = "unavailable", 503, Later, "the server cannot do this just now";
    /// A bug of the server. Its log has the reason.
    Internal = "internal", 500, Later, "something went wrong in the server";
    /// What the client holds of the conversation cannot be continued: fetch it anew.
    ResyncRequired = "resync_required", 409, Never, "fetch this conversation anew";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Code {
    /// The code of this name, if there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// An error of this code with its general text.
    #[must_use]
    pub fn error(self) -> Error {
        self.error_with(self.text())
    }

    /// An error of this code that says more exactly what to change. Never anything that the
    /// receiver may not know.
    #[must_use]
    pub fn error_with(self, message: impl Into<String>) -> Error {
        Error { code: self.as_str().to_owned(), message: message.into(), ..Error::default() }
    }

    /// An error of this code that says when to try again.
    #[must_use]
    pub fn error_after(self, retry_after_ms: u32) -> Error {
        Error { retry_after_ms: Some(retry_after_ms), ..self.error() }
    }
}

impl From<&Refusal> for Code {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::NotFound { .. } => Self::NotFound,
            Refusal::ReadOnly => Self::ReadOnly,
            Refusal::Forbidden { .. } => Self::Forbidden,
            Refusal::BadText(_) | Refusal::BadRequest(_) => Self::BadRequest,
            Refusal::LinkInvalid => Self::LinkInvalid,
            Refusal::WasRemoved => Self::WasRemoved,
            Refusal::MemberLimit { .. } => Self::MemberLimit,
            Refusal::EmailRequired { .. } => Self::EmailRequired,
            Refusal::KeyConflict => Self::KeyConflict,
            Refusal::EditTooLate => Self::EditTooLate,
            Refusal::TooMany { .. } => Self::TooMany,
        }
    }
}

impl From<&Refusal> for Error {
    fn from(refusal: &Refusal) -> Self {
        let (places, user_ids) = match refusal {
            Refusal::MemberLimit { places, added: _ } => {
                (Some(u32::try_from(*places).unwrap_or(u32::MAX)), Vec::new())
            }
            Refusal::EmailRequired { people } => {
                (None, people.iter().map(ToString::to_string).collect())
            }
            Refusal::NotFound { .. }
            | Refusal::ReadOnly
            | Refusal::Forbidden { .. }
            | Refusal::BadText(_)
            | Refusal::BadRequest(_)
            | Refusal::LinkInvalid
            | Refusal::WasRemoved
            | Refusal::KeyConflict
            | Refusal::EditTooLate
            | Refusal::TooMany { .. } => (None, Vec::new()),
        };
        Self { places, user_ids, ..Code::from(refusal).error_with(refusal.to_string()) }
    }
}

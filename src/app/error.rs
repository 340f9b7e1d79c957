//! What an edge may have to tell somebody, and under which code.

use crate::media::files::FileError;
use crate::media::{BadPicture, DecodeError};
use crate::store::error::StoreError;
use domain::refusal::Refusal;
use domain::text::TextError;
use domain::time::Span;
use protocol::code::Code;

/// Why something asked for did not happen.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The token is missing, unknown, expired, or its user deactivated: one answer for all.
    #[error("sign in first: the token is missing or no longer valid")]
    NotSignedIn,
    /// Address and password do not go together, or there is no such user: one answer for both.
    #[error("this e-mail address and password do not go together")]
    SignInFailed,
    /// The code is wrong, expired, or was tried too often: one answer for all.
    #[error("this code is wrong or no longer valid; ask for another one")]
    CodeInvalid,
    /// The password is too short, too long, or one character over and over.
    #[error("choose another password: 12 characters or more, not all the same")]
    WeakPassword,
    /// Another code was sent less than a minute ago (L5).
    #[error("a code was sent a moment ago; look for it, or wait a little")]
    SlowDown {
        /// When to try again.
        retry_after: Span,
    },
    /// Another user has proven this address.
    #[error("this e-mail address belongs to another user")]
    EmailTaken,
    /// The first administrator exists already, or the one-time address is wrong.
    #[error("this one-time address is no longer valid")]
    SetupDone,
    /// Too much from one person or address.
    #[error("too much at once")]
    RateLimited {
        /// When to try again.
        retry_after: Span,
    },
    /// The node has more to do than it can.
    #[error("the server is busy: nothing was done; try again a little later")]
    Overloaded {
        /// When to try again.
        retry_after: Span,
    },
    /// A file or picture is not what it should be.
    #[error("{message}")]
    BadFile {
        /// Under which code.
        code: Code,
        /// What to change.
        message: &'static str,
    },
    /// The store does not answer: nothing happened, or it is not known whether it did; the same
    /// command again settles it.
    #[error("the store does not answer; send the same again (a message under the same client id)")]
    Unavailable,
    /// A bug. The source goes to the log, never outward.
    #[error("something went wrong on the server")]
    Internal(#[source] anyhow::Error),
}

impl AppError {
    /// The code that clients get.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Refused(refusal) => Code::from(refusal),
            Self::NotSignedIn => Code::NotSignedIn,
            Self::SignInFailed => Code::SignInFailed,
            Self::CodeInvalid => Code::CodeInvalid,
            Self::WeakPassword => Code::WeakPassword,
            Self::SlowDown { .. } => Code::SlowDown,
            Self::EmailTaken => Code::EmailTaken,
            Self::SetupDone => Code::SetupDone,
            Self::RateLimited { .. } => Code::RateLimited,
            Self::Overloaded { .. } => Code::Overloaded,
            Self::BadFile { code, .. } => *code,
            Self::Unavailable => Code::Unavailable,
            Self::Internal(_) => Code::Internal,
        }
    }

    /// When to try again, where that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<Span> {
        match self {
            Self::RateLimited { retry_after }
            | Self::SlowDown { retry_after }
            | Self::Overloaded { retry_after } => Some(*retry_after),
            Self::Unavailable => Some(Span::seconds(1)),
            Self::Refused(_)
            | Self::NotSignedIn
            | Self::SignInFailed
            | Self::CodeInvalid
            | Self::WeakPassword
            | Self::EmailTaken
            | Self::SetupDone
            | Self::BadFile { .. }
            | Self::Internal(_) => None,
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(source) | StoreError::Unknown(source) => {
                tracing::warn!(error = format!("{source:#}"), "the store is not available");
                Self::Unavailable
            }
            StoreError::Retry => Self::Unavailable,
            StoreError::Overloaded => Self::Overloaded { retry_after: Span::seconds(1) },
            StoreError::Duplicate | StoreError::Corrupt(_) | StoreError::Internal(_) => {
                Self::Internal(error.into())
            }
        }
    }
}

impl From<TextError> for AppError {
    fn from(error: TextError) -> Self {
        Self::Refused(Refusal::BadText(error))
    }
}

impl From<BadPicture> for AppError {
    fn from(bad: BadPicture) -> Self {
        let (code, message) = match bad {
            BadPicture::Unsupported => {
                (Code::UnsupportedMedia, "a picture is a JPEG, PNG, WebP or GIF")
            }
            BadPicture::TooLarge => (
                Code::ImageTooLarge,
                "a picture has at most 10 MB, 40 megapixels and 16,384 pixels on a side",
            ),
            BadPicture::Unreadable => (Code::ImageUnreadable, "the picture is damaged or empty"),
            BadPicture::BadCrop => {
                (Code::BadRequest, "crop: the square does not lie inside the picture")
            }
        };
        Self::BadFile { code, message }
    }
}

impl From<DecodeError> for AppError {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Bad(bad) => bad.into(),
            DecodeError::Overloaded => Self::Overloaded { retry_after: Span::seconds(2) },
        }
    }
}

impl From<FileError> for AppError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::TooLarge => {
                Self::BadFile { code: Code::TooLarge, message: "a file has at most 100 MB" }
            }
            FileError::BrokenOff => {
                Self::BadFile { code: Code::BadRequest, message: "the upload broke off" }
            }
            FileError::Unavailable(source) => {
                tracing::warn!(error = format!("{source:#}"), "files cannot be reached");
                Self::Unavailable
            }
        }
    }
}

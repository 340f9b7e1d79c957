//! How the application's errors are told to a client: the code, and what a client can do about it.
//! The socket and HTTP use the same.

use crate::app::error::AppError;
use protocol::generated::Error;

/// An error as clients get it. What is inside an `Internal` goes to the log, once, here.
#[must_use]
pub fn error(error: &AppError) -> Error {
    let retry_after_ms =
        error.retry_after().map(|after| u32::try_from(after.as_millis()).unwrap_or(u32::MAX));
    match error {
        AppError::Refused(refusal) => Error::from(refusal),
        AppError::Internal(source) => {
            tracing::error!(error = format!("{source:#}"), "a command failed");
            error.code().error()
        }
        AppError::NotSignedIn
        | AppError::SignInFailed
        | AppError::CodeInvalid
        | AppError::EmailTaken
        | AppError::SetupDone
        | AppError::WeakPassword
        | AppError::SlowDown { .. }
        | AppError::RateLimited { .. }
        | AppError::Overloaded { .. }
        | AppError::BadFile { .. }
        | AppError::Unavailable => {
            Error { retry_after_ms, ..error.code().error_with(error.to_string()) }
        }
    }
}

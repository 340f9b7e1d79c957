//! Sending mail: to an SMTP server, or into a folder where none is set up. Decides neither when
//! something is sent nor to whom; see `jobs`.

pub mod folder;
pub mod memory;
pub mod message;
pub mod smtp;
pub mod template;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use domain::ids::JobId;
use domain::text::Email;
use domain::time::Timestamp;
use std::fmt::Debug;

/// One mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The job that sends it: its Message-ID is made of it, so that a mail which left twice,
    /// because a node died between sending and saying so, is one mail to those who look.
    pub id: JobId,
    /// To whom.
    pub to: Email,
    /// When it was written.
    pub at: Timestamp,
    /// What it says.
    pub content: template::Content,
}

/// Why a mail did not leave. Holds neither address nor text, for it is stored and logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Trying again later may help: no answer, a refusal for now (4xx).
    #[error("not sent for now: {0}")]
    Later(String),
    /// It will never be taken (5xx), or cannot be written.
    #[error("refused for good: {0}")]
    Never(String),
}

/// Sends mail.
#[async_trait]
pub trait Mailer: Debug + Send + Sync {
    /// Sends one mail. `Ok` only once somebody else answers for it.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
}

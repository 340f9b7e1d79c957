//! How the store fails. Absence is never an error: it is `None`.

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique index holds such a row already.
    #[error("there is such a row already")]
    Duplicate,
    /// The database asked for the transaction to be done again (serialization, deadlock).
    #[error("the transaction has to be done again")]
    Retry,
    /// All connections are in use, or too much waits already: nothing was written.
    #[error("the store has more to do than it can")]
    Overloaded,
    /// The store cannot be reached, is busy or full: nothing was written.
    #[error("the store is not available")]
    Unavailable(#[source] anyhow::Error),
    /// The connection ended at the commit: it may have been written or not.
    #[error("the outcome of the transaction is not known")]
    Unknown(#[source] anyhow::Error),
    /// A row holds what no version of this server writes.
    #[error("a stored value is not readable: {0}")]
    Corrupt(&'static str),
    /// A statement is wrong: a bug.
    #[error("the store refused a statement")]
    Internal(#[source] anyhow::Error),
}

/// The database had not finished a transaction when its time was over.
#[derive(Debug, thiserror::Error)]
#[error("no answer to COMMIT in time")]
pub struct Late;

impl StoreError {
    /// Whether trying again later may help.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Retry | Self::Overloaded | Self::Unavailable(_) | Self::Unknown(_) => true,
            Self::Duplicate | Self::Corrupt(_) | Self::Internal(_) => false,
        }
    }

    /// What it says, with its cause, for the log.
    #[must_use]
    pub fn with_cause(&self) -> String {
        match self {
            Self::Unavailable(source) | Self::Unknown(source) | Self::Internal(source) => {
                format!("{self}: {source:#}")
            }
            Self::Duplicate | Self::Retry | Self::Overloaded | Self::Corrupt(_) => self.to_string(),
        }
    }

    /// Its kind, as metrics name it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Retry => "retry",
            Self::Overloaded => "overloaded",
            Self::Unavailable(_) => "unavailable",
            Self::Unknown(_) => "unknown",
            Self::Corrupt(_) => "corrupt",
            Self::Internal(_) => "internal",
        }
    }

    /// An `Unavailable` with a reason in words.
    #[must_use]
    pub fn unavailable(reason: &'static str) -> Self {
        Self::Unavailable(anyhow::anyhow!(reason))
    }
}

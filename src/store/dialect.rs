//! What must be written twice, because the two databases say it differently.

/// Which database is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The embedded store.
    Sqlite,
    /// Postgres 14 or newer.
    Postgres,
}

/// One statement in both dialects. The parameters are the same.
#[derive(Debug, Clone, Copy)]
pub struct Twice {
    /// For SQLite.
    pub sqlite: &'static str,
    /// For Postgres.
    pub postgres: &'static str,
}

impl Twice {
    /// The text for a dialect.
    #[must_use]
    pub fn text(self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        }
    }
}

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

/// A statement that names its rows by the ids of its first parameter, which
/// [`super::sql::id_list`] makes: these ids stand at the end of its text.
macro_rules! ids_in {
    ($text:literal) => {
        $crate::store::dialect::Twice {
            sqlite: concat!($text, " IN (SELECT unhex(value) FROM json_each($1))"),
            postgres: concat!(
                $text,
                " IN (SELECT CAST(value AS UUID) FROM
                jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) AS list (value))"
            ),
        }
    };
}
pub(super) use ids_in;

//! What must be written twice, because the two databases say it differently.

use super::sql::{Statement, Value};

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

/// One statement for many rows. Of each row the values stand in the same order.
///
/// SQLite runs it once for each, which costs it next to nothing. Postgres gets the columns as
/// arrays, and does all rows in one statement: there most of the time goes into the statement
/// itself, its messages and its system calls.
#[derive(Debug, Clone, Copy)]
pub struct Each {
    /// For SQLite: of one row, `?1` is the first value. With a number of its own a parameter needs
    /// no looking up, and these statements are run for every message.
    pub sqlite: &'static str,
    /// For Postgres: `$1` is the array of all first values.
    pub postgres: &'static str,
}

impl Each {
    /// What to run for these rows, which are all of one length. None: nothing.
    #[must_use]
    pub fn statements(self, dialect: Dialect, rows: Vec<Vec<Value>>) -> Vec<Statement> {
        match dialect {
            Dialect::Sqlite => {
                let one = |params| Statement { text: self.sqlite, params };
                rows.into_iter().map(one).collect()
            }
            Dialect::Postgres if rows.is_empty() => Vec::new(),
            Dialect::Postgres => {
                vec![Statement { text: self.postgres, params: columns(rows) }]
            }
        }
    }
}

fn columns(rows: Vec<Vec<Value>>) -> Vec<Value> {
    let width = rows.first().map_or(0, Vec::len);
    let mut columns: Vec<Vec<Value>> = (0..width).map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        debug_assert_eq!(row.len(), width, "rows of one length");
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    columns.into_iter().map(Value::List).collect()
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

//! Every table as rows that either engine can give and take: the catalogue of tables and columns,
//! reading a table in pages as JSON lines, and writing such lines back.
//!
//! What is made from other rows is not here: the words of the search are made anew when rows are
//! loaded. A migration that adds a table or a column adds it here with its version (`since`); a
//! test compares the catalogue with the tables of both engines.

mod catalogue;

pub use catalogue::TABLES;

use super::dialect::Dialect;
use super::error::StoreError;
use super::sql::{Row, Sql, Value};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

/// Rows read at once.
pub const PAGE_ROWS: i64 = 256;

/// What a column holds, and how it stands in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An id: hyphenated text.
    Uuid,
    /// Bytes: hexadecimal text.
    Bytes,
    /// Text.
    Text,
    /// A whole number.
    Int,
    /// `true` or `false`.
    Bool,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub form: Form,
    /// The version of the tables that brought it.
    pub since: i64,
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns by which its rows are read in order; none of them is ever null.
    pub key: &'static [&'static str],
    /// Its columns.
    pub columns: &'static [Column],
    /// The version of the tables that brought it.
    pub since: i64,
}

/// The tables of a version.
pub fn tables(schema: i64) -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(move |table| table.since <= schema)
}

/// Rows of a table as JSON lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The lines, each with its end.
    pub lines: String,
    /// How many.
    pub rows: u64,
    /// The key of the last one: the next page begins behind it.
    pub last: Vec<Value>,
}

impl Table {
    fn columns(&self, schema: i64) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().filter(move |column| column.since <= schema)
    }

    /// Reads the rows behind a key, in the order of the key; behind nothing: the first ones.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn page(
        &self,
        sql: &mut Sql,
        schema: i64,
        behind: Vec<Value>,
    ) -> Result<Page, StoreError> {
        let text = self.page_text(schema, behind.is_empty());
        let mut params = behind;
        params.push(Value::Int(PAGE_ROWS));
        let rows = sql.query_built(&text, params).await?;
        let mut page = Page { lines: String::new(), rows: 0, last: Vec::new() };
        for Row(mut values) in rows {
            let own = values.split_off(self.key.len().min(values.len()));
            page.last = values;
            page.lines.push_str(&line(self.columns(schema), own)?);
            page.lines.push('\n');
            page.rows += 1;
        }
        Ok(page)
    }

    fn page_text(&self, schema: i64, first: bool) -> String {
        let key = self.key.join(", ");
        let columns = joined(self.columns(schema), ", ", |column| column.name.to_owned());
        let numbers: Vec<String> =
            (1..=self.key.len()).map(|number| format!("${number}")).collect();
        let (behind, limit) = if first {
            (String::new(), 1)
        } else {
            (format!("WHERE ({key}) > ({})", numbers.join(", ")), self.key.len() + 1)
        };
        let name = self.name;
        format!("SELECT {key}, {columns} FROM {name} {behind} ORDER BY {key} LIMIT ${limit}")
    }

    /// Writes rows that [`Table::page`] gave, on whichever engine; says how many.
    ///
    /// # Errors
    /// A line is none of this table, or such a row is there already.
    pub async fn put(&self, sql: &mut Sql, schema: i64, lines: &str) -> Result<u64, StoreError> {
        let array = format!("[{}]", lines.trim_end().replace('\n', ","));
        let text = self.put_text(sql.dialect(), schema);
        sql.execute_built(&text, vec![Value::Text(array)]).await
    }

    fn put_text(&self, dialect: Dialect, schema: i64) -> String {
        let columns = || self.columns(schema);
        let names = joined(columns(), ", ", |column| column.name.to_owned());
        let name = self.name;
        match dialect {
            Dialect::Sqlite => {
                let values = joined(columns(), ", ", |column| {
                    let value = format!("json_extract(value, '$.{}')", column.name);
                    match column.form {
                        Form::Uuid => format!("unhex(replace({value}, '-', ''))"),
                        Form::Bytes => format!("unhex({value})"),
                        Form::Text | Form::Int | Form::Bool => value,
                    }
                });
                format!("INSERT INTO {name} ({names}) SELECT {values} FROM json_each($1)")
            }
            Dialect::Postgres => {
                let values = joined(columns(), ", ", |column| match column.form {
                    Form::Bytes => format!("decode(x.{}, 'hex')", column.name),
                    Form::Uuid | Form::Text | Form::Int | Form::Bool => {
                        format!("x.{}", column.name)
                    }
                });
                let typed = joined(columns(), ", ", |column| {
                    let form = match column.form {
                        Form::Uuid => "uuid",
                        Form::Bytes | Form::Text => "text",
                        Form::Int => "bigint",
                        Form::Bool => "boolean",
                    };
                    format!("{} {form}", column.name)
                });
                format!(
                    "INSERT INTO {name} ({names}) SELECT {values}
                     FROM json_to_recordset(CAST(CAST($1 AS TEXT) AS json)) AS x ({typed})"
                )
            }
        }
    }
}

fn joined(
    columns: impl Iterator<Item = &'static Column>,
    between: &str,
    text: impl Fn(&Column) -> String,
) -> String {
    columns.map(text).collect::<Vec<_>>().join(between)
}

/// A row as one line of JSON.
fn line(
    columns: impl Iterator<Item = &'static Column>,
    values: Vec<Value>,
) -> Result<String, StoreError> {
    let row = Row(values);
    let mut object = Map::new();
    for (index, column) in columns.enumerate() {
        let value = match column.form {
            Form::Uuid => row.get::<Option<Uuid>>(index)?.map(|id| Json::from(id.to_string())),
            Form::Bytes => row.get::<Option<Vec<u8>>>(index)?.map(|bytes| Json::from(hex(&bytes))),
            Form::Text => row.get::<Option<String>>(index)?.map(Json::from),
            Form::Int => row.get::<Option<i64>>(index)?.map(Json::from),
            Form::Bool => row.get::<Option<bool>>(index)?.map(Json::from),
        };
        object.insert(column.name.to_owned(), value.unwrap_or(Json::Null));
    }
    serde_json::to_string(&Json::Object(object)).map_err(|error| StoreError::Internal(error.into()))
}

/// Bytes as hexadecimal text.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

//! One way to speak to both databases: statements with `$1` parameters, values, rows.
//!
//! Six rules keep one text good for both; a test prepares every statement on both engines.
//! Parameters are bound by name on SQLite, which numbers `$n` by first appearance. Every parameter
//! that Postgres cannot infer is cast: `CAST($1 AS BIGINT)`. Integers are BIGINT throughout, sums
//! are cast back. Booleans are used as such (`WHERE pinned`), never compared with 1. After
//! `INSERT … SELECT` a `WHERE TRUE` stands before `ON CONFLICT`. Times are milliseconds, ids are
//! made by the server, JSON is TEXT.

use super::dialect::{Dialect, Twice};
use super::error::StoreError;
use super::{postgres, sqlite};
use domain::ids;
use domain::text;
use domain::time::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

tokio::task_local! {
    /// Where the statements of the work under way are counted.
    static ASKED: Arc<AtomicU64>;
}

/// Does work, and counts its statements.
pub(super) async fn asking<F: Future>(asked: Arc<AtomicU64>, work: F) -> F::Output {
    ASKED.scope(asked, work).await
}

fn count(statements: usize) {
    let statements = u64::try_from(statements).unwrap_or(u64::MAX);
    // Outside of such work there is nobody to ask for the number.
    let _nobody = ASKED.try_with(|asked| asked.fetch_add(statements, Ordering::Relaxed));
}

/// A connection to one of the two databases.
#[derive(Debug)]
pub struct Sql(pub(super) Connection);

#[derive(Debug)]
pub(super) enum Connection {
    Sqlite(sqlite::Connection),
    Postgres(postgres::Connection),
}

/// A statement with its parameters, for [`Sql::batch`].
#[derive(Debug)]
pub struct Statement {
    /// The text, constant, so that it is prepared once.
    pub text: &'static str,
    /// The parameters from `$1` on.
    pub params: Vec<Value>,
}

impl Sql {
    /// Which database this is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match &self.0 {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The text of a statement that is written twice.
    #[must_use]
    pub fn pick(&self, twice: Twice) -> &'static str {
        twice.text(self.dialect())
    }

    /// All rows of a statement.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn query(
        &mut self,
        text: &'static str,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        count(1);
        match &self.0 {
            Connection::Sqlite(connection) => connection.query(text, &params),
            Connection::Postgres(connection) => connection.query(text, params).await,
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn query_opt(
        &mut self,
        text: &'static str,
        params: Vec<Value>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.query(text, params).await?.into_iter().next())
    }

    /// The first row, which is there.
    ///
    /// # Errors
    /// `Corrupt` if it is not.
    pub async fn query_one(
        &mut self,
        text: &'static str,
        params: Vec<Value>,
    ) -> Result<Row, StoreError> {
        self.query_opt(text, params).await?.ok_or(StoreError::Corrupt("a row that must be there"))
    }

    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn execute(
        &mut self,
        text: &'static str,
        params: Vec<Value>,
    ) -> Result<u64, StoreError> {
        count(1);
        match &self.0 {
            Connection::Sqlite(connection) => connection.execute(text, &params),
            Connection::Postgres(connection) => connection.execute(text, params).await,
        }
    }

    /// All rows of a statement that was put together from the catalogue of [`super::portable`].
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(super) async fn query_built(
        &self,
        text: &str,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        match &self.0 {
            Connection::Sqlite(connection) => connection.query(text, &params),
            Connection::Postgres(connection) => connection.query(text, params).await,
        }
    }

    /// Runs such a statement and says how many rows it changed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(super) async fn execute_built(
        &self,
        text: &str,
        params: Vec<Value>,
    ) -> Result<u64, StoreError> {
        match &self.0 {
            Connection::Sqlite(connection) => connection.execute(text, &params),
            Connection::Postgres(connection) => connection.execute(text, params).await,
        }
    }

    /// Runs statements in their order and gives the rows of each: on Postgres in one round trip.
    ///
    /// # Errors
    /// The first error; in a transaction the later ones then did nothing.
    pub async fn batch(&mut self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, StoreError> {
        count(statements.len());
        match &self.0 {
            Connection::Sqlite(connection) => statements
                .into_iter()
                .map(|statement| connection.query(statement.text, &statement.params))
                .collect(),
            Connection::Postgres(connection) => connection.batch(statements).await,
        }
    }

    /// The same for statements that only read, as the first ones of a transaction: on Postgres
    /// together with its beginning.
    ///
    /// # Errors
    /// The first error.
    pub async fn batch_first(
        &mut self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        match &self.0 {
            Connection::Sqlite(_) => self.batch(statements).await,
            Connection::Postgres(connection) => {
                count(statements.len());
                connection.batch_first(statements).await
            }
        }
    }

    /// Runs statements as the last ones of a transaction: on Postgres together with the commit,
    /// which says what became of them. Nothing may be asked after them.
    ///
    /// # Errors
    /// The first error.
    pub async fn batch_last(&mut self, statements: Vec<Statement>) -> Result<(), StoreError> {
        match &mut self.0 {
            Connection::Sqlite(_) => self.batch(statements).await.map(|_| ()),
            Connection::Postgres(connection) => {
                count(statements.len());
                connection.batch_last(statements).await
            }
        }
    }
}

/// A value as both databases take it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BYTEA, or BLOB.
    Bytes(Vec<u8>),
    /// UUID, or BLOB of 16 bytes.
    Uuid(Uuid),
    /// BOOLEAN, or INTEGER 0 and 1.
    Bool(bool),
    /// An array, of which only Postgres knows; see [`super::dialect::Each`].
    List(Vec<Self>),
}

/// The parameters of a statement, each turned into a [`Value`].
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::sql::Value::from($value)),*] };
}
pub(crate) use params;

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<[u8; 32]> for Value {
    fn from(value: [u8; 32]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<Uuid> for Value {
    fn from(value: Uuid) -> Self {
        Self::Uuid(value)
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.millis())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! ids_as_values {
    ($($name:ident),+) => {$(
        impl From<ids::$name> for Value {
            fn from(id: ids::$name) -> Self {
                Self::Uuid(id.uuid())
            }
        }

        impl FromValue for ids::$name {
            fn from_value(value: &Value) -> Option<Self> {
                Uuid::from_value(value).map(Self::from)
            }
        }
    )+};
}

ids_as_values!(
    UserId,
    ConversationId,
    MessageId,
    ClientId,
    LinkId,
    SignInId,
    SessionId,
    AttachmentId,
    PictureId,
    ScheduledId,
    JobId
);

macro_rules! texts_as_values {
    ($($name:ident),+) => {$(
        impl From<&text::$name> for Value {
            fn from(text: &text::$name) -> Self {
                Self::Text(text.as_str().to_owned())
            }
        }

        impl FromValue for text::$name {
            fn from_value(value: &Value) -> Option<Self> {
                String::from_value(value).map(Self::from_store)
            }
        }
    )+};
}

texts_as_values!(Name, Description, Text, Tag, Email, Emoji, Status, FileName);

/// Many ids as one parameter: a list in JSON. Which rows are named, see `dialect::ids_in`.
pub fn id_list(ids: impl Iterator<Item = Uuid>) -> Value {
    let mut list = String::from("[");
    for id in ids {
        list.push_str(if list.len() > 1 { ",\"" } else { "\"" });
        list.push_str(id.simple().encode_lower(&mut Uuid::encode_buffer()));
        list.push('"');
    }
    list.push(']');
    Value::Text(list)
}

/// One row of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub(super) Vec<Value>);

impl Row {
    /// The value of a column, counted from 0.
    ///
    /// # Errors
    /// `Corrupt` if it is not of that type.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, StoreError> {
        self.0
            .get(column)
            .and_then(T::from_value)
            .ok_or(StoreError::Corrupt(std::any::type_name::<T>()))
    }
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// `None` if the value is of another type.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Int(value) = value { Some(*value) } else { None }
    }
}

impl FromValue for u32 {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).and_then(|value| Self::try_from(value).ok())
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(value) => Some(*value),
            Value::Int(value) => Some(*value != 0),
            Value::Null | Value::Text(_) | Value::Bytes(_) | Value::Uuid(_) | Value::List(_) => {
                None
            }
        }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(value) = value { Some(value.clone()) } else { None }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Bytes(value) = value { Some(value.clone()) } else { None }
    }
}

impl FromValue for Uuid {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Uuid(value) => Some(*value),
            Value::Bytes(bytes) => Self::from_slice(bytes).ok(),
            Value::Null | Value::Int(_) | Value::Text(_) | Value::Bool(_) | Value::List(_) => None,
        }
    }
}

impl FromValue for Timestamp {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(Self::from_millis)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            Value::Int(_)
            | Value::Text(_)
            | Value::Bytes(_)
            | Value::Uuid(_)
            | Value::Bool(_)
            | Value::List(_) => T::from_value(value).map(Some),
        }
    }
}

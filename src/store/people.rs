//! Users as others see them: the columns that make a person, and looking people up.

use super::error::StoreError;
use super::sql::{Row, Sql, Statement, params};
use domain::ids::UserId;
use domain::person::{Actor, Person, Side};

/// The columns of a person, of the user under the alias `u`; read with [`person_at`].
macro_rules! person_columns {
    ($u:literal) => {
        concat!(
            $u,
            ".id, ",
            $u,
            ".name, ",
            $u,
            ".internal, ",
            $u,
            ".email_state, ",
            $u,
            ".picture_id"
        )
    };
}
pub(crate) use person_columns;

/// How many columns [`person_columns`] names.
pub const PERSON_COLUMNS: usize = 5;

/// The address was proven, by a code, an invitation or a sign-in (L5).
pub const EMAIL_PROVEN: i64 = 3;

/// Reads a person whose columns begin at `first`.
///
/// # Errors
/// `Corrupt` if there is none.
pub fn person_at(row: &Row, first: usize) -> Result<Person, StoreError> {
    let internal: bool = row.get(first + 2)?;
    let email_state: i64 = row.get(first + 3)?;
    Ok(Person {
        id: row.get(first)?,
        name: row.get(first + 1)?,
        side: Some(if internal { Side::Internal } else { Side::External }),
        proven: (!internal).then_some(email_state == EMAIL_PROVEN),
        picture: row.get(first + 4)?,
    })
}

/// Reads a person of an outer join: `None` where there is none.
///
/// # Errors
/// `Corrupt` for what no version of this server writes.
pub fn person_opt_at(row: &Row, first: usize) -> Result<Option<Person>, StoreError> {
    let id: Option<UserId> = row.get(first)?;
    id.map(|_| person_at(row, first)).transpose()
}

/// The people behind ids, in the order of the ids; those who are not there are left out.
///
/// # Errors
/// See [`StoreError`].
pub async fn people(sql: &mut Sql, users: &[UserId]) -> Result<Vec<Person>, StoreError> {
    const TEXT: &str = concat!("SELECT ", person_columns!("u"), " FROM users AS u WHERE u.id = $1");
    let statements =
        users.iter().map(|user| Statement { text: TEXT, params: params![*user] }).collect();
    let answers = sql.batch(statements).await?;
    answers.iter().flatten().map(|row| person_at(row, 0)).collect()
}

/// Someone as they act without a request of their own; `None` for who is deactivated or not there.
///
/// # Errors
/// See [`StoreError`].
pub async fn acting(sql: &mut Sql, user: UserId) -> Result<Option<(Actor, Person)>, StoreError> {
    const TEXT: &str = concat!(
        "SELECT ",
        person_columns!("u"),
        ", u.admin FROM users AS u WHERE u.id = $1 AND u.deactivated_at IS NULL"
    );
    let Some(row) = sql.query_opt(TEXT, params![user]).await? else { return Ok(None) };
    let person = person_at(&row, 0)?;
    let side = person.side.unwrap_or(Side::External);
    let admin = row.get::<bool>(PERSON_COLUMNS)? && side == Side::Internal;
    Ok(Some((Actor { id: user, side, admin }, person)))
}

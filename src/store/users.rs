//! Rows of users. Decides nothing: who may see or change what is looked at above.

use super::dialect::{Twice, ids_in};
use super::error::StoreError;
use super::sql::{self, Row, Sql, params};
use domain::ids::{PictureId, UserId};
use domain::person::{Actor, Person, Side, UnreadMail};
use domain::text::{Email, Name, Status};
use domain::time::Timestamp;

/// How sure it is that an address is the user's. From `Invited` on it is nobody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EmailState {
    /// No address.
    None,
    /// Typed by a guest (L5).
    Typed,
    /// Named by an internal user, in an invitation or an account.
    Named,
    /// Proven by a code, or by an address that was mailed.
    Proven,
}

impl EmailState {
    fn number(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Typed => 1,
            Self::Named => 2,
            Self::Proven => 3,
        }
    }

    fn from_number(number: i64) -> Result<Self, StoreError> {
        match number {
            0 => Ok(Self::None),
            1 => Ok(Self::Typed),
            2 => Ok(Self::Named),
            3 => Ok(Self::Proven),
            _ => Err(StoreError::Corrupt("email_state")),
        }
    }
}

/// A user, all but the password.
#[derive(Debug, Clone)]
pub struct User {
    /// Which.
    pub id: UserId,
    /// Internal or external.
    pub side: Side,
    /// Whether they administer the organisation.
    pub admin: bool,
    /// The name shown.
    pub name: Name,
    /// Their address.
    pub email: Option<Email>,
    /// How sure that is.
    pub email_state: EmailState,
    /// Their picture.
    pub picture: Option<PictureId>,
    /// What they say of themselves.
    pub status: Option<Status>,
    /// A language tag (BCP 47).
    pub language: Option<String>,
    /// A time zone (IANA).
    pub time_zone: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// When an administrator deactivated them.
    pub deactivated_at: Option<Timestamp>,
    /// What of the unread they want mail about.
    pub unread_mail: UnreadMail,
}

impl User {
    /// The same as others may come to see them.
    #[must_use]
    pub fn person(&self) -> Person {
        Person {
            id: self.id,
            name: self.name.as_str().to_owned(),
            side: Some(self.side),
            proven: match self.side {
                Side::Internal => None,
                Side::External => Some(self.email_state == EmailState::Proven),
            },
            picture: self.picture,
        }
    }

    /// The same as one who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor { id: self.id, side: self.side, admin: self.admin && self.side == Side::Internal }
    }

    /// Whether there is an address that an invitation can go to (C3).
    #[must_use]
    pub fn has_email(&self) -> bool {
        self.email.is_some()
    }

    pub(super) fn from_row(row: &Row, first: usize) -> Result<Self, StoreError> {
        let internal: bool = row.get(first + 1)?;
        let unread_mail: String = row.get(first + 12)?;
        Ok(Self {
            id: row.get(first)?,
            side: if internal { Side::Internal } else { Side::External },
            admin: row.get(first + 2)?,
            name: row.get(first + 3)?,
            email: row.get(first + 4)?,
            email_state: EmailState::from_number(row.get(first + 5)?)?,
            picture: row.get(first + 6)?,
            status: row.get(first + 7)?,
            language: row.get(first + 8)?,
            time_zone: row.get(first + 9)?,
            created_at: row.get(first + 10)?,
            deactivated_at: row.get(first + 11)?,
            // A later release may know more of them.
            unread_mail: UnreadMail::named(&unread_mail).unwrap_or_default(),
        })
    }
}

fn first(rows: Option<Row>) -> Result<Option<User>, StoreError> {
    rows.map(|row| User::from_row(&row, 0)).transpose()
}

/// A user, deactivated or not.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_id(sql: &mut Sql, id: UserId) -> Result<Option<User>, StoreError> {
    first(
        sql.query_opt(
            "SELECT id, internal, admin, name, email, email_state, picture_id, status, language,
                    time_zone, created_at, deactivated_at, unread_mail
             FROM users WHERE id = $1",
            params![id],
        )
        .await?,
    )
}

const LOCKED: Twice = Twice {
    sqlite: "SELECT id, internal, admin, name, email, email_state, picture_id, status, language,
                    time_zone, created_at, deactivated_at, unread_mail
             FROM users WHERE id = $1",
    postgres: "SELECT id, internal, admin, name, email, email_state, picture_id, status, language,
                      time_zone, created_at, deactivated_at, unread_mail
               FROM users WHERE id = $1 FOR UPDATE",
};

/// A user whose row stays as it is until the transaction ends: what begins or ends sign-ins takes
/// this first, so that it comes either before or after the others.
///
/// # Errors
/// See [`StoreError`].
pub async fn locked(sql: &mut Sql, id: UserId) -> Result<Option<User>, StoreError> {
    let text = sql.pick(LOCKED);
    first(sql.query_opt(text, params![id]).await?)
}

/// The one user whose address this is, deactivated or not. Addresses that guests merely typed are
/// nobody's.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_email(sql: &mut Sql, email: &Email) -> Result<Option<User>, StoreError> {
    first(
        sql.query_opt(
            "SELECT id, internal, admin, name, email, email_state, picture_id, status, language,
                    time_zone, created_at, deactivated_at, unread_mail
             FROM users WHERE email = $1 AND email_state >= 2",
            params![email],
        )
        .await?,
    )
}

/// The password's hash of an internal user who may sign in.
///
/// # Errors
/// See [`StoreError`].
pub async fn password(
    sql: &mut Sql,
    email: &Email,
) -> Result<Option<(UserId, Option<String>)>, StoreError> {
    let row = sql
        .query_opt(
            "SELECT id, password_hash FROM users
             WHERE email = $1 AND email_state >= 2 AND internal AND deactivated_at IS NULL",
            params![email],
        )
        .await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// The password's hash of a user, if they have one.
///
/// # Errors
/// See [`StoreError`].
pub async fn password_of(sql: &mut Sql, id: UserId) -> Result<Option<String>, StoreError> {
    let row = sql.query_opt("SELECT password_hash FROM users WHERE id = $1", params![id]).await?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Writes the hash of a new password.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_password(sql: &mut Sql, id: UserId, hash: &str) -> Result<(), StoreError> {
    sql.execute("UPDATE users SET password_hash = $2 WHERE id = $1", params![id, hash]).await?;
    Ok(())
}

/// Adds a user, unless somebody has the address already, who is then left as they are.
///
/// # Errors
/// See [`StoreError`].
pub async fn add(
    sql: &mut Sql,
    user: &User,
    password_hash: Option<String>,
) -> Result<bool, StoreError> {
    let added = sql
        .execute(
            "INSERT INTO users (id, internal, admin, name, email, email_state, password_hash,
                                language, time_zone, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (email) WHERE email_state >= 2 DO NOTHING",
            params![
                user.id,
                user.side == Side::Internal,
                user.admin,
                &user.name,
                user.email.as_ref(),
                user.email_state.number(),
                password_hash,
                user.language.clone(),
                user.time_zone.clone(),
                user.created_at
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Takes back a user who never took part in anything.
///
/// # Errors
/// See [`StoreError`].
pub async fn drop_unused(sql: &mut Sql, id: UserId) -> Result<(), StoreError> {
    sql.execute("DELETE FROM sign_ins WHERE user_id = $1", params![id]).await?;
    sql.execute("DELETE FROM users WHERE id = $1", params![id]).await?;
    Ok(())
}

/// Writes what a user says of themselves.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_profile(sql: &mut Sql, user: &User) -> Result<(), StoreError> {
    sql.execute(
        "UPDATE users SET name = $2, status = $3, language = $4, time_zone = $5, unread_mail = $6
         WHERE id = $1",
        params![
            user.id,
            &user.name,
            user.status.as_ref(),
            user.language.clone(),
            user.time_zone.clone(),
            user.unread_mail.name()
        ],
    )
    .await?;
    Ok(())
}

/// Writes what an administrator decides about a user.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_standing(sql: &mut Sql, user: &User) -> Result<(), StoreError> {
    sql.execute(
        "UPDATE users SET name = $2, admin = $3, deactivated_at = $4 WHERE id = $1",
        params![user.id, &user.name, user.admin, user.deactivated_at],
    )
    .await?;
    Ok(())
}

/// Writes an address and how sure it is.
///
/// # Errors
/// `Duplicate` if somebody else has it.
pub async fn set_email(
    sql: &mut Sql,
    id: UserId,
    email: &Email,
    state: EmailState,
) -> Result<(), StoreError> {
    sql.execute(
        "UPDATE users SET email = $2, email_state = $3 WHERE id = $1",
        params![id, email, state.number()],
    )
    .await?;
    Ok(())
}

const COUNT_ADMINS: Twice = Twice {
    sqlite: "SELECT id FROM users WHERE internal AND admin AND deactivated_at IS NULL",
    postgres: "SELECT id FROM users WHERE internal AND admin AND deactivated_at IS NULL
               ORDER BY id FOR UPDATE",
};

/// The administrators, whose rows stay as they are until the transaction ends: two who leave at
/// once do not leave the organisation without one.
///
/// # Errors
/// See [`StoreError`].
pub async fn admins_locked(sql: &mut Sql) -> Result<Vec<UserId>, StoreError> {
    let text = sql.pick(COUNT_ADMINS);
    sql.query(text, params![]).await?.iter().map(|row| row.get(0)).collect()
}

/// Whether anybody administers the organisation, deactivated or not.
///
/// # Errors
/// See [`StoreError`].
pub async fn has_admin(sql: &mut Sql) -> Result<bool, StoreError> {
    let row =
        sql.query_opt("SELECT id FROM users WHERE internal AND admin LIMIT 1", params![]).await?;
    Ok(row.is_some())
}

/// Those of these users who are deactivated.
///
/// # Errors
/// See [`StoreError`].
pub async fn deactivated(sql: &mut Sql, users: &[UserId]) -> Result<Vec<UserId>, StoreError> {
    const TEXT: Twice = ids_in!("SELECT id FROM users WHERE deactivated_at IS NOT NULL AND id");
    let text = sql.pick(TEXT);
    let rows = sql.query(text, vec![sql::id_list(users.iter().map(|user| user.uuid()))]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Users of one side who are not deactivated, by name, after the one named: a part of the
/// directory.
///
/// Who only typed an address and has no sign-in is nobody any more: the only way in was that
/// sign-in, which ended or became that of who the guest turned out to be.
///
/// # Errors
/// See [`StoreError`].
pub async fn directory(
    sql: &mut Sql,
    side: Side,
    after: Option<(String, UserId)>,
    limit: i64,
) -> Result<Vec<User>, StoreError> {
    let (name, id) = after.map_or((None, None), |(name, id)| (Some(name), Some(id)));
    let rows = sql
        .query(
            "SELECT id, internal, admin, name, email, email_state, picture_id, status, language,
                    time_zone, created_at, deactivated_at, unread_mail
             FROM users
             WHERE internal = CAST($1 AS BOOLEAN) AND deactivated_at IS NULL
               AND (internal OR email_state >= 2
                    OR EXISTS (SELECT 1 FROM sign_ins WHERE sign_ins.user_id = users.id))
               AND (CAST($2 AS TEXT) IS NULL OR name > $2 OR (name = $2 AND id > $3))
             ORDER BY name, id LIMIT $4",
            params![side == Side::Internal, name, id, limit],
        )
        .await?;
    rows.iter().map(|row| User::from_row(row, 0)).collect()
}

//! What mails are made of, read when they leave. Sends nothing and redacts nothing.

use super::error::StoreError;
use super::sql::{Row, Sql, params};
use domain::conversation::title::TitleMember;
use domain::conversation::{Kind, Role};
use domain::ids::{ConversationId, UserId};
use domain::text::{Email, Name};
use domain::time::Timestamp;

/// Members that a title needs at the most.
const MEMBERS_READ_MAX: i64 = 10;

/// A one-time address that signs its receiver in. The token itself is not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Whom it signs in.
    pub user: UserId,
    /// Where it leads; an account of one's own leads nowhere else.
    pub conversation: Option<ConversationId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Keeps a one-time address.
///
/// # Errors
/// See [`StoreError`].
pub async fn add_invitation(sql: &mut Sql, new: &NewInvitation) -> Result<(), StoreError> {
    sql.execute(
        "INSERT INTO invitations (token_hash, user_id, conversation_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
        params![new.token_hash, new.user, new.conversation, new.created_at, new.expires_at],
    )
    .await?;
    Ok(())
}

/// The address and the name of an internal user who has no password and is not deactivated; `None`
/// for everybody else.
///
/// # Errors
/// See [`StoreError`].
pub async fn welcomed(sql: &mut Sql, user: UserId) -> Result<Option<(Email, Name)>, StoreError> {
    let row = sql
        .query_opt(
            "SELECT email, name FROM users
             WHERE id = $1 AND internal AND email IS NOT NULL AND password_hash IS NULL
               AND deactivated_at IS NULL",
            params![user],
        )
        .await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Someone who is to be mailed an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Where to.
    pub email: Email,
    /// Their name.
    pub name: String,
    /// The name of who invited them.
    pub inviter: String,
    /// Direct or group.
    pub kind: Kind,
    /// The conversation's name, if it has one.
    pub conversation_name: Option<Name>,
    /// Whether it is read-only.
    pub read_only: bool,
    /// Those of its members that its title may name.
    pub members: Vec<TitleMember>,
}

/// An external member who has an address and is not deactivated; `None` for everybody else.
///
/// # Errors
/// See [`StoreError`].
pub async fn invited(
    sql: &mut Sql,
    conversation: ConversationId,
    user: UserId,
    by: UserId,
) -> Result<Option<Invited>, StoreError> {
    let row = sql
        .query_opt(
            "SELECT u.email, u.name, i.name, c.kind, c.name, c.read_only
             FROM members m
             JOIN users u ON u.id = m.user_id
             JOIN conversations c ON c.id = m.conversation_id
             JOIN users i ON i.id = $3
             WHERE m.conversation_id = $1 AND m.user_id = $2
               AND NOT u.internal AND u.email IS NOT NULL AND u.deactivated_at IS NULL",
            params![conversation, user, by],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let members = sql
        .query(
            "SELECT m.user_id, u.name, m.role FROM members m JOIN users u ON u.id = m.user_id
             WHERE m.conversation_id = $1 AND m.user_id <> $2
             ORDER BY m.joined_seq, m.joined_at, m.user_id LIMIT $3",
            params![conversation, user, MEMBERS_READ_MAX],
        )
        .await?;
    Ok(Some(Invited {
        email: row.get(0)?,
        name: row.get(1)?,
        inviter: row.get(2)?,
        kind: kind(row.get(3)?)?,
        conversation_name: row.get(4)?,
        read_only: row.get(5)?,
        members: members.iter().map(title_member).collect::<Result<_, _>>()?,
    }))
}

fn kind(stored: i64) -> Result<Kind, StoreError> {
    match stored {
        1 => Ok(Kind::Direct),
        2 => Ok(Kind::Group),
        _ => Err(StoreError::Corrupt("kind of conversation")),
    }
}

fn title_member(row: &Row) -> Result<TitleMember, StoreError> {
    let role = match row.get::<i64>(2)? {
        1 => Role::Owner,
        2 => Role::Moderator,
        3 => Role::Member,
        4 => Role::Guest,
        _ => return Err(StoreError::Corrupt("role")),
    };
    Ok(TitleMember { user: row.get(0)?, name: row.get(1)?, role })
}

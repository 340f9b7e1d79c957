//! Links, found by the hash of their token.

use super::dialect::Twice;
use super::error::StoreError;
use super::sql::{Sql, params};
use domain::conversation::link::{Limits, Link};
use domain::conversation::title::TitleMember;
use domain::conversation::{Kind, Role};
use domain::ids::{ConversationId, LinkId, PictureId};
use domain::text::Name;
use domain::time::Timestamp;
use uuid::Uuid;

/// Members that a title names at the most.
const MEMBERS_READ_MAX: i64 = 10;

/// A link with what its look shows of the conversation.
#[derive(Debug, Clone)]
pub struct FoundLink {
    /// The link.
    pub link: Link,
    /// Whether it is the conversation's active one.
    pub active: bool,
    /// Where it leads.
    pub conversation: ConversationId,
    /// Direct or group.
    pub kind: Kind,
    /// The conversation's name.
    pub name: Option<Name>,
    /// Whether external members only read and react.
    pub read_only: bool,
    /// Its picture.
    pub picture: Option<PictureId>,
    /// Those of its members that a title may name.
    pub members: Vec<TitleMember>,
}

impl FoundLink {
    /// Whether someone could join by it now, as far as the link goes.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.active
            && !self.link.revoked
            && self.link.expires_at.is_none_or(|at| now < at)
            && self.link.uses_max.is_none_or(|max| self.link.uses < max)
    }
}

/// The link of a token. The same statements run whether there is one or not.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_token(
    sql: &mut Sql,
    token_hash: [u8; 32],
) -> Result<Option<FoundLink>, StoreError> {
    let row = sql
        .query_opt(
            "SELECT l.id, l.expires_at, l.uses_max, l.uses, l.revoked_at, c.id, c.kind, c.name,
                    c.read_only, c.picture_id, c.link_id
             FROM links l JOIN conversations c ON c.id = l.conversation_id
             WHERE l.token_hash = $1",
            params![token_hash],
        )
        .await?;
    let conversation = match &row {
        Some(row) => row.get(5)?,
        None => ConversationId::from(Uuid::nil()),
    };
    let members = members(sql, conversation).await?;
    let Some(row) = row else { return Ok(None) };
    let id = row.get(0)?;
    let revoked_at: Option<Timestamp> = row.get(4)?;
    let link = Link {
        id,
        expires_at: row.get(1)?,
        uses_max: row.get(2)?,
        uses: row.get(3)?,
        revoked: revoked_at.is_some(),
    };
    let active: Option<LinkId> = row.get(10)?;
    Ok(Some(FoundLink {
        link,
        active: active == Some(id),
        conversation,
        kind: if row.get::<i64>(6)? == 1 { Kind::Direct } else { Kind::Group },
        name: row.get(7)?,
        read_only: row.get(8)?,
        picture: row.get(9)?,
        members,
    }))
}

/// A link as those see it who may know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownLink {
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// How many may join by it.
    pub uses_max: Option<i64>,
    /// How many have.
    pub uses: i64,
}

/// A link, if it is there.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_id(sql: &mut Sql, id: LinkId) -> Result<Option<ShownLink>, StoreError> {
    let text = "SELECT created_at, expires_at, uses_max, uses FROM links WHERE id = $1";
    let row = sql.query_opt(text, params![id]).await?;
    row.map(|row| {
        Ok(ShownLink {
            created_at: row.get(0)?,
            expires_at: row.get(1)?,
            uses_max: row.get(2)?,
            uses: row.get(3)?,
        })
    })
    .transpose()
}

/// Changes how long and how often a link can be used.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_limits(sql: &mut Sql, id: LinkId, limits: Limits) -> Result<(), StoreError> {
    let Limits { expires_at, uses_max } = limits;
    let text = "UPDATE links SET expires_at = $2, uses_max = $3 WHERE id = $1";
    sql.execute(text, params![id, expires_at, uses_max]).await?;
    Ok(())
}

const HOLD: Twice = Twice {
    sqlite: "SELECT id FROM conversations WHERE id = $1",
    postgres: "SELECT id FROM conversations WHERE id = $1 FOR UPDATE",
};

/// Holds a conversation as it is until the transaction ends: what is decided about its link is
/// decided either before or after anything else about it.
///
/// # Errors
/// See [`StoreError`].
pub async fn hold(sql: &mut Sql, conversation: ConversationId) -> Result<(), StoreError> {
    let text = sql.pick(HOLD);
    sql.query_opt(text, params![conversation]).await?;
    Ok(())
}

async fn members(
    sql: &mut Sql,
    conversation: ConversationId,
) -> Result<Vec<TitleMember>, StoreError> {
    let rows = sql
        .query(
            "SELECT m.user_id, u.name, m.role FROM members m JOIN users u ON u.id = m.user_id
             WHERE m.conversation_id = $1 AND u.internal
             ORDER BY m.joined_seq, m.joined_at, m.user_id LIMIT $2",
            params![conversation, MEMBERS_READ_MAX],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let role = match row.get::<i64>(2)? {
                1 => Role::Owner,
                2 => Role::Moderator,
                3 => Role::Member,
                4 => Role::Guest,
                _ => return Err(StoreError::Corrupt("role")),
            };
            Ok(TitleMember { user: row.get(0)?, name: row.get(1)?, role })
        })
        .collect()
}

//! Conversations: their rules, their heads, and who follows them. Writing them is `commit`.

use super::dialect::{Twice, ids_in};
use super::error::StoreError;
use super::messages::json_ids;
use super::people::{PERSON_COLUMNS, person_at, person_columns};
use super::sql::{self, Row, Sql, Statement, params};
use domain::conversation::{Conversation, Kind, Member, Role};
use domain::event::{Heads, ViewerClass};
use domain::ids::{ConversationId, UserId};
use domain::message::NewMember;
use domain::person::Side;
use domain::text::Tag;
use std::collections::BTreeSet;

pub(super) fn role_number(role: Role) -> i64 {
    match role {
        Role::Owner => 1,
        Role::Moderator => 2,
        Role::Member => 3,
        Role::Guest => 4,
    }
}

pub(super) fn role_of(number: i64) -> Result<Role, StoreError> {
    match number {
        1 => Ok(Role::Owner),
        2 => Ok(Role::Moderator),
        3 => Ok(Role::Member),
        4 => Ok(Role::Guest),
        _ => Err(StoreError::Corrupt("role")),
    }
}

pub(super) fn kind_number(kind: Kind) -> i64 {
    match kind {
        Kind::Direct => 1,
        Kind::Group => 2,
    }
}

pub(super) fn kind_of(number: i64) -> Result<Kind, StoreError> {
    match number {
        1 => Ok(Kind::Direct),
        2 => Ok(Kind::Group),
        _ => Err(StoreError::Corrupt("kind of conversation")),
    }
}

pub(super) fn tags_text(tags: &BTreeSet<Tag>) -> String {
    serde_json::to_string(tags).unwrap_or_else(|_| "[]".to_owned())
}

pub(super) fn tags_of(text: &str) -> Result<BTreeSet<Tag>, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Corrupt("tags"))
}

/// What deciding needs to know of a conversation.
///
/// # Errors
/// See [`StoreError`].
pub async fn rules(
    sql: &mut Sql,
    conversation: ConversationId,
) -> Result<Option<Conversation>, StoreError> {
    const CONVERSATION: &str =
        "SELECT kind, name, description, read_only, link_id, picture_id, tags, created_by,
            created_by_external, created_at, rules_version
        FROM conversations WHERE id = $1";
    const MEMBERS: &str =
        "SELECT user_id, role, joined_seq FROM members WHERE conversation_id = $1";
    const REMOVED: &str = "SELECT user_id FROM removals WHERE conversation_id = $1";
    // The row first: if the rules change meanwhile its version is the old one, and deciding on it
    // is refused at the commit.
    let statements = [CONVERSATION, MEMBERS, REMOVED]
        .map(|text| Statement { text, params: params![conversation] })
        .into();
    let answers = sql.batch(statements).await?;
    let [conversations, members, removed] = answers.as_slice() else {
        return Err(StoreError::Corrupt("a batch of three"));
    };
    let Some(row) = conversations.first() else { return Ok(None) };
    let tags: String = row.get(6)?;
    Ok(Some(Conversation {
        id: conversation,
        kind: kind_of(row.get(0)?)?,
        name: row.get(1)?,
        description: row.get(2)?,
        read_only: row.get(3)?,
        link: row.get(4)?,
        picture: row.get(5)?,
        tags: tags_of(&tags)?,
        created_by: row.get(7)?,
        created_by_external: row.get(8)?,
        created_at: row.get(9)?,
        rules_version: row.get(10)?,
        members: members
            .iter()
            .map(|row| {
                let member = Member { role: role_of(row.get(1)?)?, joined_seq: row.get(2)? };
                Ok((row.get(0)?, member))
            })
            .collect::<Result<_, StoreError>>()?,
        removed: removed.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?,
    }))
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub conversation: ConversationId,
    /// Whether external members only read and react.
    pub read_only: bool,
    /// The numbers last given.
    pub heads: Heads,
}

impl Standing {
    /// How a member of that side sees it.
    #[must_use]
    pub fn class(&self, side: Side) -> ViewerClass {
        ViewerClass::of(side, self.read_only)
    }
}

fn standing_of(row: &Row) -> Result<Standing, StoreError> {
    Ok(Standing {
        conversation: row.get(0)?,
        read_only: row.get(1)?,
        heads: Heads { seq: row.get(2)?, guest_seq: row.get(3)?, reader_seq: row.get(4)? },
    })
}

/// Every conversation that a user is a member of, and where it stands.
///
/// # Errors
/// See [`StoreError`].
pub async fn followed(sql: &mut Sql, user: UserId) -> Result<Vec<Standing>, StoreError> {
    let rows = sql
        .query(
            "SELECT c.id, c.read_only, c.seq, c.guest_seq, c.reader_seq
            FROM members AS m JOIN conversations AS c ON c.id = m.conversation_id
            WHERE m.user_id = $1",
            params![user],
        )
        .await?;
    rows.iter().map(standing_of).collect()
}

macro_rules! select_standing {
    ($wanted:literal) => {
        concat!(
            "SELECT id, read_only, seq, guest_seq, reader_seq FROM conversations WHERE id IN (",
            $wanted,
            ")"
        )
    };
}

/// Where conversations stand, in one statement; those that are not there are left out.
///
/// # Errors
/// See [`StoreError`].
pub async fn standing(
    sql: &mut Sql,
    conversations: &[ConversationId],
) -> Result<Vec<Standing>, StoreError> {
    const TEXT: Twice = Twice {
        sqlite: select_standing!("SELECT unhex(value) FROM json_each($1)"),
        postgres: select_standing!(
            "SELECT CAST(value AS uuid) FROM json_array_elements_text(CAST(CAST($1 AS TEXT) AS json))"
        ),
    };
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sql.query(sql.pick(TEXT), params![json_ids(conversations)]).await?;
    rows.iter().map(standing_of).collect()
}

/// The memberships of users, in any order.
///
/// # Errors
/// See [`StoreError`].
pub async fn memberships(
    sql: &mut Sql,
    users: &[UserId],
) -> Result<Vec<(UserId, ConversationId)>, StoreError> {
    const TEXT: Twice = ids_in!("SELECT user_id, conversation_id FROM members WHERE user_id");
    let text = sql.pick(TEXT);
    let rows = sql.query(text, vec![sql::id_list(users.iter().map(|user| user.uuid()))]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The members, in the order of joining.
///
/// # Errors
/// See [`StoreError`].
pub async fn members(
    sql: &mut Sql,
    conversation: ConversationId,
) -> Result<Vec<NewMember>, StoreError> {
    const TEXT: &str = concat!(
        "SELECT ",
        person_columns!("u"),
        ", m.role FROM members AS m JOIN users AS u ON u.id = m.user_id
        WHERE m.conversation_id = $1 ORDER BY m.joined_seq, m.user_id"
    );
    let rows = sql.query(TEXT, params![conversation]).await?;
    rows.iter()
        .map(|row| {
            Ok(NewMember {
                person: person_at(row, 0)?,
                role: Some(role_of(row.get(PERSON_COLUMNS)?)?),
            })
        })
        .collect()
}

/// The direct conversation of a pair, if there is one.
///
/// # Errors
/// See [`StoreError`].
pub async fn direct(
    sql: &mut Sql,
    pair: (UserId, UserId),
) -> Result<Option<ConversationId>, StoreError> {
    let row = sql
        .query_opt("SELECT id FROM conversations WHERE direct_key = $1", params![direct_key(pair)])
        .await?;
    row.map(|row| row.get(0)).transpose()
}

/// Names a pair, whoever of the two is named first.
pub(super) fn direct_key((a, b): (UserId, UserId)) -> String {
    format!("{}:{}", a.min(b), a.max(b))
}

/// Whether two people are members of one conversation that hides no member from either.
///
/// # Errors
/// See [`StoreError`].
pub async fn share_open_conversation(
    sql: &mut Sql,
    a: UserId,
    b: UserId,
) -> Result<bool, StoreError> {
    let row = sql
        .query_opt(
            "SELECT c.id FROM members AS x
            JOIN members AS y ON y.conversation_id = x.conversation_id
            JOIN conversations AS c ON c.id = x.conversation_id
            WHERE x.user_id = $1 AND y.user_id = $2 AND NOT c.read_only LIMIT 1",
            params![a, b],
        )
        .await?;
    Ok(row.is_some())
}

//! The list of a user's conversations, and what they keep of each for themselves (C7, C8, M8).

use super::conversations::{kind_of, role_of, tags_of};
use super::dialect::{Twice, ids_in};
use super::error::StoreError;
use super::messages;
use super::people::{PERSON_COLUMNS, person_at, person_columns};
use super::sql::{self, Row, Sql, Statement, params};
use domain::conversation::summary::{After, Counts, Filter, Own, Summary};
use domain::conversation::title::{TitleFacts, TitleMember, title};
use domain::conversation::{Kind, Role};
use domain::event::{Heads, ViewerClass};
use domain::ids::{ConversationId, MessageId, UserId};
use domain::message::Message;
use domain::person::{Person, Side};
use domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A user's membership with its conversation. `$1` is the user, `$2` whether they are internal,
/// `$3` the time; further conditions follow.
///
/// Unread is a difference of two counts: of the messages of the viewer's side so far, and of those
/// up to the read mark, or up to the message from which on it was marked as unread.
macro_rules! select_list {
    ($($tail:literal),+) => {
        concat!(
            "SELECT c.id, c.kind, c.name, c.description, c.read_only, c.picture_id, c.tags, c.link_id,
                c.created_at, c.member_count, c.seq, c.guest_seq, c.reader_seq,
                CASE WHEN $2 THEN c.last_message_id ELSE c.guest_last_message_id END,
                l.last_at, m.role, l.total - l.seen, l.from_seq, m.unread_ordinal, m.muted_until, m.pin,
                l.archived,
                CASE WHEN $2 THEN m.read_seq WHEN c.read_only THEN (
                    SELECT e.reader_seq FROM events AS e WHERE e.conversation_id = c.id
                        AND e.seq <= m.read_seq AND e.reader_seq IS NOT NULL ORDER BY e.seq DESC LIMIT 1
                ) ELSE (
                    SELECT e.guest_seq FROM events AS e WHERE e.conversation_id = c.id
                        AND e.seq <= m.read_seq AND e.guest_seq IS NOT NULL ORDER BY e.seq DESC LIMIT 1
                ) END,
                (SELECT COUNT(*) FROM mentions AS t
                    WHERE t.conversation_id = c.id AND t.user_id = $1 AND t.seq > l.from_seq)
                + (SELECT COUNT(*) FROM messages AS a
                    WHERE a.conversation_id = c.id AND a.mention_all AND a.seq > l.from_seq
                        AND ($2 OR a.guest_seq IS NOT NULL))
            FROM members AS m
            JOIN conversations AS c ON c.id = m.conversation_id
            JOIN (
                SELECT x.conversation_id,
                    CASE WHEN $2 THEN y.ordinal ELSE y.guest_ordinal END AS total,
                    CASE WHEN x.unread_ordinal < x.read_ordinal THEN x.unread_ordinal
                        ELSE x.read_ordinal END AS seen,
                    CASE WHEN x.unread_seq < x.read_seq THEN x.unread_seq
                        ELSE x.read_seq END AS from_seq,
                    CASE WHEN $2 THEN y.last_at ELSE y.guest_last_at END AS last_at,
                    COALESCE(x.archived_ordinal >= CASE WHEN $2 THEN y.ordinal ELSE y.guest_ordinal END
                        OR (x.archived_ordinal IS NOT NULL AND x.muted_until > $3), FALSE) AS archived
                FROM members AS x JOIN conversations AS y ON y.id = x.conversation_id
                WHERE x.user_id = $1
            ) AS l ON l.conversation_id = c.id
            WHERE m.user_id = $1 AND $2 IS NOT NULL AND $3 IS NOT NULL ",
            $($tail),+
        )
    };
}

/// Who looks at a list, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub user: UserId,
    /// Internal or external.
    pub side: Side,
    /// When.
    pub now: Timestamp,
}

impl Viewer {
    fn params(self) -> Vec<sql::Value> {
        params![self.user, self.side == Side::Internal, self.now]
    }
}

/// A page of the list: pinned ones first, all on the first page, then by last message.
///
/// # Errors
/// See [`StoreError`].
pub async fn page(
    sql: &mut Sql,
    viewer: Viewer,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Summary>, StoreError> {
    const PINNED: &str = select_list!(
        "AND m.pin IS NOT NULL AND l.archived = $4 AND (NOT $5 OR l.total > l.seen)
            AND ($6 = '' OR c.tags LIKE $6 ESCAPE '!') ORDER BY m.pin"
    );
    const OTHERS: &str = select_list!(
        "AND m.pin IS NULL AND l.archived = $4 AND (NOT $5 OR l.total > l.seen)
            AND ($6 = '' OR c.tags LIKE $6 ESCAPE '!') AND (l.last_at, c.id) < ($7, $8)
            ORDER BY l.last_at DESC, c.id DESC LIMIT $9"
    );
    let mut conditions = viewer.params();
    let tag = filter.tag.as_deref().map(tag_pattern).unwrap_or_default();
    conditions.extend(params![filter.archived, filter.unread, tag]);
    let mut rows = match after {
        None => sql.query(PINNED, conditions.clone()).await?,
        Some(_) => Vec::new(),
    };
    let last =
        After { last_at: Timestamp::NEVER, conversation: ConversationId::from(uuid::Uuid::max()) };
    let after = after.unwrap_or(last);
    conditions.extend(params![after.last_at, after.conversation, limit]);
    rows.extend(sql.query(OTHERS, conditions).await?);
    summaries(sql, viewer, &rows).await
}

/// The pattern that finds a tag among the stored ones: they stand as JSON.
fn tag_pattern(tag: &str) -> String {
    let quoted = serde_json::to_string(tag).unwrap_or_default();
    let mut pattern = String::from("%");
    for character in quoted.chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// One conversation as it stands in a user's list; `None` if they are not a member.
///
/// # Errors
/// See [`StoreError`].
pub async fn summary(
    sql: &mut Sql,
    viewer: Viewer,
    conversation: ConversationId,
) -> Result<Option<Summary>, StoreError> {
    const ONE: &str = select_list!("AND c.id = $4");
    let mut conditions = viewer.params();
    conditions.extend(params![conversation]);
    let rows = sql.query(ONE, conditions).await?;
    Ok(summaries(sql, viewer, &rows).await?.into_iter().next())
}

/// Conversations with something unread, the most recent first.
///
/// # Errors
/// See [`StoreError`].
pub async fn news(sql: &mut Sql, viewer: Viewer, limit: i64) -> Result<Vec<News>, StoreError> {
    const NEWS: &str =
        select_list!("AND l.total > l.seen ORDER BY l.last_at DESC, c.id DESC LIMIT $4");
    let mut conditions = viewer.params();
    conditions.extend(params![limit]);
    let rows = sql.query(NEWS, conditions).await?;
    rows.iter()
        .map(|row| {
            let read_only: bool = row.get(4)?;
            let class = ViewerClass::of(viewer.side, read_only);
            Ok(News {
                conversation: row.get(0)?,
                class,
                head: heads_of(row)?.head(class),
                unread: row.get(16)?,
                mentions: row.get(23)?,
            })
        })
        .collect()
}

/// A conversation with something unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// Which.
    pub conversation: ConversationId,
    /// How its viewer sees it.
    pub class: ViewerClass,
    /// Where it stands, in that numbering.
    pub head: i64,
    /// How much is unread.
    pub unread: i64,
    /// Mentions of the viewer among it.
    pub mentions: i64,
}

fn heads_of(row: &Row) -> Result<Heads, StoreError> {
    Ok(Heads { seq: row.get(10)?, guest_seq: row.get(11)?, reader_seq: row.get(12)? })
}

/// What a row says of the member alone.
fn own_of(row: &Row) -> Result<Own, StoreError> {
    let marked: Option<i64> = row.get(18)?;
    let read_seq: Option<i64> = row.get(22)?;
    Ok(Own {
        counts: Counts {
            read_seq: read_seq.unwrap_or(0),
            unread: row.get(16)?,
            mentions: row.get(23)?,
            marked_unread: marked.is_some(),
        },
        muted_until: row.get(19)?,
        pin: row.get(20)?,
        archived: row.get(21)?,
    })
}

/// Makes summaries of rows: last messages and the names for titles in two round trips.
async fn summaries(
    sql: &mut Sql,
    viewer: Viewer,
    rows: &[Row],
) -> Result<Vec<Summary>, StoreError> {
    let last = last_messages(sql, viewer, rows).await?;
    let ids: Vec<MessageId> = last.values().copied().collect();
    let messages: BTreeMap<MessageId, Message> = messages::by_ids(sql, &ids, viewer.user)
        .await?
        .into_iter()
        .map(|message| (message.id, message))
        .collect();
    let mut others = others(sql, viewer.user, rows).await?;
    let with_guests = with_guests(sql, rows).await?;
    let organisation = sql
        .query_opt("SELECT value FROM meta WHERE key = 'organisation'", params![])
        .await?
        .map(|row| row.get::<String>(0))
        .transpose()?
        .unwrap_or_else(|| "Parlor".to_owned());
    rows.iter()
        .map(|row| {
            let conversation: ConversationId = row.get(0)?;
            let others = others.remove(&conversation).unwrap_or_default();
            let last = last.get(&conversation).and_then(|id| messages.get(id).cloned());
            let mut summary = summary_of(row, viewer, &others, last, &organisation)?;
            summary.has_guests = Some(with_guests.contains(&conversation));
            Ok(summary)
        })
        .collect()
}

/// The last message by a person of each; where nobody has written, the last system message.
async fn last_messages(
    sql: &mut Sql,
    viewer: Viewer,
    rows: &[Row],
) -> Result<BTreeMap<ConversationId, MessageId>, StoreError> {
    const SYSTEM: &str = "SELECT id FROM messages WHERE conversation_id = $1 AND kind = 3
            AND ($2 OR (CASE WHEN $3 THEN reader_seq ELSE guest_seq END) IS NOT NULL)
        ORDER BY seq DESC LIMIT 1";
    let mut last = BTreeMap::new();
    let (mut without, mut statements) = (Vec::new(), Vec::new());
    for row in rows {
        let conversation: ConversationId = row.get(0)?;
        if let Some(message) = row.get::<Option<MessageId>>(13)? {
            last.insert(conversation, message);
        } else {
            without.push(conversation);
            let params = params![conversation, viewer.side == Side::Internal, row.get::<bool>(4)?];
            statements.push(Statement { text: SYSTEM, params });
        }
    }
    let answers = sql.batch(statements).await?;
    for (conversation, rows) in without.into_iter().zip(answers) {
        if let Some(row) = rows.first() {
            last.insert(conversation, row.get(0)?);
        }
    }
    Ok(last)
}

/// Those of the conversations that have external members.
async fn with_guests(sql: &mut Sql, rows: &[Row]) -> Result<BTreeSet<ConversationId>, StoreError> {
    const TEXT: Twice =
        ids_in!("SELECT DISTINCT conversation_id FROM members WHERE role = 4 AND conversation_id");
    let ids: Vec<ConversationId> =
        rows.iter().map(|row| row.get(0)).collect::<Result<_, StoreError>>()?;
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let asked = vec![sql::id_list(ids.iter().map(|id| id.uuid()))];
    let text = sql.pick(TEXT);
    sql.query(text, asked).await?.iter().map(|row| row.get(0)).collect()
}

/// The other people of conversations without a name, as far as titles name them.
async fn others(
    sql: &mut Sql,
    viewer: UserId,
    rows: &[Row],
) -> Result<BTreeMap<ConversationId, Vec<(Person, Role)>>, StoreError> {
    const TEXT: &str = concat!(
        "SELECT ",
        person_columns!("u"),
        ", m.role FROM members AS m JOIN users AS u ON u.id = m.user_id
        WHERE m.conversation_id = $1 AND m.user_id <> $2 AND (m.role = 4 OR $3)
        ORDER BY m.joined_seq, m.user_id LIMIT 6"
    );
    let mut asked = Vec::new();
    let mut statements = Vec::new();
    for row in rows {
        let conversation: ConversationId = row.get(0)?;
        let direct = kind_of(row.get(1)?)? == Kind::Direct;
        if direct || row.get::<Option<String>>(2)?.is_none() {
            asked.push(conversation);
            statements
                .push(Statement { text: TEXT, params: params![conversation, viewer, direct] });
        }
    }
    let answers = sql.batch(statements).await?;
    asked
        .into_iter()
        .zip(answers)
        .map(|(conversation, rows)| {
            let people = rows
                .iter()
                .map(|row| Ok((person_at(row, 0)?, role_of(row.get(PERSON_COLUMNS)?)?)))
                .collect::<Result<_, StoreError>>()?;
            Ok((conversation, people))
        })
        .collect()
}

fn summary_of(
    row: &Row,
    viewer: Viewer,
    others: &[(Person, Role)],
    last_message: Option<Message>,
    organisation: &str,
) -> Result<Summary, StoreError> {
    let tags: String = row.get(6)?;
    let (kind, read_only) = (kind_of(row.get(1)?)?, row.get(4)?);
    let name: Option<domain::text::Name> = row.get(2)?;
    let members: Vec<TitleMember> = others
        .iter()
        .map(|(person, role)| TitleMember {
            user: person.id,
            name: person.name.clone(),
            role: *role,
        })
        .collect();
    let facts = TitleFacts { kind, name: name.as_ref(), members: &members, organisation };
    let class = ViewerClass::of(viewer.side, read_only);
    Ok(Summary {
        conversation: row.get(0)?,
        kind,
        title: title(&facts, viewer.user, class),
        name,
        description: row.get(3)?,
        read_only,
        picture: row.get(5)?,
        heads: heads_of(row)?,
        role: role_of(row.get(15)?)?,
        member_count: Some(row.get(9)?),
        last_message,
        own: own_of(row)?,
        created_at: row.get(8)?,
        last_at: row.get(14)?,
        by_link: Some(row.get::<Option<domain::ids::LinkId>>(7)?.is_some()),
        tags: tags_of(&tags)?,
        direct_with: others
            .first()
            .filter(|_| kind == Kind::Direct)
            .map(|(person, _)| person.clone()),
        has_guests: None,
    })
}

//! The log, read by its numbers: for many conversations at once, each from where its reader stands.
//! Writing it is `commit`.

use super::dialect::Twice;
use super::error::StoreError;
use super::messages::{self, Detail, message_columns, message_joins, positions_at};
use super::messages::{EVENT_DELETED, EVENT_EDITED, EVENT_PINNED, EVENT_POSTED, EVENT_REACTED};
use super::people::{PERSON_COLUMNS, person_columns, person_opt_at};
use super::sql::{Row, Sql, params};
use domain::event::{Event, Fact, ViewerClass};
use domain::ids::{ConversationId, MessageId, UserId};
use domain::message::Message;
use std::collections::BTreeMap;

/// A part of one conversation's log, in the numbering of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Where.
    pub conversation: ConversationId,
    /// In whose numbering.
    pub class: ViewerClass,
    /// After this number,
    pub after: i64,
    /// up to this one.
    pub up_to: i64,
}

/// Events with their messages, as these are now. Each part has an index of its own for its class.
/// What an event weighs is about the characters that it has to carry.
macro_rules! select_events {
    ($wanted:literal) => {
        concat!(
            "WITH wanted AS (",
            $wanted,
            "), found AS (
                SELECT w.place, e.* FROM wanted AS w CROSS JOIN events AS e
                WHERE w.class = 1 AND e.conversation_id = w.id
                    AND e.seq > w.after AND e.seq <= w.up_to
                UNION ALL
                SELECT w.place, e.* FROM wanted AS w CROSS JOIN events AS e
                WHERE w.class = 2 AND e.conversation_id = w.id
                    AND e.guest_seq > w.after AND e.guest_seq <= w.up_to
                UNION ALL
                SELECT w.place, e.* FROM wanted AS w CROSS JOIN events AS e
                WHERE w.class = 3 AND e.conversation_id = w.id
                    AND e.reader_seq > w.after AND e.reader_seq <= w.up_to
            ), weighed AS (
                SELECT f.*, SUM(256 + COALESCE(LENGTH(x.text), LENGTH(x.system), 0))
                    OVER (ORDER BY f.place, f.seq) AS weight
                FROM found AS f LEFT JOIN messages AS x ON x.id = f.message_id AND f.kind <= 2
            )
            SELECT e.conversation_id, e.seq, e.guest_seq, e.reader_seq, e.kind, e.message_id,
                e.detail, e.at, ",
            person_columns!("a"),
            ", ",
            message_columns!(),
            " FROM weighed AS e
            LEFT JOIN users AS a ON a.id = e.actor_id
            LEFT JOIN messages AS m ON m.id = e.message_id AND e.kind <= 2 ",
            message_joins!(),
            "WHERE e.weight <= CAST($2 AS BIGINT) ORDER BY e.place, e.seq"
        )
    };
}
const EVENTS: Twice = Twice {
    sqlite: select_events!(
        "SELECT key AS place, unhex(value ->> 0) AS id, value ->> 1 AS class,
            value ->> 2 AS after, value ->> 3 AS up_to FROM json_each($1)"
    ),
    postgres: select_events!(
        "SELECT p.place, CAST(p.value ->> 0 AS uuid) AS id, CAST(p.value ->> 1 AS BIGINT) AS class,
            CAST(p.value ->> 2 AS BIGINT) AS after, CAST(p.value ->> 3 AS BIGINT) AS up_to
            FROM json_array_elements(CAST(CAST($1 AS TEXT) AS json))
                WITH ORDINALITY AS p (value, place)"
    ),
};
const ACTOR: usize = 8;
const MESSAGE: usize = ACTOR + PERSON_COLUMNS;

/// Events of parts of logs: the parts in their order, each in the order of its log.
///
/// Two statements for all of them. Stops where the texts together have more than `characters_max`:
/// what is not there was not read.
///
/// # Errors
/// See [`StoreError`].
pub async fn events(
    sql: &mut Sql,
    parts: &[Part],
    characters_max: i64,
) -> Result<Vec<Event>, StoreError> {
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sql.query(sql.pick(EVENTS), params![wanted(parts), characters_max]).await?;
    let mut messages: BTreeMap<MessageId, Message> = BTreeMap::new();
    for row in &rows {
        if matches!(row.get(4)?, EVENT_POSTED | EVENT_EDITED) {
            // Where it is not there, the event is a place without content.
            if let Some(id) = row.get::<Option<MessageId>>(MESSAGE)? {
                messages.insert(id, messages::message_at(row, MESSAGE)?);
            }
        }
    }
    let mut whole: Vec<Message> = messages.into_values().collect();
    let nobody = UserId::from(uuid::Uuid::nil());
    messages::complete(sql, &mut whole, nobody).await?;
    let messages = whole.into_iter().map(|message| (message.id, message)).collect();
    rows.iter().map(|row| event_of(row, &messages)).collect()
}

fn wanted(parts: &[Part]) -> String {
    let parts: Vec<_> = parts
        .iter()
        .map(|part| {
            let class = match part.class {
                ViewerClass::Internal => 1,
                ViewerClass::Guest => 2,
                ViewerClass::Reader => 3,
            };
            let id = part.conversation.uuid();
            format!("[\"{}\",{class},{},{}]", id.simple(), part.after, part.up_to)
        })
        .collect();
    format!("[{}]", parts.join(","))
}

fn event_of(row: &Row, messages: &BTreeMap<MessageId, Message>) -> Result<Event, StoreError> {
    let id: MessageId = row.get(5)?;
    let detail: Option<String> = row.get(6)?;
    let detail: Option<Detail> = detail.and_then(|text| serde_json::from_str(&text).ok());
    let whole = || messages.get(&id).map(|message| Box::new(message.clone()));
    // One event that cannot be read, of a newer server or damaged, holds up none of the others.
    let fact = match (row.get(4)?, detail) {
        (EVENT_POSTED, _) => whole().map_or(Fact::Unsupported, Fact::Posted),
        (EVENT_EDITED, _) => whole().map_or(Fact::Unsupported, Fact::Edited),
        (EVENT_DELETED, _) => Fact::Deleted { message: id },
        (EVENT_REACTED, Some(Detail { emoji: Some(emoji), on, count })) => {
            Fact::Reacted { message: id, emoji, on, count }
        }
        (EVENT_PINNED, Some(Detail { on, .. })) => Fact::Pinned { message: id, on },
        _ => Fact::Unsupported,
    };
    Ok(Event {
        conversation: row.get(0)?,
        positions: positions_at(row, 1)?,
        at: row.get(7)?,
        actor: person_opt_at(row, ACTOR)?,
        fact,
    })
}

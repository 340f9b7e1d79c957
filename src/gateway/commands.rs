//! What each command asks of the application, and what it is answered. Translates, decides nothing.

use super::client::{Client, Live};
use crate::app::committer::Turn;
use crate::app::error::AppError;
use crate::app::messages::{History, HistoryPage, PostCommand};
use crate::app::users::ProfileChange;
use domain::limits::PRESENCE_WATCHED_MAX;
use domain::message::Kind;
use domain::message::change::Edit;
use domain::refusal::Refusal;
use domain::text::Status;
use protocol::generated::command::{self, Command as What};
use protocol::generated::{
    Availability,
    reply::{self, Reply},
};
use protocol::view;
use std::str::FromStr;

/// A command's name, for metrics.
pub(super) fn name(command: &What) -> &'static str {
    match command {
        What::Connect(_) => "connect",
        What::Ping(_) => "ping",
        What::History(_) => "history",
        What::Send(_) => "send",
        What::Edit(_) => "edit",
        What::Delete(_) => "delete",
        What::React(_) => "react",
        What::Pin(_) => "pin",
        What::Read(_) => "read",
        What::MarkUnread(_) => "mark_unread",
        What::Typing(_) => "typing",
        What::SetPresence(_) => "set_presence",
        What::WatchPresence(_) => "watch_presence",
        What::SaveDraft(_) => "save_draft",
    }
}

/// All names, for metrics.
pub(super) const NAMES: [&str; 15] = [
    "connect",
    "ping",
    "history",
    "send",
    "edit",
    "delete",
    "react",
    "pin",
    "read",
    "mark_unread",
    "typing",
    "set_presence",
    "watch_presence",
    "save_draft",
    "unreadable",
];

/// Does what a command says.
pub(super) async fn run(
    client: &Client,
    live: &Live,
    command: What,
    turn: Turn,
) -> Result<Reply, AppError> {
    let app = client.gateway.app();
    let by = &live.by;
    match command {
        // A second one was refused before.
        What::Connect(_) | What::Ping(_) => (),
        What::History(asked) => return history(client, live, &asked).await,
        What::Send(send) => return self::send(client, live, send, turn).await,
        What::Edit(asked) => {
            let message = id(&asked.message_id, MESSAGE_ID)?;
            let mentions = ids(&asked.mentions, "mentions: UUIDs of users")?;
            let edit = Edit { text: asked.text, mentions, mention_all: asked.mention_all };
            app.edit(by, message, edit).await?;
        }
        What::Delete(asked) => app.delete(by, id(&asked.message_id, MESSAGE_ID)?).await?,
        What::React(asked) => {
            app.react(by, id(&asked.message_id, MESSAGE_ID)?, &asked.emoji, asked.on).await?;
        }
        What::Pin(asked) => app.pin(by, id(&asked.message_id, MESSAGE_ID)?, asked.on).await?,
        What::Read(asked) => {
            let conversation = id(&asked.conversation_id, CONVERSATION_ID)?;
            app.read(by, conversation, i64::from(asked.seq)).await?;
        }
        What::MarkUnread(asked) => {
            let conversation = id(&asked.conversation_id, CONVERSATION_ID)?;
            app.mark_unread(by, conversation, i64::from(asked.from_seq)).await?;
        }
        What::Typing(asked) => {
            let conversation = id(&asked.conversation_id, CONVERSATION_ID)?;
            app.typing(by, conversation, asked.on, asked.note).await?;
        }
        What::SetPresence(asked) => set_presence(client, live, asked).await?,
        What::WatchPresence(asked) => return watch_presence(client, live, &asked).await,
        What::SaveDraft(asked) => {
            let conversation = id(&asked.conversation_id, CONVERSATION_ID)?;
            app.save_draft(by, conversation, asked.text).await?;
        }
    }
    Ok(Reply::Done(reply::Done {}))
}

async fn history(
    client: &Client,
    live: &Live,
    asked: &command::History,
) -> Result<Reply, AppError> {
    let conversation = id(&asked.conversation_id, CONVERSATION_ID)?;
    let page = HistoryPage {
        before: asked.before.map(i64::from),
        after: asked.after.map(i64::from),
        limit: usize::try_from(asked.limit).unwrap_or(usize::MAX),
    };
    let read = client.gateway.app().history(&live.by, conversation, page).await?;
    let History { messages, class, head, more_before, more_after } = read;
    Ok(Reply::History(reply::HistoryPage {
        messages: messages.iter().map(view::message).collect(),
        position: Some(view::position(client.gateway.hub().epoch(), class, head)),
        more_before,
        more_after,
    }))
}

async fn send(
    client: &Client,
    live: &Live,
    asked: command::Send,
    turn: Turn,
) -> Result<Reply, AppError> {
    let conversation = id(&asked.conversation_id, CONVERSATION_ID)?;
    let optional = |text: Option<String>, field| text.map(|text| id(&text, field)).transpose();
    let new = PostCommand {
        client_id: id(&asked.client_id, "clientId: a UUID that the client makes")?,
        kind: if asked.note { Kind::Note } else { Kind::Text },
        text: asked.text,
        reply_to: optional(asked.reply_to, "replyTo: the UUID of a message")?,
        forward: optional(asked.forward, "forward: the UUID of a message")?,
        attachments: ids(&asked.attachments, "attachments: UUIDs of uploaded files")?,
        mentions: ids(&asked.mentions, "mentions: UUIDs of users")?,
        mention_all: asked.mention_all,
    };
    let posted = client.gateway.app().post_in_turn(&live.by, conversation, new, turn).await?;
    let seq = posted.positions.position(posted.class).unwrap_or_default();
    Ok(Reply::Sent(reply::Sent {
        message_id: posted.message.to_string(),
        position: Some(view::position(client.gateway.hub().epoch(), posted.class, seq)),
        sent_at: posted.at.millis(),
    }))
}

async fn set_presence(
    client: &Client,
    live: &Live,
    asked: command::SetPresence,
) -> Result<(), AppError> {
    let away = match Availability::try_from(asked.availability) {
        Ok(Availability::Online) => Some(false),
        Ok(Availability::Away) => Some(true),
        Ok(Availability::Unspecified) => None,
        Ok(Availability::Offline) | Err(_) => {
            return Err(Refusal::BadRequest("availability: online or away").into());
        }
    };
    let status = asked.status.as_deref().map(Status::parse).transpose()?;
    if status.is_some() {
        let change = ProfileChange { status: asked.status, ..ProfileChange::default() };
        client.gateway.app().change_profile(&live.by, change).await?;
    }
    client.gateway.hub().set_presence(&live.session, away, status);
    Ok(())
}

async fn watch_presence(
    client: &Client,
    live: &Live,
    asked: &command::WatchPresence,
) -> Result<Reply, AppError> {
    if !live.by.actor.is_internal() {
        return Err(Refusal::Forbidden { needed: "internal users watch presence" }.into());
    }
    let max = PRESENCE_WATCHED_MAX;
    if asked.user_ids.len() > max {
        return Err(Refusal::TooMany { what: "people whose presence is watched", max }.into());
    }
    let mut people = ids(&asked.user_ids, "userIds: UUIDs of users")?;
    people.sort_unstable();
    people.dedup();
    let presence = client.gateway.hub().watch(&live.session, people).await;
    Ok(Reply::Presence(reply::PresenceList { presence }))
}

const CONVERSATION_ID: &str = "conversationId: the UUID of a conversation";
const MESSAGE_ID: &str = "messageId: the UUID of a message";

fn id<T: FromStr>(text: &str, field: &'static str) -> Result<T, AppError> {
    text.parse().map_err(|_| Refusal::BadRequest(field).into())
}

fn ids<T: FromStr>(texts: &[String], field: &'static str) -> Result<Vec<T>, AppError> {
    texts.iter().map(|text| id(text, field)).collect()
}

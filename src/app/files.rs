//! The files of a conversation, by the messages that brought them, as a viewer sees those.

use super::error::AppError;
use super::{App, SignedIn};
use crate::store::{attachments, messages};
use domain::ids::{ConversationId, MessageId};
use domain::limits::FILES_PAGE_MAX;
use domain::message::Message;
use domain::refusal::Refusal;
use domain::visibility::{self, Visible};

pub use crate::store::attachments::FilesOf;

/// A page of messages with files, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesPage {
    /// The messages.
    pub messages: Vec<Visible<Message>>,
    /// Before which message the next page begins, if there is one.
    pub next: Option<MessageId>,
}

impl App {
    /// The messages with files (M7), `limit` on a page; 0: half of what a page can have.
    ///
    /// # Errors
    /// `NotFound`, `TooMany` for a page that is too long, `Unavailable`.
    pub async fn files(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        files: FilesOf,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<FilesPage, AppError> {
        if limit > FILES_PAGE_MAX {
            return Err(Refusal::TooMany { what: "messages on a page", max: FILES_PAGE_MAX }.into());
        }
        let limit = if limit == 0 { FILES_PAGE_MAX / 2 } else { limit };
        let asked = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let (user, side) = (by.actor.id, by.actor.side);
        let (class, ids, found) = self
            .read_as_member(by, conversation, move |sql, standing| {
                Box::pin(async move {
                    let class = standing.class(side);
                    let ids = attachments::messages_with_files(
                        sql,
                        conversation,
                        class,
                        files,
                        before,
                        asked,
                    )
                    .await?;
                    let found = messages::by_ids(sql, &ids, user).await?;
                    Ok((class, ids, found))
                })
            })
            .await?;
        let shown = |id: &MessageId| {
            let message = found.iter().find(|message| message.id == *id)?;
            visibility::message(message, class)
        };
        let more = ids.len() > limit;
        let last = ids.iter().take(limit).next_back().copied();
        let messages = ids.iter().take(limit).filter_map(shown).collect();
        Ok(FilesPage { messages, next: last.filter(|_| more) })
    }
}

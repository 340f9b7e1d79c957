//! Messages to be sent later (M10): kept as they came, decided about when their time has come.

use super::error::AppError;
use super::messages::PostCommand;
use super::{App, SignedIn};
use crate::clock::SystemIds;
use crate::store::people;
use crate::store::scheduled::{self, Due};
use domain::ids::{AttachmentId, ConversationId, MessageId, ScheduledId, SignInId, UserId};
use domain::limits::{SCHEDULE_AHEAD_SPAN, SCHEDULED_MAX};
use domain::message::Kind;
use domain::refusal::Refusal;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What of a message is kept until it is sent.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    kind: Kind,
    text: String,
    reply_to: Option<MessageId>,
    forward: Option<MessageId>,
    attachments: Vec<AttachmentId>,
    mentions: Vec<UserId>,
    mention_all: bool,
}

/// A message that waits for its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    /// Its id.
    pub id: ScheduledId,
    /// Where to.
    pub conversation: ConversationId,
    /// When.
    pub send_at: Timestamp,
    /// What it says.
    pub post: PostCommand,
    /// Under which code it was refused when its time had come.
    pub failed: Option<String>,
}

impl App {
    /// Keeps a message until `send_at`, up to a year ahead. Whether it may be sent is decided then;
    /// whether its author may write there at all, now, too.
    ///
    /// # Errors
    /// What the rules say, `BadRequest` for a time that is past or too far, `TooMany`.
    pub async fn schedule(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        post: PostCommand,
        send_at: Timestamp,
    ) -> Result<ScheduledId, AppError> {
        self.require_writer(by, conversation).await?;
        let now = self.now();
        if send_at <= now || send_at > now + SCHEDULE_AHEAD_SPAN {
            return Err(Refusal::BadRequest("sendAt: a time to come within a year").into());
        }
        let client_id = post.client_id;
        let kept = Kept {
            kind: post.kind,
            text: post.text,
            reply_to: post.reply_to,
            forward: post.forward,
            attachments: post.attachments,
            mentions: post.mentions,
            mention_all: post.mention_all,
        };
        let due = Due {
            id: ScheduledId::next(&mut SystemIds),
            user: by.actor.id,
            conversation,
            send_at,
            client_id,
            post: serde_json::to_string(&kept).map_err(|error| AppError::Internal(error.into()))?,
            failed: None,
        };
        let id = due.id;
        let max = i64::try_from(SCHEDULED_MAX).unwrap_or(i64::MAX);
        let added = self
            .store()
            .write(move |sql| Box::pin(async move { scheduled::add(sql, &due, now, max).await }))
            .await?;
        if added {
            Ok(id)
        } else {
            Err(Refusal::TooMany { what: "scheduled messages", max: SCHEDULED_MAX }.into())
        }
    }

    /// What someone has scheduled, the next one first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn scheduled(&self, by: &SignedIn) -> Result<Vec<Scheduled>, AppError> {
        let user = by.actor.id;
        let found = self.store().read(move |sql| Box::pin(scheduled::of_user(sql, user))).await?;
        found.into_iter().map(scheduled_of).collect()
    }

    /// Takes back what was scheduled and is not sent yet.
    ///
    /// # Errors
    /// `NotFound`, also where it was sent.
    pub async fn cancel_scheduled(&self, by: &SignedIn, id: ScheduledId) -> Result<(), AppError> {
        let user = by.actor.id;
        let gone =
            self.store().write(move |sql| Box::pin(scheduled::cancel(sql, user, id))).await?;
        if gone { Ok(()) } else { Err(Refusal::NotFound { what: "scheduled message" }.into()) }
    }

    /// Posts a scheduled message as its author, whoever they are by now.
    ///
    /// # Errors
    /// See [`App::post`]; `NotFound` where the author was deactivated.
    pub async fn post_scheduled(&self, due: Due) -> Result<(), AppError> {
        let user = due.user;
        let author = self
            .store()
            .read(move |sql| Box::pin(people::acting(sql, user)))
            .await?
            .ok_or(Refusal::NotFound { what: "user" })?;
        let (actor, person) = author;
        let by = SignedIn { actor, person, sign_in: SignInId::from(Uuid::nil()), status: None };
        let scheduled = scheduled_of(due)?;
        self.post(&by, scheduled.conversation, scheduled.post).await?;
        Ok(())
    }
}

fn scheduled_of(due: Due) -> Result<Scheduled, AppError> {
    let kept: Kept =
        serde_json::from_str(&due.post).map_err(|error| AppError::Internal(error.into()))?;
    Ok(Scheduled {
        id: due.id,
        conversation: due.conversation,
        send_at: due.send_at,
        post: PostCommand {
            client_id: due.client_id,
            kind: kept.kind,
            text: kept.text,
            reply_to: kept.reply_to,
            forward: kept.forward,
            attachments: kept.attachments,
            mentions: kept.mentions,
            mention_all: kept.mention_all,
        },
        failed: due.failed,
    })
}

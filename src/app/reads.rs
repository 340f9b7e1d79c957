//! What members keep for themselves: read marks, drafts, mute, pin, archive. All of a user's
//! sessions hear of it.

use super::error::AppError;
use super::{App, SignedIn};
use crate::bus::{Envelope, Personal};
use crate::store::list::{self, Viewer};
use crate::store::marks;
use domain::conversation::summary::{Counts, Own};
use domain::event::ViewerClass;
use domain::ids::{ConversationId, UserId};
use domain::limits::{DRAFTS_MAX, PINNED_CONVERSATIONS_MAX, TEXT_BYTES_MAX};
use domain::person::Side;
use domain::refusal::Refusal;
use domain::text::TextError;
use domain::time::Timestamp;

impl App {
    /// Moves the own read mark forward (M8). Backwards changes nothing, beyond the end is the end.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn read(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        seq: i64,
    ) -> Result<(), AppError> {
        let (user, side) = (by.actor.id, by.actor.side);
        let moved = self
            .write_as_member(by, conversation, move |sql, standing| {
                Box::pin(async move {
                    let class = standing.class(side);
                    let place = marks::place(sql, conversation, class, seq).await?;
                    let moved = marks::read(sql, conversation, user, place).await?;
                    Ok(moved.then_some(place))
                })
            })
            .await?;
        if let Some(place) = moved {
            self.tell(user, Personal::Read(conversation)).await;
            self.bus().publish(Envelope::Read { conversation, user, seq: place.seq }).await;
        }
        Ok(())
    }

    /// Marks a conversation as unread from a message on (C7). The read mark stays.
    ///
    /// # Errors
    /// `NotFound`, `BadRequest` for a number below 1, `Unavailable`.
    pub async fn mark_unread(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        from_seq: i64,
    ) -> Result<(), AppError> {
        if from_seq < 1 {
            return Err(Refusal::BadRequest("fromSeq: the number of a message, from 1").into());
        }
        let (user, side) = (by.actor.id, by.actor.side);
        self.write_as_member(by, conversation, move |sql, standing| {
            Box::pin(async move {
                let class = standing.class(side);
                let before = marks::place(sql, conversation, class, from_seq - 1).await?;
                marks::mark_unread(sql, conversation, user, before).await
            })
        })
        .await?;
        self.tell(user, Personal::Read(conversation)).await;
        Ok(())
    }

    /// How far someone has read, and what is unread; `None` for those who are not members.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn own(
        &self,
        user: UserId,
        side: Side,
        conversation: ConversationId,
    ) -> Result<Option<(ViewerClass, Own)>, AppError> {
        let viewer = Viewer { user, side, now: self.now() };
        let summary = self
            .store()
            .read(move |sql| Box::pin(list::summary(sql, viewer, conversation)))
            .await?;
        Ok(summary.map(|summary| (summary.class(), summary.own)))
    }

    /// The counts of [`App::own`] alone.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn counts(
        &self,
        user: UserId,
        side: Side,
        conversation: ConversationId,
    ) -> Result<Option<Counts>, AppError> {
        Ok(self.own(user, side, conversation).await?.map(|(_, own)| own.counts))
    }

    /// Where members have read to, in the numbering of the log: for internal members (M8, R4).
    ///
    /// # Errors
    /// `NotFound`, `ReadOnly` or `Forbidden` for external members, `Unavailable`.
    pub async fn read_marks(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
    ) -> Result<Vec<(UserId, i64)>, AppError> {
        self.require_internal(by, conversation, "internal members see who has read").await?;
        Ok(self.store().read(move |sql| Box::pin(marks::read_marks(sql, conversation))).await?)
    }

    /// Keeps what was typed and not sent (M10). Empty: nothing.
    ///
    /// # Errors
    /// `NotFound`, `ReadOnly`, `BadText`, `TooMany`, `Unavailable`.
    pub async fn save_draft(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        text: String,
    ) -> Result<(), AppError> {
        self.require_writer(by, conversation).await?;
        if text.len() > TEXT_BYTES_MAX {
            let too_long = TextError::TooLong { field: "text", max: TEXT_BYTES_MAX, unit: "bytes" };
            return Err(too_long.into());
        }
        if text.contains('\0') {
            return Err(TextError::Control { field: "text" }.into());
        }
        let (user, now) = (by.actor.id, self.now());
        let kept = self
            .store()
            .write(move |sql| {
                Box::pin(
                    async move { marks::save_draft(sql, user, conversation, &text, now).await },
                )
            })
            .await?;
        if !kept {
            return Err(Refusal::TooMany { what: "drafts", max: DRAFTS_MAX }.into());
        }
        self.tell(user, Personal::Draft(conversation)).await;
        Ok(())
    }

    /// What someone typed and did not send; empty if nothing.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn draft(
        &self,
        user: UserId,
        conversation: ConversationId,
    ) -> Result<String, AppError> {
        Ok(self.store().read(move |sql| Box::pin(marks::draft(sql, user, conversation))).await?)
    }

    /// All drafts of someone, the newest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn drafts(&self, by: &SignedIn) -> Result<Vec<(ConversationId, String)>, AppError> {
        let user = by.actor.id;
        Ok(self.store().read(move |sql| Box::pin(marks::drafts(sql, user))).await?)
    }

    /// Mutes a conversation until a time, or no longer (C7).
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn mute(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        until: Option<Timestamp>,
    ) -> Result<(), AppError> {
        let (user, now) = (by.actor.id, self.now());
        self.require_member(by, conversation).await?;
        let until = until.filter(|until| *until > now);
        self.store()
            .write(move |sql| Box::pin(marks::mute(sql, conversation, user, until)))
            .await?;
        self.tell(user, Personal::Preferences(conversation)).await;
        Ok(())
    }

    /// Archives a conversation until a new message comes, or no longer (C7).
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub async fn archive(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        on: bool,
    ) -> Result<(), AppError> {
        let user = by.actor.id;
        self.require_member(by, conversation).await?;
        self.store()
            .write(move |sql| Box::pin(marks::archive(sql, conversation, user, on)))
            .await?;
        self.tell(user, Personal::Preferences(conversation)).await;
        Ok(())
    }

    /// Pins conversations to the top of the own list, in this order, and no others (C7).
    ///
    /// # Errors
    /// `TooMany`, `NotFound` if one of them is not the user's, `Unavailable`.
    pub async fn pin_conversations(
        &self,
        by: &SignedIn,
        conversations: Vec<ConversationId>,
    ) -> Result<(), AppError> {
        if conversations.len() > PINNED_CONVERSATIONS_MAX {
            let max = PINNED_CONVERSATIONS_MAX;
            return Err(Refusal::TooMany { what: "pinned conversations", max }.into());
        }
        for conversation in &conversations {
            self.require_member(by, *conversation).await?;
        }
        let user = by.actor.id;
        let mut touched = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    let before = marks::pins(sql, user).await?;
                    marks::pin(sql, user, &conversations).await?;
                    Ok([before, conversations].concat())
                })
            })
            .await?;
        touched.sort_unstable();
        touched.dedup();
        for conversation in touched {
            self.tell(user, Personal::Preferences(conversation)).await;
        }
        Ok(())
    }

    pub(crate) async fn tell(&self, user: UserId, what: Personal) {
        self.bus().publish(Envelope::Personal { user, what }).await;
    }
}

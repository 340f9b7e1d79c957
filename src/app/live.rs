//! What the hub and sessions read: who follows what, where it stands, and what was missed.

use super::error::AppError;
use super::{App, SignedIn};
use crate::store::changes::{self, Look};
use crate::store::conversations::{self, Standing};
use crate::store::list::{self, News, Viewer};
pub use crate::store::log::Part;
use crate::store::{log, sign_ins, users};
use domain::conversation::summary::Summary;
use domain::event::{Event, Heads, ViewerClass};
use domain::ids::{ConversationId, SignInId, UserId};
use domain::limits::{LOG_READ_CHARACTERS_MAX, NEWS_MAX};
use domain::person::Side;
use domain::visibility::{self, Visible};

/// What was changed, for the hub, which does not know the store.
pub use crate::store::changes::{Change, Own};

impl App {
    /// Every conversation that a user is a member of, and where it stands: one query.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn followed(&self, user: UserId) -> Result<Vec<Standing>, AppError> {
        Ok(self.store().read(move |sql| Box::pin(conversations::followed(sql, user))).await?)
    }

    /// Where conversations stand; those that are not there are left out.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn standing(
        &self,
        conversations: Vec<ConversationId>,
    ) -> Result<Vec<Standing>, AppError> {
        let read = self.store().read(move |sql| {
            Box::pin(async move { conversations::standing(sql, &conversations).await })
        });
        Ok(read.await?)
    }

    /// Those of these sign-ins that can be used now, and whose they are: one query.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn usable_sign_ins(
        &self,
        sign_ins: Vec<SignInId>,
    ) -> Result<Vec<(SignInId, UserId)>, AppError> {
        let now = self.now();
        let read = self
            .store()
            .read(move |sql| Box::pin(async move { sign_ins::usable(sql, &sign_ins, now).await }));
        Ok(read.await?)
    }

    /// Those of these users who are deactivated: one query.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn deactivated(&self, users: Vec<UserId>) -> Result<Vec<UserId>, AppError> {
        let read = self
            .store()
            .read(move |sql| Box::pin(async move { users::deactivated(sql, &users).await }));
        Ok(read.await?)
    }

    /// The memberships of users: one query.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn memberships(
        &self,
        users: Vec<UserId>,
    ) -> Result<Vec<(UserId, ConversationId)>, AppError> {
        let read = self.store().read(move |sql| {
            Box::pin(async move { conversations::memberships(sql, &users).await })
        });
        Ok(read.await?)
    }

    /// What was changed on any node since a look before; `None` where there is one node.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn changes(&self, since: Option<i64>) -> Result<Option<Look>, AppError> {
        Ok(self.store().read(move |sql| Box::pin(changes::since(sql, since))).await?)
    }

    /// Forgets what every node has read by now.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn forget_changes(&self, before: i64) -> Result<(), AppError> {
        self.store().write(move |sql| Box::pin(changes::forget(sql, before))).await?;
        Ok(())
    }

    /// Events of the log after a number, whole, at most `limit`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn log_after(
        &self,
        conversation: ConversationId,
        seq: i64,
        limit: usize,
    ) -> Result<Vec<Event>, AppError> {
        let up_to = seq.saturating_add(i64::try_from(limit).unwrap_or(i64::MAX));
        let class = ViewerClass::Internal;
        self.missed(vec![Part { conversation, class, after: seq, up_to }]).await
    }

    /// Events of parts of logs, in the order of the parts: two statements for all of them. What is
    /// beyond the limit of characters is left out, from the last part on.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn missed(&self, parts: Vec<Part>) -> Result<Vec<Event>, AppError> {
        let read = self.store().read(move |sql| {
            Box::pin(async move { log::events(sql, &parts, LOG_READ_CHARACTERS_MAX).await })
        });
        Ok(read.await?)
    }

    /// Conversations with something unread, the most recent first, and whether there are more.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn news(&self, by: &SignedIn) -> Result<(Vec<News>, bool), AppError> {
        let viewer = self.viewer(by);
        let one_more = i64::try_from(NEWS_MAX + 1).unwrap_or(i64::MAX);
        let mut news =
            self.store().read(move |sql| Box::pin(list::news(sql, viewer, one_more))).await?;
        let more = news.len() > NEWS_MAX;
        news.truncate(NEWS_MAX);
        Ok((news, more))
    }

    /// A conversation as it stands in a user's list; `None` for those who are not members.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn summary(
        &self,
        user: UserId,
        side: Side,
        conversation: ConversationId,
    ) -> Result<Option<Visible<Summary>>, AppError> {
        let found = self.joinable(user, side, conversation).await?;
        Ok(found.map(|(_, summary)| summary))
    }

    /// The same, and the numbers of the last event that it contains, in every class: for the hub
    /// alone, which compares them with its own. No external viewer may learn them.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn joinable(
        &self,
        user: UserId,
        side: Side,
        conversation: ConversationId,
    ) -> Result<Option<(Heads, Visible<Summary>)>, AppError> {
        let viewer = Viewer { user, side, now: self.now() };
        let summary = self
            .store()
            .read(move |sql| Box::pin(list::summary(sql, viewer, conversation)))
            .await?;
        Ok(summary.map(|summary| (summary.heads, visibility::summary(&summary))))
    }
}

//! Whether somebody is a member, and what they read as one. Looks at the store, as what this node
//! remembers may be old: they came or went by another node. What a commit decides is not here.

use super::error::AppError;
use super::{App, SignedIn};
use crate::store::conversations::Standing;
use crate::store::error::StoreError;
use crate::store::messages;
use crate::store::sql::Sql;
use domain::ids::{ConversationId, UserId};
use domain::person::Side;
use domain::refusal::Refusal;
use futures_util::future::BoxFuture;

impl App {
    /// Whether a user is a member now.
    pub(super) async fn is_member(
        &self,
        user: UserId,
        conversation: ConversationId,
    ) -> Result<bool, AppError> {
        let standing = self
            .store()
            .read(move |sql| Box::pin(messages::membership(sql, conversation, user)))
            .await?;
        Ok(standing.is_some())
    }

    /// Reads something of a conversation for one of its members, with how they see it now.
    pub(super) async fn read_as_member<T, F>(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        work: F,
    ) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql, Standing) -> BoxFuture<'s, Result<T, StoreError>>
            + Send
            + 'static,
    {
        let user = by.actor.id;
        self.store()
            .read(move |sql| {
                Box::pin(async move {
                    match messages::membership(sql, conversation, user).await? {
                        Some(standing) => work(sql, standing).await.map(Some),
                        None => Ok(None),
                    }
                })
            })
            .await?
            .ok_or_else(no_conversation)
    }

    /// The same for what is written beside the log.
    pub(super) async fn write_as_member<T, F>(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        work: F,
    ) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Sql, Standing) -> BoxFuture<'s, Result<T, StoreError>>
            + Send
            + 'static,
    {
        let user = by.actor.id;
        self.store()
            .write(move |sql| {
                Box::pin(async move {
                    match messages::membership(sql, conversation, user).await? {
                        Some(standing) => work(sql, standing).await.map(Some),
                        None => Ok(None),
                    }
                })
            })
            .await?
            .ok_or_else(no_conversation)
    }

    /// How a member finds the conversation now.
    pub(super) async fn require_member(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
    ) -> Result<Standing, AppError> {
        self.read_as_member(by, conversation, |_, standing| Box::pin(async move { Ok(standing) }))
            .await
    }

    /// Whether someone may write now (R1, R3), for what no commit decides again.
    ///
    /// # Errors
    /// `NotFound`, `ReadOnly`, `Unavailable`.
    pub(crate) async fn require_writer(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
    ) -> Result<(), AppError> {
        let standing = self.require_member(by, conversation).await?;
        if standing.read_only && by.actor.side == Side::External {
            return Err(Refusal::ReadOnly.into());
        }
        Ok(())
    }

    /// Whether someone is an internal member now.
    ///
    /// # Errors
    /// `NotFound`, `ReadOnly`, `Forbidden`, `Unavailable`.
    pub(crate) async fn require_internal(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        needed: &'static str,
    ) -> Result<(), AppError> {
        let standing = self.require_member(by, conversation).await?;
        match (by.actor.side, standing.read_only) {
            (Side::Internal, _) => Ok(()),
            (Side::External, true) => Err(Refusal::ReadOnly.into()),
            (Side::External, false) => Err(Refusal::Forbidden { needed }.into()),
        }
    }
}

fn no_conversation() -> AppError {
    Refusal::NotFound { what: "conversation" }.into()
}

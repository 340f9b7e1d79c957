//! The link of a conversation as its members see and limit it. Making and ending it stand with the
//! conversations, coming by it with the guests.

use super::error::AppError;
use super::{App, SignedIn};
use crate::store::{conversations, links};
use domain::conversation::link::{self, Limits};
use domain::ids::ConversationId;
use domain::refusal::Refusal;

pub use crate::store::links::ShownLink;

const NO_LINK: Refusal = Refusal::NotFound { what: "link" };

impl App {
    /// How long and how often the link can be used, and has been (L1).
    ///
    /// # Errors
    /// `NotFound`, also where there is no link; `ReadOnly` or `Forbidden`; `Unavailable`.
    pub async fn link(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
    ) -> Result<ShownLink, AppError> {
        // What this node remembers of the rules may be old.
        let id = link::look(&*self.look_at_rules(conversation).await?, by.actor)?;
        let found = self.store().read(move |sql| Box::pin(links::by_id(sql, id))).await?;
        Ok(found.ok_or(NO_LINK)?)
    }

    /// Changes how long and how often the link can be used; its address stays (L1).
    ///
    /// # Errors
    /// `NotFound`, also where there is no link; `ReadOnly`, `Forbidden`, `BadRequest`;
    /// `Unavailable`.
    pub async fn limit_link(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        limits: Limits,
    ) -> Result<ShownLink, AppError> {
        let (actor, now) = (by.actor, self.now());
        let changed = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    links::hold(sql, conversation).await?;
                    let Some(rules) = conversations::rules(sql, conversation).await? else {
                        return Ok(Err(Refusal::NotFound { what: "conversation" }));
                    };
                    let id = match link::limit(&rules, actor, limits, now) {
                        Ok(id) => id,
                        Err(refusal) => return Ok(Err(refusal)),
                    };
                    links::set_limits(sql, id, limits).await?;
                    Ok(links::by_id(sql, id).await?.ok_or(NO_LINK))
                })
            })
            .await?;
        Ok(changed?)
    }
}

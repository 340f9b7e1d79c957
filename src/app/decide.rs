//! Loads the rules of a conversation, lets the domain decide, and hands the decision in; again
//! where the rules changed in between.

use super::committer::{Committed, Turn};
use super::error::AppError;
use domain::conversation::Conversation;
use domain::decision::Decision;
use domain::ids::ConversationId;
use domain::limits::{COMMIT_ATTEMPTS_MAX, STORE_DEADLINE};
use domain::person::Person;
use domain::refusal::Refusal;
use domain::time::Span;
use std::sync::Arc;

impl super::App {
    /// Loads the rules of a conversation, lets `decide` decide, and commits; again where the rules
    /// changed in between. Ends within 1.8 s.
    ///
    /// # Errors
    /// `NotFound` if there is no such conversation, what `decide` says, `Overloaded`,
    /// `Unavailable`.
    pub async fn decide_and_commit<D>(
        &self,
        conversation: ConversationId,
        actor: &Person,
        decide: D,
    ) -> Result<Committed, AppError>
    where
        D: FnMut(&Conversation) -> Result<Decision, Refusal> + Send,
    {
        self.decide_in_turn(conversation, actor, &mut Turn::default(), decide).await
    }

    /// The same, and passes the turn on once the decision waits to be committed.
    ///
    /// # Errors
    /// As [`super::App::decide_and_commit`].
    pub(super) async fn decide_in_turn<D>(
        &self,
        conversation: ConversationId,
        actor: &Person,
        turn: &mut Turn,
        decide: D,
    ) -> Result<Committed, AppError>
    where
        D: FnMut(&Conversation) -> Result<Decision, Refusal> + Send,
    {
        let attempts = self.attempts(conversation, actor, turn, decide);
        let in_time = tokio::time::timeout(STORE_DEADLINE.duration(), attempts).await;
        in_time.unwrap_or(Err(AppError::Unavailable))
    }

    async fn attempts<D>(
        &self,
        conversation: ConversationId,
        actor: &Person,
        turn: &mut Turn,
        mut decide: D,
    ) -> Result<Committed, AppError>
    where
        D: FnMut(&Conversation) -> Result<Decision, Refusal> + Send,
    {
        for _ in 0..COMMIT_ATTEMPTS_MAX {
            turn.comes().await;
            let rules = self.load_rules(conversation).await?;
            let decision = match decide(&rules) {
                Ok(decision) => decision,
                Err(refusal) => {
                    // What this node remembers may be old; what it refuses is looked at again.
                    let fresh = self.look_at_rules(conversation).await?;
                    if fresh.rules_version == rules.rules_version {
                        return Err(refusal.into());
                    }
                    continue;
                }
            };
            let committer = self.committer();
            match committer.commit_in_turn(decision, Some(actor.clone()), turn).await? {
                Committed::Stale => self.rules().forget(conversation),
                Committed::Refused(refusal) => return Err(refusal.into()),
                committed @ (Committed::Done(_)
                | Committed::Repeated { .. }
                | Committed::Exists(_)) => return Ok(committed),
            }
        }
        Err(AppError::Overloaded { retry_after: Span::millis(200) })
    }

    /// The rules of a conversation, as this node knows them or as the store has them.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub(crate) async fn load_rules(
        &self,
        conversation: ConversationId,
    ) -> Result<Arc<Conversation>, AppError> {
        match self.rules().get(conversation) {
            Some(kept) => Ok(kept),
            None => self.look_at_rules(conversation).await,
        }
    }

    /// The rules of a conversation as the store has them now.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable`.
    pub(crate) async fn look_at_rules(
        &self,
        conversation: ConversationId,
    ) -> Result<Arc<Conversation>, AppError> {
        let rules = self
            .store()
            .read(move |sql| Box::pin(crate::store::conversations::rules(sql, conversation)))
            .await?;
        let Some(rules) = rules else {
            self.rules().forget(conversation);
            return Err(Refusal::NotFound { what: "conversation" }.into());
        };
        let rules = Arc::new(rules);
        self.rules().put(Arc::clone(&rules));
        Ok(rules)
    }
}

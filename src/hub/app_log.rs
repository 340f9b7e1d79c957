//! The application as the hub reads it: where conversations stand, what was missed, and what
//! concerns one person, as that person may see it. Keeps nothing.

use super::log::{Changes, Joinable, Log, LogError, Missed, Profile, Standing};
use crate::app::App;
use crate::app::error::AppError;
use crate::app::live::{Change, Own, Part};
use crate::bus::{Envelope, Personal};
use async_trait::async_trait;
use domain::event::{Event, Heads, ViewerClass};
use domain::ids::{ConversationId, SignInId, UserId};
use domain::person::Side;
use domain::visibility;
use protocol::generated::push::{self, Push};
use protocol::view;

#[async_trait]
impl Log for App {
    async fn followed(&self, user: UserId) -> Result<Vec<Standing>, LogError> {
        let read = Self::followed(self, user).await.map_err(unavailable)?;
        Ok(standings(read.into_iter().map(|s| (s.conversation, s.read_only, s.heads))))
    }

    async fn standing(
        &self,
        conversations: Vec<ConversationId>,
    ) -> Result<Vec<Standing>, LogError> {
        let read = Self::standing(self, conversations).await.map_err(unavailable)?;
        Ok(standings(read.into_iter().map(|s| (s.conversation, s.read_only, s.heads))))
    }

    async fn log_after(
        &self,
        conversation: ConversationId,
        seq: i64,
        limit: usize,
    ) -> Result<Vec<Event>, LogError> {
        Self::log_after(self, conversation, seq, limit).await.map_err(unavailable)
    }

    async fn missed(&self, parts: Vec<Missed>) -> Result<Vec<Event>, LogError> {
        let part = |missed: Missed| {
            let Missed { conversation, class, after, up_to } = missed;
            Part { conversation, class, after, up_to }
        };
        let missed = Self::missed(self, parts.into_iter().map(part).collect()).await;
        missed.map_err(unavailable).or_else(|error| match error {
            LogError::Away => Err(error),
            // It would be no better the next time, and they would never come in.
            LogError::Broken => Ok(Vec::new()),
        })
    }

    async fn joinable(
        &self,
        user: UserId,
        side: Side,
        conversation: ConversationId,
    ) -> Result<Option<Joinable>, LogError> {
        let found = Self::joinable(self, user, side, conversation).await.map_err(unavailable)?;
        Ok(found.map(|(heads, summary)| Joinable {
            class: summary.class(),
            heads,
            conversation: view::conversation(&summary, self.store().epoch()),
        }))
    }

    async fn personal(
        &self,
        user: UserId,
        side: Side,
        what: &Personal,
    ) -> Result<Option<Push>, LogError> {
        match what {
            Personal::Read(conversation) => {
                let own = self.own(user, side, *conversation).await.map_err(unavailable)?;
                Ok(own.map(|(_, own)| {
                    Push::Read(push::ReadMark {
                        conversation_id: conversation.to_string(),
                        user_id: user.to_string(),
                        seq: count(own.counts.read_seq),
                        unread: Some(count(own.counts.unread)),
                        mentions: Some(count(own.counts.mentions)),
                        marked_unread: own.counts.marked_unread,
                    })
                }))
            }
            Personal::Draft(conversation) => {
                let text = self.draft(user, *conversation).await.map_err(unavailable)?;
                let conversation_id = conversation.to_string();
                Ok(Some(Push::Draft(push::Draft { conversation_id, text })))
            }
            Personal::Preferences(conversation) => {
                let own = self.own(user, side, *conversation).await.map_err(unavailable)?;
                Ok(own.map(|(_, own)| {
                    Push::Preferences(push::Preferences {
                        conversation_id: conversation.to_string(),
                        muted_until: own.muted_until.map(|until| until.millis()),
                        pin: own.pin.map(count),
                        archived: own.archived,
                    })
                }))
            }
            Personal::Profile
            | Personal::Joined(_)
            | Personal::OwnReaction { .. }
            | Personal::SignedOut(_)
            | Personal::Deactivated => Ok(None),
        }
    }

    async fn profile(&self, user: UserId) -> Result<Option<Profile>, LogError> {
        let user = self.user(user).await.map_err(unavailable)?;
        Ok(user.map(|user| {
            let person = user.person();
            let seen = |class| view::person(&visibility::person(&person, class));
            Profile {
                internal: seen(ViewerClass::Internal),
                external: seen(ViewerClass::Guest),
                status: user.status,
            }
        }))
    }

    async fn usable_sign_ins(
        &self,
        sign_ins: Vec<SignInId>,
    ) -> Result<Vec<(SignInId, UserId)>, LogError> {
        Self::usable_sign_ins(self, sign_ins).await.map_err(unavailable)
    }

    async fn deactivated(&self, users: Vec<UserId>) -> Result<Vec<UserId>, LogError> {
        Self::deactivated(self, users).await.map_err(unavailable)
    }

    async fn memberships(
        &self,
        users: Vec<UserId>,
    ) -> Result<Vec<(UserId, ConversationId)>, LogError> {
        Self::memberships(self, users).await.map_err(unavailable)
    }

    async fn changes(&self, since: Option<i64>) -> Result<Option<Changes>, LogError> {
        let Some(look) = Self::changes(self, since).await.map_err(unavailable)? else {
            return Ok(None);
        };
        let mut envelopes = Vec::with_capacity(look.changes.len());
        for (id, change) in look.changes {
            match change {
                Change::Organisation => {
                    let name = self.organisation().await.map_err(unavailable)?;
                    envelopes.push((id, Envelope::Organisation { name }));
                }
                Change::User { user, deactivated: true } => {
                    envelopes.push((id, personal(user, Personal::Deactivated)));
                }
                Change::User { user, deactivated: false } => {
                    envelopes.push((id, personal(user, Personal::Profile)));
                }
                Change::SignInEnded { user, sign_in } => {
                    envelopes.push((id, personal(user, Personal::SignedOut(Some(sign_in)))));
                }
                Change::Own { user, conversation, what } => {
                    envelopes.extend(own(user, conversation, what).map(|said| (id, said)));
                }
            }
        }
        Ok(Some(Changes { next: look.next, complete: look.complete, envelopes }))
    }

    async fn forget_changes(&self, before: i64) -> Result<(), LogError> {
        Self::forget_changes(self, before).await.map_err(unavailable)
    }
}

fn personal(user: UserId, what: Personal) -> Envelope {
    Envelope::Personal { user, what }
}

/// What the bus says where a user's own of a conversation changed.
fn own(user: UserId, conversation: ConversationId, what: Own) -> impl Iterator<Item = Envelope> {
    let (own, seq) = match what {
        Own::Joined => (Personal::Joined(conversation), None),
        Own::Read { seq } => (Personal::Read(conversation), Some(seq)),
        Own::Unread => (Personal::Read(conversation), None),
        Own::Draft => (Personal::Draft(conversation), None),
        Own::Preferences => (Personal::Preferences(conversation), None),
    };
    let to_others = seq.map(|seq| Envelope::Read { conversation, user, seq });
    std::iter::once(personal(user, own)).chain(to_others)
}

fn standings(read: impl Iterator<Item = (ConversationId, bool, Heads)>) -> Vec<Standing> {
    read.map(|(conversation, read_only, heads)| Standing { conversation, read_only, heads })
        .collect()
}

fn unavailable(error: AppError) -> LogError {
    match error {
        AppError::Internal(source) => {
            tracing::error!(error = format!("{source:#}"), "the log cannot be read");
            LogError::Broken
        }
        AppError::Unavailable
        | AppError::Overloaded { .. }
        | AppError::SlowDown { .. }
        | AppError::RateLimited { .. } => LogError::Away,
        AppError::Refused(_)
        | AppError::NotSignedIn
        | AppError::SignInFailed
        | AppError::CodeInvalid
        | AppError::WeakPassword
        | AppError::EmailTaken
        | AppError::SetupDone
        | AppError::BadFile { .. } => LogError::Broken,
    }
}

fn count(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

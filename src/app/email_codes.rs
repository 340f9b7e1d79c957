//! Proving an e-mail address by a code that is sent to it (L5). Typing an address opens nothing;
//! proving it opens what the one who owns it has.

use super::error::AppError;
use super::tokens::{Secret, code_hash};
use super::{App, SignedIn};
use crate::bus::Personal;
use crate::clock::SystemIds;
use crate::store::error::StoreError;
use crate::store::sql::Sql;
use crate::store::users::{self, EmailState, User};
use crate::store::{codes, meta, outbox, sign_ins};
use domain::conversation::{Kind, link, members};
use domain::decision::Job;
use domain::ids::{ConversationId, UserId};
use domain::limits::CODE_EVERY;
use domain::person::{Person, Side};
use domain::refusal::Refusal;
use domain::text::Email;
use domain::time::{Span, Timestamp};

/// Who asks for a code may have proven their address meanwhile, or not at all: one answer for both.
const EXTERNAL: Refusal = Refusal::Forbidden { needed: "external users prove their addresses" };

/// A proven address.
#[derive(Debug, Clone)]
pub struct Proven {
    /// Who the sign-in belongs to from now on.
    pub user: User,
    /// Whether that is another user than before: the one whose address it is.
    pub moved: bool,
}

/// What a right code leads to.
enum Outcome {
    /// The code was wrong; the try is spent.
    Wrong,
    /// The address is theirs now.
    Proven(Box<User>),
    /// It is this external user's already.
    Owned(Box<User>),
    /// It is an internal or a deactivated user's.
    Taken,
}

impl App {
    /// Mails a code to an address: at most one a minute, whoever asks.
    ///
    /// # Errors
    /// `BadText`, `Forbidden` for internal users, `SlowDown`, `Unavailable`.
    pub async fn send_code(&self, by: &SignedIn, email: &str) -> Result<(), AppError> {
        let email = external(by, email)?;
        let (user, now, code) = (by.actor.id, self.now(), Secret::random_code());
        let wait = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    // Two users who ask for the same address at once: one after the other.
                    meta::lock(sql, email.as_str()).await?;
                    let last = codes::last_sent(sql, &email).await?;
                    if let Some(wait) = last.and_then(|last| wait_after(last, now)) {
                        return Ok(Some(wait));
                    }
                    let hash = code_hash(user, &email, &code);
                    codes::put(sql, user, &email, hash, now).await?;
                    let job = Job::MailCode { email, code: code.expose().to_owned() };
                    outbox::add(sql, &job, now, &mut SystemIds).await?;
                    Ok(None)
                })
            })
            .await?;
        self.store().jobs_added();
        match wait {
            Some(retry_after) => Err(AppError::SlowDown { retry_after }),
            None => Ok(()),
        }
    }

    /// Takes a code. If the address is another external user's, the sign-in becomes theirs, and
    /// they take the guest's place in every conversation.
    ///
    /// # Errors
    /// `CodeInvalid` for one that is wrong, over, or was tried too often; `EmailTaken` if it is an
    /// internal user's address; `Unavailable`: the same again goes on where it stopped.
    pub async fn verify_code(
        &self,
        by: &SignedIn,
        email: &str,
        code: Secret,
    ) -> Result<Proven, AppError> {
        let email = external(by, email)?;
        let (user, now, asked) = (by.actor.id, self.now(), email.clone());
        let outcome = self
            .store()
            .write(move |sql| Box::pin(async move { verify(sql, user, &asked, &code, now).await }))
            .await;
        match outcome {
            // Somebody proved it in the same moment: the same again finds them.
            Err(StoreError::Duplicate) => Err(AppError::Unavailable),
            Err(error) => Err(error.into()),
            Ok(Outcome::Wrong) => Err(AppError::CodeInvalid),
            Ok(Outcome::Taken) => Err(AppError::EmailTaken),
            Ok(Outcome::Proven(user)) => {
                self.tell(user.id, Personal::Profile).await;
                Ok(Proven { user: *user, moved: false })
            }
            Ok(Outcome::Owned(owner)) => self.become_owner(by, *owner, email).await,
        }
    }

    /// First the conversations, then the sign-in: who breaks off between the two is still the guest
    /// and can say the code again.
    async fn become_owner(
        &self,
        by: &SignedIn,
        owner: User,
        email: Email,
    ) -> Result<Proven, AppError> {
        let mut owner = owner;
        owner.email_state = EmailState::Proven;
        let person = owner.person();
        for standing in self.followed(by.actor.id).await? {
            self.hand_over(by, &person, standing.conversation).await?;
        }
        let (guest, sign_in, to) = (by.actor.id, by.sign_in, owner.id);
        self.store()
            .write(move |sql| {
                Box::pin(async move {
                    users::locked(sql, guest.min(to)).await?;
                    users::locked(sql, guest.max(to)).await?;
                    users::set_email(sql, to, &email, EmailState::Proven).await?;
                    sign_ins::give(sql, sign_in, to).await?;
                    codes::drop_code(sql, guest, &email).await
                })
            })
            .await?;
        // Their sessions connect again, as who they are now.
        self.tell(guest, Personal::SignedOut(Some(sign_in))).await;
        tracing::info!(user.id = %to, guest.id = %guest, "a guest turned out to be a known user");
        Ok(Proven { user: owner, moved: true })
    }

    async fn hand_over(
        &self,
        by: &SignedIn,
        owner: &Person,
        conversation: ConversationId,
    ) -> Result<(), AppError> {
        let rules = self.conversation_rules(conversation).await?;
        let leave_first = rules.kind == Kind::Direct || rules.places_left() == 0;
        let guest = by.actor.id;
        if leave_first {
            self.leave_for(by, conversation).await?;
            self.take_place(None, owner, conversation).await
        } else {
            self.take_place(Some(guest), owner, conversation).await?;
            self.leave_for(by, conversation).await
        }
    }

    async fn leave_for(&self, by: &SignedIn, conversation: ConversationId) -> Result<(), AppError> {
        let left = self
            .decide_and_commit(conversation, &by.person, |rules| {
                members::leave(rules, by.actor, None, self.now(), &mut SystemIds)
            })
            .await;
        gone_is_fine(left.map(|_| ()))
    }

    /// Who was removed from a conversation does not come back this way (L3), and a conversation
    /// that is gone or full meanwhile keeps nobody from proving an address.
    async fn take_place(
        &self,
        guest: Option<UserId>,
        owner: &Person,
        conversation: ConversationId,
    ) -> Result<(), AppError> {
        let joined = self
            .decide_and_commit(conversation, owner, |rules| {
                link::take_place(rules, guest, owner.clone(), self.now(), &mut SystemIds)
            })
            .await;
        match joined {
            Err(AppError::Refused(Refusal::WasRemoved | Refusal::MemberLimit { .. })) => Ok(()),
            other => gone_is_fine(other.map(|_| ())),
        }
    }
}

fn gone_is_fine(done: Result<(), AppError>) -> Result<(), AppError> {
    match done {
        Err(AppError::Refused(Refusal::NotFound { .. })) => Ok(()),
        done => done,
    }
}

fn external(by: &SignedIn, email: &str) -> Result<Email, AppError> {
    if by.actor.is_internal() {
        return Err(EXTERNAL.into());
    }
    Ok(Email::parse(email)?)
}

/// How long after the last code another one has to wait; `None` if it need not.
fn wait_after(last: Timestamp, now: Timestamp) -> Option<Span> {
    let next = last + CODE_EVERY;
    (now < next).then(|| next.since(now))
}

/// Compared are hashes of what only the receiver of the mail knows, so the time that it takes tells
/// nothing.
async fn verify(
    sql: &mut Sql,
    user: UserId,
    email: &Email,
    code: &Secret,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let kept = codes::take_try(sql, user, email, now).await?;
    if kept != Some(code_hash(user, email, code).to_vec()) {
        return Ok(Outcome::Wrong);
    }
    let owner = users::by_email(sql, email).await?;
    match owner.filter(|owner| owner.id != user) {
        Some(owner) if owner.side == Side::Internal || owner.deactivated_at.is_some() => {
            Ok(Outcome::Taken)
        }
        Some(owner) => Ok(Outcome::Owned(Box::new(owner))),
        None => {
            users::set_email(sql, user, email, EmailState::Proven).await?;
            codes::drop_code(sql, user, email).await?;
            let proven = users::by_id(sql, user).await?.ok_or(StoreError::Corrupt("user"))?;
            Ok(Outcome::Proven(Box::new(proven)))
        }
    }
}

//! Signing in and out, and whose token a token is.
//!
//! Whoever begins or ends sign-ins locks the user's row first. So a sign-in and a deactivation at
//! the same time never leave a sign-in that can be used.

use super::error::AppError;
use super::tokens::Secret;
use super::{App, SignedIn};
use crate::bus::{Envelope, Personal};
use crate::clock::SystemIds;
use crate::store::error::StoreError;
use crate::store::sign_ins::{self, NewSignIn, SignInRow};
use crate::store::sql::Sql;
use crate::store::users::{self, User};
use domain::ids::{LinkId, SignInId, UserId};
use domain::limits::{GUEST_SIGN_IN_SPAN, INTERNAL_SIGN_IN_SPAN, SIGN_IN_SPAN_MAX};
use domain::person::Side;
use domain::text::Email;
use domain::time::{Span, Timestamp};

/// How often a sign-in's last use is written.
const TOUCH_EVERY: Span = Span::hours(1);
/// Characters of what a sign-in is called.
const LABEL_CHARS_MAX: usize = 100;

/// A sign-in that began: the token is shown this once.
#[derive(Debug, Clone)]
pub struct Begun {
    /// What the device keeps.
    pub token: Secret,
    /// Who signed in.
    pub user: User,
    /// The sign-in.
    pub sign_in: SignInId,
}

/// What a device tells of itself.
#[derive(Debug, Clone, Default)]
pub struct Device {
    /// What its owner knows it by, such as the browser's name.
    pub label: String,
}

impl Device {
    fn label(&self) -> String {
        self.label.chars().filter(|c| !c.is_control()).take(LABEL_CHARS_MAX).collect()
    }
}

impl App {
    /// Whose token this is. One query; its use is noted at most once an hour.
    ///
    /// # Errors
    /// `NotSignedIn`, `Unavailable`.
    pub async fn authenticate(&self, token: &str) -> Result<SignedIn, AppError> {
        let hash = Secret::new(token.to_owned()).hash();
        let now = self.now();
        let found = self
            .store()
            .read(move |sql| Box::pin(async move { sign_ins::by_token(sql, hash, now).await }))
            .await?;
        let (user, row) = found.ok_or(AppError::NotSignedIn)?;
        if now.since(row.used_at) >= TOUCH_EVERY {
            self.touch(user.side, &row, now).await;
        }
        let (actor, person) = (user.actor(), user.person());
        Ok(SignedIn { actor, person, sign_in: row.id, status: user.status })
    }

    /// Signs an internal user in by address and password. An unknown address, a deactivated user
    /// and a wrong password get the same answer after the same work.
    ///
    /// # Errors
    /// `SignInFailed`, `Overloaded`, `Unavailable`.
    pub async fn sign_in(
        &self,
        email: &str,
        password: Secret,
        device: Device,
    ) -> Result<Begun, AppError> {
        let found = match Email::parse(email) {
            Ok(email) => {
                self.store()
                    .read(move |sql| Box::pin(async move { users::password(sql, &email).await }))
                    .await?
            }
            Err(_) => None,
        };
        let (user, hash) = found.map_or((None, None), |(id, hash)| (Some(id), hash));
        let known = hash.clone();
        let right = self.passwords().verify(password, hash).await?;
        let (Some(user), true) = (user, right) else {
            return Err(AppError::SignInFailed);
        };
        let begun = self
            .begin(user, device, move |sql| {
                Box::pin(async move { Ok(users::password_of(sql, user).await? == known) })
            })
            .await?;
        begun.ok_or(AppError::SignInFailed)
    }

    /// Ends the actor's sign-in, or all of theirs.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn sign_out(&self, by: &SignedIn, everywhere: bool) -> Result<(), AppError> {
        let (user, own) = (by.actor.id, by.sign_in);
        if everywhere {
            self.end_sign_ins(user, None).await
        } else {
            self.end_sign_in(user, own).await.map(|_| ())
        }
    }

    /// The actor's sign-ins, the last used first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn sign_ins(&self, by: &SignedIn) -> Result<Vec<SignInRow>, AppError> {
        let (user, now) = (by.actor.id, self.now());
        let rows = self
            .store()
            .read(move |sql| Box::pin(async move { sign_ins::of_user(sql, user, now).await }))
            .await?;
        Ok(rows)
    }

    /// Ends one sign-in of a user; says whether there was such a one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn end_sign_in(&self, user: UserId, id: SignInId) -> Result<bool, AppError> {
        let ended = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    users::locked(sql, user).await?;
                    sign_ins::end(sql, user, id).await
                })
            })
            .await?;
        self.tell_signed_out(user, Some(id)).await;
        Ok(ended)
    }

    /// Forgets sign-ins that ended by themselves, of all users.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn forget_ended_sign_ins(&self) -> Result<(), AppError> {
        let now = self.now();
        self.store()
            .write(move |sql| Box::pin(async move { sign_ins::drop_expired(sql, now).await }))
            .await?;
        Ok(())
    }

    /// Ends all sign-ins of a user but one, or all.
    pub(super) async fn end_sign_ins(
        &self,
        user: UserId,
        keep: Option<SignInId>,
    ) -> Result<(), AppError> {
        let ended = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    users::locked(sql, user).await?;
                    sign_ins::end_all(sql, user, keep).await
                })
            })
            .await?;
        self.tell_ended(user, keep, ended).await;
        Ok(())
    }

    /// Tells sessions of ended sign-ins, after the commit.
    pub(super) async fn tell_ended(
        &self,
        user: UserId,
        keep: Option<SignInId>,
        ended: Vec<SignInId>,
    ) {
        if keep.is_none() {
            self.tell_signed_out(user, None).await;
            return;
        }
        for id in ended {
            self.tell_signed_out(user, Some(id)).await;
        }
    }

    async fn tell_signed_out(&self, user: UserId, which: Option<SignInId>) {
        let what = Personal::SignedOut(which);
        self.bus().publish(Envelope::Personal { user, what }).await;
    }

    /// Begins a sign-in if the user is not deactivated and `still` says so, under the lock of the
    /// user's row.
    pub(super) async fn begin<F>(
        &self,
        user: UserId,
        device: Device,
        still: F,
    ) -> Result<Option<Begun>, AppError>
    where
        F: for<'s> FnOnce(
                &'s mut Sql,
            )
                -> futures_util::future::BoxFuture<'s, Result<bool, StoreError>>
            + Send
            + 'static,
    {
        let token = Secret::random_token();
        let (hash, now) = (token.hash(), self.now());
        let begun = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    let Some(user) = users::locked(sql, user).await? else { return Ok(None) };
                    if user.deactivated_at.is_some() || !still(sql).await? {
                        return Ok(None);
                    }
                    let new = new_sign_in(&user, hash, None, &device, now);
                    let ended = sign_ins::begin(sql, &new).await?;
                    Ok(Some((user, new.id, ended)))
                })
            })
            .await?;
        let Some((user, sign_in, ended)) = begun else { return Ok(None) };
        self.tell_ended(user.id, Some(sign_in), ended).await;
        Ok(Some(Begun { token, user, sign_in }))
    }

    /// A use that cannot be noted does not keep anybody out.
    async fn touch(&self, side: Side, row: &SignInRow, now: Timestamp) {
        let (id, expires_at) = (row.id, expiry(side, row.created_at, now));
        let noted = self
            .store()
            .write(move |sql| {
                Box::pin(async move { sign_ins::touch(sql, id, now, expires_at).await })
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "a sign-in's use was not noted");
        }
    }
}

/// A sign-in of a user that begins now.
pub(super) fn new_sign_in(
    user: &User,
    token_hash: [u8; 32],
    link: Option<LinkId>,
    device: &Device,
    now: Timestamp,
) -> NewSignIn {
    NewSignIn {
        id: SignInId::next(&mut SystemIds),
        token_hash,
        user: user.id,
        link,
        label: device.label(),
        at: now,
        expires_at: expiry(user.side, now, now),
    }
}

/// When a sign-in ends that began at `created_at` and is used now.
fn expiry(side: Side, created_at: Timestamp, now: Timestamp) -> Timestamp {
    let idle = match side {
        Side::Internal => INTERNAL_SIGN_IN_SPAN,
        Side::External => GUEST_SIGN_IN_SPAN,
    };
    (now + idle).min(created_at + SIGN_IN_SPAN_MAX)
}

//! The organisation's people: the directory, profiles, and what administrators decide.

use super::error::AppError;
use super::sign_in::Device;
use super::tokens::Secret;
use super::{App, SignedIn};
use crate::bus::Personal;
use crate::clock::SystemIds;
use crate::store::outbox;
use crate::store::sign_ins;
use crate::store::users::{self, EmailState, User};
use domain::decision::Job;
use domain::ids::UserId;
use domain::person::{Side, UnreadMail};
use domain::refusal::Refusal;
use domain::text::{Email, Name, Status};
use domain::time::Timestamp;

/// A user as the store has them, for the edges, which do not know the store.
pub type Account = User;
/// How sure an account's address is.
pub type AddressProof = EmailState;

/// Bytes of a language tag or a time zone's name.
const TAG_BYTES_MAX: usize = 64;
/// What administrators are asked for.
const ADMINS: Refusal = Refusal::Forbidden { needed: "administrators of the organisation do this" };

/// What mail about the unread can be.
const UNREAD_MAIL: Refusal = Refusal::BadRequest("unreadMail: all, mentions or none");

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Internal or external.
    pub side: Side,
    /// Whether they administer the organisation.
    pub admin: bool,
    /// The name shown.
    pub name: Name,
    /// Their address.
    pub email: Email,
}

impl NewUser {
    /// Parses what came.
    ///
    /// # Errors
    /// `BadText`.
    pub fn parse(name: &str, email: &str, side: Side) -> Result<Self, AppError> {
        let name = Name::parse(name, "name")?;
        Ok(Self { side, admin: false, name, email: Email::parse(email)? })
    }

    /// The user, with an address that is nobody else's.
    pub(super) fn user(self, now: Timestamp) -> User {
        User {
            id: UserId::next(&mut SystemIds),
            side: self.side,
            admin: self.admin,
            name: self.name,
            email: Some(self.email),
            email_state: EmailState::Named,
            picture: None,
            status: None,
            language: None,
            time_zone: None,
            created_at: now,
            deactivated_at: None,
            unread_mail: UnreadMail::default(),
        }
    }
}

/// What users change about themselves; `None` leaves it as it is, an empty text takes it away.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// The name shown.
    pub name: Option<String>,
    /// What they say of themselves.
    pub status: Option<String>,
    /// A language tag (BCP 47).
    pub language: Option<String>,
    /// A time zone (IANA).
    pub time_zone: Option<String>,
    /// What of the unread they want mail about (N3), by its name.
    pub unread_mail: Option<String>,
}

/// What administrators change about users; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct StandingChange {
    /// The name shown.
    pub name: Option<String>,
    /// Whether they administer the organisation.
    pub admin: Option<bool>,
    /// Whether they can sign in.
    pub deactivated: Option<bool>,
}

impl App {
    /// Looks whether the actor administers the organisation.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn require_admin(by: &SignedIn) -> Result<(), AppError> {
        if by.actor.admin { Ok(()) } else { Err(ADMINS.into()) }
    }

    /// The actor themselves.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn me(&self, by: &SignedIn) -> Result<User, AppError> {
        self.user(by.actor.id).await?.ok_or(AppError::NotSignedIn)
    }

    /// Someone who signed in before, as they are now.
    ///
    /// # Errors
    /// `NotSignedIn`: deactivated meanwhile. `Unavailable`.
    pub async fn renewed(&self, by: &SignedIn) -> Result<SignedIn, AppError> {
        let user = self.me(by).await?;
        if user.deactivated_at.is_some() {
            return Err(AppError::NotSignedIn);
        }
        let (actor, person) = (user.actor(), user.person());
        Ok(SignedIn { actor, person, sign_in: by.sign_in, status: user.status })
    }

    /// A user, for callers who may see them.
    pub(crate) async fn user(&self, id: UserId) -> Result<Option<User>, AppError> {
        let found = self
            .store()
            .read(move |sql| Box::pin(async move { users::by_id(sql, id).await }))
            .await?;
        Ok(found)
    }

    /// Makes an internal user. Without a password they get a mail with a one-time address (N5).
    ///
    /// # Errors
    /// `Forbidden`, `EmailTaken`, `WeakPassword`.
    pub async fn create_user(
        &self,
        by: &SignedIn,
        new: NewUser,
        password: Option<Secret>,
    ) -> Result<User, AppError> {
        Self::require_admin(by)?;
        let made = self.add_user(new, password).await?;
        tracing::info!(user.id = %made.id, by.id = %by.actor.id, "a user was made");
        Ok(made)
    }

    /// Makes an internal user, whoever wants it: for the commands of operators.
    ///
    /// # Errors
    /// `EmailTaken`, `WeakPassword`.
    pub async fn add_user(&self, new: NewUser, password: Option<Secret>) -> Result<User, AppError> {
        let hash = match password {
            Some(password) => Some(self.passwords().hash(password).await?),
            None => None,
        };
        let (user, now) = (new.user(self.now()), self.now());
        let written = user.clone();
        let added = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    let welcome = hash.is_none().then_some(Job::MailWelcome { user: written.id });
                    if !users::add(sql, &written, hash).await? {
                        return Ok(false);
                    }
                    if let Some(welcome) = welcome {
                        outbox::add(sql, &welcome, now, &mut SystemIds).await?;
                    }
                    Ok(true)
                })
            })
            .await?;
        self.store().jobs_added();
        if added { Ok(user) } else { Err(AppError::EmailTaken) }
    }

    /// Changes what the actor says of themselves.
    ///
    /// # Errors
    /// `BadText`, `BadRequest`.
    pub async fn change_profile(
        &self,
        by: &SignedIn,
        change: ProfileChange,
    ) -> Result<User, AppError> {
        let id = by.actor.id;
        let name = change.name.map(|name| Name::parse(&name, "name")).transpose()?;
        let status = change.status.map(|status| Status::parse(&status)).transpose()?;
        let language = change.language.map(|tag| tag_of(tag, "language: a tag like de or pt-BR"));
        let zone = change.time_zone.map(|tag| tag_of(tag, "timeZone: a name like Europe/Berlin"));
        let (language, zone) = (language.transpose()?, zone.transpose()?);
        let mail = change.unread_mail.map(|name| UnreadMail::named(&name).ok_or(UNREAD_MAIL));
        let mail = mail.transpose()?;
        let changed = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    let Some(mut user) = users::locked(sql, id).await? else { return Ok(None) };
                    user.name = name.unwrap_or(user.name);
                    user.status = status.unwrap_or(user.status);
                    user.language = language.unwrap_or(user.language);
                    user.time_zone = zone.unwrap_or(user.time_zone);
                    user.unread_mail = mail.unwrap_or(user.unread_mail);
                    users::set_profile(sql, &user).await?;
                    Ok(Some(user))
                })
            })
            .await?;
        self.tell(id, Personal::Profile).await;
        changed.ok_or(AppError::NotSignedIn)
    }

    /// Changes the actor's password and ends their other sign-ins. Who has none yet, because they
    /// came by an invitation, sets the first.
    ///
    /// # Errors
    /// `SignInFailed` if the present password is wrong, `WeakPassword`, `Forbidden` for guests.
    pub async fn change_password(
        &self,
        by: &SignedIn,
        present: Option<Secret>,
        new: Secret,
    ) -> Result<(), AppError> {
        if !by.actor.is_internal() {
            return Err(Refusal::Forbidden { needed: "internal users have passwords" }.into());
        }
        let (id, keep) = (by.actor.id, by.sign_in);
        let kept = self
            .store()
            .read(move |sql| Box::pin(async move { users::password_of(sql, id).await }))
            .await?;
        if kept.is_some() {
            let present = present.ok_or(AppError::SignInFailed)?;
            if !self.passwords().verify(present, kept.clone()).await? {
                return Err(AppError::SignInFailed);
            }
        }
        let hash = self.passwords().hash(new).await?;
        let ended = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    users::locked(sql, id).await?;
                    if users::password_of(sql, id).await? != kept {
                        return Ok(None);
                    }
                    users::set_password(sql, id, &hash).await?;
                    sign_ins::end_all(sql, id, Some(keep)).await.map(Some)
                })
            })
            .await?;
        self.tell_ended(id, Some(keep), ended.ok_or(AppError::SignInFailed)?).await;
        Ok(())
    }

    /// Changes a user's name or standing. Deactivating ends their sign-ins, and with them their
    /// sessions; the last administrator stays one.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `BadText`, `BadRequest`.
    pub async fn change_user(
        &self,
        by: &SignedIn,
        id: UserId,
        change: StandingChange,
    ) -> Result<User, AppError> {
        Self::require_admin(by)?;
        let name = change.name.map(|name| Name::parse(&name, "name")).transpose()?;
        let (admin, deactivated, now) = (change.admin, change.deactivated, self.now());
        let changed = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    let admins = users::admins_locked(sql).await?;
                    let Some(mut user) = users::locked(sql, id).await? else {
                        return Ok(Err(Refusal::NotFound { what: "user" }));
                    };
                    user.name = name.unwrap_or(user.name);
                    user.admin = admin.unwrap_or(user.admin);
                    user.deactivated_at = match deactivated {
                        Some(true) => user.deactivated_at.or(Some(now)),
                        Some(false) => None,
                        None => user.deactivated_at,
                    };
                    if let Err(refusal) = check_standing(&user, &admins) {
                        return Ok(Err(refusal));
                    }
                    users::set_standing(sql, &user).await?;
                    if user.deactivated_at.is_some() {
                        sign_ins::end_all(sql, id, None).await?;
                    }
                    Ok(Ok(user))
                })
            })
            .await??;
        let what = if changed.deactivated_at.is_some() {
            Personal::Deactivated
        } else {
            Personal::Profile
        };
        self.tell(id, what).await;
        tracing::info!(user.id = %id, by.id = %by.actor.id, "a user was changed");
        Ok(changed)
    }

    /// A device that an operator's command stands for.
    #[must_use]
    pub fn console() -> Device {
        Device { label: "console".to_owned() }
    }
}

fn check_standing(user: &User, admins: &[UserId]) -> Result<(), Refusal> {
    if user.admin && user.side == Side::External {
        return Err(Refusal::BadRequest("admin: external users do not administer"));
    }
    let stays = user.admin && user.deactivated_at.is_none();
    if !stays && admins == [user.id] {
        return Err(Refusal::BadRequest("the organisation needs an administrator"));
    }
    Ok(())
}

/// A tag that only clients and mails read: letters, digits and a few marks. Empty is none.
fn tag_of(text: String, form: &'static str) -> Result<Option<String>, AppError> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '+');
    if text.len() > TAG_BYTES_MAX || !text.chars().all(is_good) {
        return Err(Refusal::BadRequest(form).into());
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

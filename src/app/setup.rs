//! The first start: a one-time address, printed on the console, that makes the first
//! administrator (D1).

use super::App;
use super::error::AppError;
use super::sign_in::{Begun, Device};
use super::tokens::Secret;
use super::users::NewUser;
use crate::store::meta;
use crate::store::users;
use domain::limits::SETUP_SPAN;
use domain::person::Side;
use domain::text::Name;
use domain::time::Timestamp;

/// The hash of the one-time token and when it ends, as `hash.millis`.
const SETUP_KEY: &str = "setup";
/// The organisation's name.
const ORGANISATION_KEY: &str = "organisation";

/// What the first administrator says.
#[derive(Debug)]
pub struct SetUp {
    /// The one-time token.
    pub token: Secret,
    /// The organisation's name, as it came.
    pub organisation: String,
    /// The administrator's name, as it came.
    pub name: String,
    /// Their address, as it came.
    pub email: String,
    /// Their password.
    pub password: Secret,
}

impl App {
    /// A new one-time token, which ends the one before; none once there is an administrator.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn offer_set_up(&self) -> Result<Option<Secret>, AppError> {
        let token = Secret::random_token();
        let value = kept(&token, self.now() + SETUP_SPAN);
        let offered = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    meta::lock(sql, SETUP_KEY).await?;
                    if users::has_admin(sql).await? {
                        return Ok(false);
                    }
                    meta::set(sql, SETUP_KEY, &value).await?;
                    Ok(true)
                })
            })
            .await?;
        Ok(offered.then_some(token))
    }

    /// Makes the first administrator and signs them in: once, whoever is how fast.
    ///
    /// # Errors
    /// `SetupDone` for a token that is wrong, expired or used; `BadText`, `WeakPassword`.
    pub async fn set_up(&self, set_up: SetUp, device: Device) -> Result<Begun, AppError> {
        let organisation = Name::parse(&set_up.organisation, "organisation")?;
        let mut admin = NewUser::parse(&set_up.name, &set_up.email, Side::Internal)?;
        admin.admin = true;
        let hash = hex(&set_up.token.hash());
        let (kept, now) = (self.store().meta(SETUP_KEY).await?, self.now());
        // Looked at before the work of hashing, so that strangers cannot cause it.
        let kept = kept.filter(|kept| is_good(kept, &hash, now)).ok_or(AppError::SetupDone)?;
        let password = self.passwords().hash(set_up.password).await?;
        let user = admin.user(now);
        let id = user.id;
        let made = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    meta::lock(sql, SETUP_KEY).await?;
                    if users::has_admin(sql).await? || !meta::take(sql, SETUP_KEY, &kept).await? {
                        return Ok(false);
                    }
                    meta::set(sql, ORGANISATION_KEY, organisation.as_str()).await?;
                    users::add(sql, &user, Some(password)).await
                })
            })
            .await?;
        if !made {
            return Err(AppError::SetupDone);
        }
        tracing::info!(user.id = %id, "the first administrator was made");
        let begun = self.begin(id, device, |_| Box::pin(async { Ok(true) })).await?;
        begun.ok_or(AppError::SetupDone)
    }

    /// The organisation's name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn organisation(&self) -> Result<String, AppError> {
        Ok(self.store().meta(ORGANISATION_KEY).await?.unwrap_or_default())
    }

    /// Names the organisation, if nobody has; at every start.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn name_organisation(&self, name: String) -> Result<(), AppError> {
        self.store()
            .write(move |sql| {
                Box::pin(async move { meta::set_if_absent(sql, ORGANISATION_KEY, &name).await })
            })
            .await?;
        Ok(())
    }
}

fn kept(token: &Secret, until: Timestamp) -> String {
    format!("{}.{}", hex(&token.hash()), until.millis())
}

fn is_good(kept: &str, hash: &str, now: Timestamp) -> bool {
    kept.split_once('.').is_some_and(|(own, until)| {
        own == hash && until.parse().is_ok_and(|until| now < Timestamp::from_millis(until))
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

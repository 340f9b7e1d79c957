//! People from outside: who comes by a link, with a name and an address that proves nothing yet
//! (L2, L5).

use super::App;
use super::error::AppError;
use super::sign_in::{Begun, Device, new_sign_in};
use super::tokens::Secret;
use crate::clock::SystemIds;
use crate::store::sign_ins;
use crate::store::users::{self, EmailState, User};
use domain::ids::{LinkId, UserId};
use domain::person::Side;
use domain::text::{Email, Name};

/// What a stranger says of themselves.
#[derive(Debug, Clone)]
pub struct Newcomer {
    name: Name,
    email: Email,
}

impl Newcomer {
    /// Parses what came.
    ///
    /// # Errors
    /// `BadText`.
    pub fn parse(name: &str, email: &str) -> Result<Self, AppError> {
        Ok(Self { name: Name::parse(name, "name")?, email: Email::parse(email)? })
    }
}

impl App {
    /// Makes an external user and signs them in, in one step. The address is theirs no more than
    /// anybody's: they only typed it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn begin_guest(
        &self,
        newcomer: &Newcomer,
        link: Option<LinkId>,
        device: Device,
    ) -> Result<Begun, AppError> {
        let now = self.now();
        let user = User {
            id: UserId::next(&mut SystemIds),
            side: Side::External,
            admin: false,
            name: newcomer.name.clone(),
            email: Some(newcomer.email.clone()),
            email_state: EmailState::Typed,
            picture: None,
            status: None,
            language: None,
            time_zone: None,
            created_at: now,
            deactivated_at: None,
        };
        let token = Secret::random_token();
        let new = new_sign_in(&user, token.hash(), link, &device, now);
        let (written, sign_in) = (user.clone(), new.id);
        self.store()
            .write(move |sql| {
                Box::pin(async move {
                    users::add(sql, &written, None).await?;
                    sign_ins::begin(sql, &new).await
                })
            })
            .await?;
        Ok(Begun { token, user, sign_in })
    }
}

//! Opening the one-time addresses that were mailed (N5). Who is invited is found in `invited`.

use super::App;
use super::error::AppError;
use super::sign_in::{Begun, Device, new_sign_in};
use super::tokens::Secret;
use crate::store::users::{self, EmailState};
use crate::store::{invitations, sign_ins};
use domain::ids::ConversationId;

/// An invitation that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The sign-in that it gave.
    pub begun: Begun,
    /// Where it leads.
    pub conversation: Option<ConversationId>,
}

impl App {
    /// Opens an invitation: once, whoever is how fast. Its address is proven by that, for nobody
    /// else got the mail.
    ///
    /// # Errors
    /// `CodeInvalid` for one that is unknown, expired or used.
    pub async fn open_invitation(
        &self,
        token: &Secret,
        device: Device,
    ) -> Result<Opened, AppError> {
        let own = Secret::random_token();
        let (invitation, hash, now) = (token.hash(), own.hash(), self.now());
        let opened = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    let redeemed = invitations::redeem(sql, invitation, now).await?;
                    let Some((user, conversation)) = redeemed else { return Ok(None) };
                    let Some(mut user) = users::locked(sql, user).await? else { return Ok(None) };
                    if user.deactivated_at.is_some() {
                        return Ok(None);
                    }
                    if let Some(email) = user.email.clone() {
                        users::set_email(sql, user.id, &email, EmailState::Proven).await?;
                        user.email_state = EmailState::Proven;
                    }
                    let new = new_sign_in(&user, hash, None, &device, now);
                    let ended = sign_ins::begin(sql, &new).await?;
                    Ok(Some((user, new.id, ended, conversation)))
                })
            })
            .await?;
        let (user, sign_in, ended, conversation) = opened.ok_or(AppError::CodeInvalid)?;
        self.tell_ended(user.id, Some(sign_in), ended).await;
        Ok(Opened { begun: Begun { token: own, user, sign_in }, conversation })
    }
}

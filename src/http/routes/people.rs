//! People as answers show them: oneself, and users to administrators and in the directory.

use crate::app::sign_in::Begun;
use crate::app::users::{Account, AddressProof};
use crate::app::{App, tokens::Secret};
use crate::http::cookie;
use axum::Json;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use domain::person::Side;
use serde::Serialize;
use utoipa::ToSchema;

/// A user, to themselves and to internal users. Never to an external user about someone else.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserView {
    /// Which.
    id: String,
    /// The name shown.
    name: String,
    /// Whether they come from outside.
    external: bool,
    /// Whether they administer the organisation.
    admin: bool,
    /// Their address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Whether they have proven it.
    email_proven: bool,
    /// Where the picture is, without its size: append `-48`, `-128` or `-512`.
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<String>,
    /// What they say of themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// A language tag (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// A time zone (IANA).
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    /// Whether an administrator deactivated them.
    deactivated: bool,
    /// What of the unread they want mail about: `all`, `mentions` or `none`. To themselves alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread_mail: Option<&'static str>,
}

impl UserView {
    /// A user to themselves.
    pub(super) fn own(user: &Account) -> Self {
        Self { unread_mail: Some(user.unread_mail.name()), ..Self::from(user) }
    }
}

impl From<&Account> for UserView {
    fn from(user: &Account) -> Self {
        Self {
            id: user.id.to_string(),
            name: user.name.as_str().to_owned(),
            external: user.side == Side::External,
            admin: user.admin,
            email: user.email.as_ref().map(|email| email.as_str().to_owned()),
            email_proven: user.email_state == AddressProof::Proven,
            picture: user.picture.map(protocol::view::picture),
            status: user.status.as_ref().map(|status| status.as_str().to_owned()),
            language: user.language.clone(),
            time_zone: user.time_zone.clone(),
            deactivated: user.deactivated_at.is_some(),
            unread_mail: None,
        }
    }
}

/// A sign-in that began.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignedInAnswer {
    /// Who signed in.
    user: UserView,
    /// The token, unless it went into the cookie: send it as `Authorization: Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// The conversation that this leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<String>,
}

/// How a sign-in is answered: with the token in the body, or in a cookie that scripts cannot read.
pub(super) fn signed_in(
    app: &App,
    begun: &Begun,
    by_cookie: bool,
    conversation_id: Option<String>,
) -> Response {
    let shown = (!by_cookie).then(|| Secret::expose(&begun.token).to_owned());
    let user = UserView::own(&begun.user);
    let answer = SignedInAnswer { user, token: shown, conversation_id };
    let mut response = (StatusCode::CREATED, Json(answer)).into_response();
    if let Some(header) = by_cookie.then(|| cookie::keep(app, &begun.token)).flatten() {
        response.headers_mut().insert(SET_COOKIE, header);
    }
    response
}

//! Signing in and out, and the sign-ins that one has.

use super::people::{SignedInAnswer, signed_in};
use crate::app::sign_in::Device;
use crate::app::tokens::Secret;
use crate::app::{App, SignedIn};
use crate::http::cookie;
use crate::http::extract::{Body, Id};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::rate::OneTry;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use domain::ids::SignInId;
use protocol::code::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in))
        .routes(routes!(sign_out))
        .routes(routes!(sign_ins))
        .routes(routes!(end_sign_in))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SignInBody {
    /// The address.
    email: String,
    /// The password.
    #[schema(value_type = String)]
    password: Secret,
    /// Keep the token in a cookie instead of answering with it.
    #[serde(default)]
    cookie: bool,
}

/// Signs an internal user in by address and password.
#[utoipa::path(
    post, path = "/v1/sign-in", tag = "sign-in", request_body = SignInBody,
    responses(
        (status = 201, description = "Signed in.", body = SignedInAnswer),
        (status = 401, description = "`sign_in_failed`", body = ProblemBody),
        (status = 429, description = "`rate_limited`", body = ProblemBody),
    )
)]
async fn sign_in(
    State(app): State<App>,
    _: OneTry,
    device: Device,
    Body(body): Body<SignInBody>,
) -> Result<Response, Problem> {
    let begun = app.sign_in(&body.email, body.password, device).await?;
    Ok(signed_in(&app, &begun, body.cookie, None))
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SignOutBody {
    /// End all sign-ins of this user, not this one alone.
    #[serde(default)]
    everywhere: bool,
}

/// Ends this sign-in, or all of this user's. Their live sessions close.
#[utoipa::path(
    post, path = "/v1/sign-out", tag = "sign-in", request_body = SignOutBody,
    responses(
        (status = 204, description = "Signed out."),
        (status = 401, description = "`not_signed_in`", body = ProblemBody),
    )
)]
async fn sign_out(
    State(app): State<App>,
    by: SignedIn,
    Body(body): Body<SignOutBody>,
) -> Result<Response, Problem> {
    app.sign_out(&by, body.everywhere).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(header) = cookie::forget(&app) {
        response.headers_mut().insert(SET_COOKIE, header);
    }
    Ok(response)
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SignInView {
    /// Which.
    id: String,
    /// The browser's name, as it gave it.
    label: String,
    /// Milliseconds since 1970.
    created_at: i64,
    /// Milliseconds since 1970, give or take an hour.
    used_at: i64,
    /// Milliseconds since 1970, unless it is used before.
    expires_at: i64,
    /// Whether this request came by it.
    this_one: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SignIns {
    sign_ins: Vec<SignInView>,
}

/// Lists one's own sign-ins, the last used first.
#[utoipa::path(
    get, path = "/v1/sign-ins", tag = "sign-in",
    responses(
        (status = 200, description = "All that have not ended.", body = SignIns),
        (status = 401, description = "`not_signed_in`", body = ProblemBody),
    )
)]
async fn sign_ins(State(app): State<App>, by: SignedIn) -> Result<Json<SignIns>, Problem> {
    let rows = app.sign_ins(&by).await?;
    let sign_ins = rows
        .into_iter()
        .map(|row| SignInView {
            id: row.id.to_string(),
            label: row.label,
            created_at: row.created_at.millis(),
            used_at: row.used_at.millis(),
            expires_at: row.expires_at.millis(),
            this_one: row.id == by.sign_in,
        })
        .collect();
    Ok(Json(SignIns { sign_ins }))
}

/// Ends one of one's own sign-ins.
#[utoipa::path(
    delete, path = "/v1/sign-ins/{id}", tag = "sign-in",
    params(("id" = String, Path, description = "Which.")),
    responses(
        (status = 204, description = "Ended."),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn end_sign_in(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<SignInId>,
) -> Result<StatusCode, Problem> {
    if app.end_sign_in(by.actor.id, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::from(Code::NotFound))
    }
}

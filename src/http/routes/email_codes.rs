//! Proving an e-mail address by a code (L5).

use super::people::UserView;
use crate::app::tokens::Secret;
use crate::app::{App, SignedIn};
use crate::http::extract::Body;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::rate::OneTry;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(send)).routes(routes!(verify))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SendCodeBody {
    /// The address.
    email: String,
}

/// Sends a 6-digit code to an address: good for 10 minutes and 5 tries, one a minute.
#[utoipa::path(
    post, path = "/v1/email-codes", tag = "email-codes", request_body = SendCodeBody,
    responses(
        (status = 202, description = "It will be sent."),
        (status = 403, description = "`forbidden`: internal users", body = ProblemBody),
        (status = 429, description = "`slow_down`", body = ProblemBody),
    )
)]
async fn send(
    State(app): State<App>,
    _: OneTry,
    by: SignedIn,
    Body(body): Body<SendCodeBody>,
) -> Result<StatusCode, Problem> {
    app.send_code(&by, &body.email).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct VerifyCodeBody {
    /// The address.
    email: String,
    /// The 6 digits.
    #[schema(value_type = String)]
    code: Secret,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProvenView {
    /// Who one is from now on.
    user: UserView,
    /// Whether that is another user than before, known by this address. The token stays; live
    /// sessions are closed and connect again.
    moved: bool,
}

/// Proves an address by the code that was sent to it.
#[utoipa::path(
    post, path = "/v1/email-codes/verify", tag = "email-codes", request_body = VerifyCodeBody,
    responses(
        (status = 200, description = "Proven.", body = ProvenView),
        (status = 409, description = "`email_taken`: an internal user's address", body = ProblemBody),
        (status = 422, description = "`code_invalid`", body = ProblemBody),
    )
)]
async fn verify(
    State(app): State<App>,
    _: OneTry,
    by: SignedIn,
    Body(body): Body<VerifyCodeBody>,
) -> Result<Json<ProvenView>, Problem> {
    let proven = app.verify_code(&by, &body.email, body.code).await?;
    Ok(Json(ProvenView { user: UserView::from(&proven.user), moved: proven.moved }))
}

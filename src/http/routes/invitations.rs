//! Opening an invitation that came by mail (N5).

use super::people::{SignedInAnswer, signed_in};
use crate::app::App;
use crate::app::sign_in::Device;
use crate::app::tokens::Secret;
use crate::http::extract::Body;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::rate::OneTry;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(open))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct OpenBody {
    /// From the fragment of the mailed address.
    #[schema(value_type = String)]
    token: Secret,
    /// Keep the new token in a cookie instead of answering with it.
    #[serde(default)]
    cookie: bool,
}

/// Opens an invitation, once: signs in, and proves the address that it was mailed to.
#[utoipa::path(
    post, path = "/v1/invitations/open", tag = "invitations", request_body = OpenBody,
    responses(
        (status = 201, description = "Signed in.", body = SignedInAnswer),
        (status = 422, description = "`code_invalid`: unknown, expired or used", body = ProblemBody),
    )
)]
async fn open(
    State(app): State<App>,
    _: OneTry,
    device: Device,
    Body(body): Body<OpenBody>,
) -> Result<Response, Problem> {
    let opened = app.open_invitation(&body.token, device).await?;
    let conversation = opened.conversation.map(|conversation| conversation.to_string());
    Ok(signed_in(&app, &opened.begun, body.cookie, conversation))
}

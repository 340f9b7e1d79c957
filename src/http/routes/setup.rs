//! The first administrator (D1).

use super::people::{SignedInAnswer, signed_in};
use crate::app::App;
use crate::app::setup::SetUp;
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
    OpenApiRouter::new().routes(routes!(set_up))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SetUpBody {
    /// From the one-time address that the server printed at its start.
    #[schema(value_type = String)]
    token: Secret,
    /// The organisation's name.
    organisation: String,
    /// The administrator's name.
    name: String,
    /// The administrator's address.
    email: String,
    /// 12 characters or more.
    #[schema(value_type = String)]
    password: Secret,
    /// Keep the token in a cookie instead of answering with it.
    #[serde(default)]
    cookie: bool,
}

/// Makes the first administrator and signs them in. Works once.
#[utoipa::path(
    post, path = "/v1/setup", tag = "setup", request_body = SetUpBody,
    responses(
        (status = 201, description = "Made and signed in.", body = SignedInAnswer),
        (status = 409, description = "`setup_done`", body = ProblemBody),
        (status = 422, description = "`weak_password`", body = ProblemBody),
    )
)]
async fn set_up(
    State(app): State<App>,
    _: OneTry,
    device: Device,
    Body(body): Body<SetUpBody>,
) -> Result<Response, Problem> {
    let by_cookie = body.cookie;
    let set_up = SetUp {
        token: body.token,
        organisation: body.organisation,
        name: body.name,
        email: body.email,
        password: body.password,
    };
    let begun = app.set_up(set_up, device).await?;
    Ok(signed_in(&app, &begun, by_cookie, None))
}

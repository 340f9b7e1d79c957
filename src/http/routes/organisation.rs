//! The organisation: its name, which everybody sees.

use crate::app::{App, SignedIn};
use crate::http::extract::Body;
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(change))
}

/// The organisation, as it is and as it is changed.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Organisation {
    /// 1 to 120 characters.
    name: String,
}

/// Names the organisation. Everybody who is there hears of it.
#[utoipa::path(
    patch, path = "/v1/organisation", tag = "users", request_body = Organisation,
    responses(
        (status = 200, description = "As it is now.", body = Organisation),
        (status = 400, description = "`bad_text`", body = ProblemBody),
        (status = 403, description = "`forbidden`", body = ProblemBody),
    )
)]
async fn change(
    State(app): State<App>,
    by: SignedIn,
    Body(body): Body<Organisation>,
) -> Result<Json<Organisation>, Problem> {
    Ok(Json(Organisation { name: app.rename_organisation(&by, &body.name).await? }))
}

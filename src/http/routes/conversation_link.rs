//! The link of a conversation, for its members: looked at, made, limited, ended (L1).

use super::conversations::new_link;
use crate::app::links::ShownLink;
use crate::app::{App, SignedIn};
use crate::http::extract::{Body, Id};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::conversation::link::{self, Limits};
use domain::ids::ConversationId;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look_at_link, make_link, limit_link, revoke_link))
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct LinkBody {
    /// When it ends by itself, in milliseconds since 1970.
    expires_at: Option<i64>,
    /// How many may join by it.
    uses_max: Option<i64>,
}

impl LinkBody {
    fn limits(&self) -> Limits {
        let expires_at = self.expires_at.map(Timestamp::from_millis);
        Limits { expires_at, uses_max: self.uses_max }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MadeLink {
    /// The address that one joins by. It is shown only now: the server keeps a hash of it.
    link: String,
}

/// Makes a link; the one before ends.
#[utoipa::path(
    post, path = "/v1/conversations/{id}/link", tag = "conversations", request_body = LinkBody,
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 201, description = "Made.", body = MadeLink),
        (status = 403, description = "`forbidden`, `read_only`", body = ProblemBody),
    )
)]
async fn make_link(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
    Body(body): Body<LinkBody>,
) -> Result<(StatusCode, Json<MadeLink>), Problem> {
    let (new, address) = new_link(&app, body.expires_at, body.uses_max);
    link::check(new.limits(), app.now()).map_err(crate::app::error::AppError::from)?;
    app.make_link(&by, id, new).await?;
    Ok((StatusCode::CREATED, Json(MadeLink { link: address })))
}

/// Switches the link off.
#[utoipa::path(
    delete, path = "/v1/conversations/{id}/link", tag = "conversations",
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 204, description = "Off."),
        (status = 403, description = "`forbidden`, `read_only`", body = ProblemBody),
    )
)]
async fn revoke_link(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
) -> Result<StatusCode, Problem> {
    app.revoke_link(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A link without its address, of which the server keeps a hash alone.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConversationLink {
    /// When it was made, in milliseconds since 1970.
    created_at: i64,
    /// When it ends by itself, in milliseconds since 1970; absent: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    /// How many may join by it; absent: any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    uses_max: Option<i64>,
    /// How many have.
    uses: i64,
}

impl From<ShownLink> for ConversationLink {
    fn from(link: ShownLink) -> Self {
        Self {
            created_at: link.created_at.millis(),
            expires_at: link.expires_at.map(Timestamp::millis),
            uses_max: link.uses_max,
            uses: link.uses,
        }
    }
}

/// How long and how often the link can be used. For internal members.
#[utoipa::path(
    get, path = "/v1/conversations/{id}/link", tag = "conversations",
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 200, description = "As it is now.", body = ConversationLink),
        (status = 403, description = "`forbidden`, `read_only`", body = ProblemBody),
        (status = 404, description = "`not_found`: also where there is no link", body = ProblemBody),
    )
)]
async fn look_at_link(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
) -> Result<Json<ConversationLink>, Problem> {
    Ok(Json(app.link(&by, id).await?.into()))
}

/// Says anew how long and how often the link can be used: what is left out has no limit. The
/// address stays.
#[utoipa::path(
    put, path = "/v1/conversations/{id}/link", tag = "conversations", request_body = LinkBody,
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 200, description = "As it is now.", body = ConversationLink),
        (status = 400, description = "`bad_request`", body = ProblemBody),
        (status = 403, description = "`forbidden`, `read_only`", body = ProblemBody),
        (status = 404, description = "`not_found`: also where there is no link", body = ProblemBody),
    )
)]
async fn limit_link(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
    Body(body): Body<LinkBody>,
) -> Result<Json<ConversationLink>, Problem> {
    Ok(Json(app.limit_link(&by, id, body.limits()).await?.into()))
}

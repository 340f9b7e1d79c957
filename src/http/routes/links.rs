//! Looking through a link and joining by it (L2). The token travels in the body, never in a URL.

use super::people::{SignedInAnswer, UserView, signed_in};
use crate::app::App;
use crate::app::guests::Newcomer;
use crate::app::sign_in::Device;
use crate::app::tokens::Secret;
use crate::http::extract::{Body, MaybeSignedIn};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::rate::OneTry;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look)).routes(routes!(join))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct LookBody {
    /// From the link's fragment.
    #[schema(value_type = String)]
    token: Secret,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LinkView {
    /// The conversation's title.
    title: String,
    /// Where its picture is, without its size: append `-48`, `-128` or `-512`.
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<String>,
    /// Whether people from outside only read and react.
    read_only: bool,
    /// What a stranger has to say of themselves; who is signed in, nothing.
    needs: Vec<&'static str>,
}

/// Shows what a link leads to. Changes nothing.
#[utoipa::path(
    post, path = "/v1/links/look", tag = "links", request_body = LookBody,
    responses(
        (status = 200, description = "Where it leads.", body = LinkView),
        (status = 404, description = "`link_invalid`: unknown, revoked, expired or used up", body = ProblemBody),
    )
)]
async fn look(
    State(app): State<App>,
    _: OneTry,
    by: MaybeSignedIn,
    Body(body): Body<LookBody>,
) -> Result<Json<LinkView>, Problem> {
    let look = app.look_at_link(&body.token).await?;
    let needs = if by.0.is_some() { Vec::new() } else { vec!["name", "email"] };
    let picture = look.picture.map(protocol::view::picture);
    Ok(Json(LinkView { title: look.title, picture, read_only: look.read_only, needs }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct JoinBody {
    /// From the link's fragment.
    #[schema(value_type = String)]
    token: Secret,
    /// A stranger's name.
    name: Option<String>,
    /// A stranger's address. It proves nothing until a code was sent to it.
    email: Option<String>,
    /// Keep a stranger's token in a cookie instead of answering with it.
    #[serde(default)]
    cookie: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JoinedView {
    user: UserView,
    conversation_id: String,
}

/// Joins by a link: as who is signed in, else as a new guest, who is signed in by that.
#[utoipa::path(
    post, path = "/v1/links/join", tag = "links", request_body = JoinBody,
    responses(
        (status = 200, description = "Joined, as who was signed in.", body = JoinedView),
        (status = 201, description = "Joined as a new guest, and signed in.", body = SignedInAnswer),
        (status = 403, description = "`was_removed`", body = ProblemBody),
        (status = 404, description = "`link_invalid`", body = ProblemBody),
        (status = 409, description = "`member_limit`", body = ProblemBody),
    )
)]
async fn join(
    State(app): State<App>,
    _: OneTry,
    by: MaybeSignedIn,
    device: Device,
    Body(body): Body<JoinBody>,
) -> Result<Response, Problem> {
    let newcomer = match (&by.0, body.name, body.email) {
        (None, Some(name), Some(email)) => Some(Newcomer::parse(&name, &email)?),
        (None, _, _) | (Some(_), _, _) => None,
    };
    let joined = app.join(by.0.as_ref(), &body.token, newcomer.as_ref(), device).await?;
    let conversation_id = joined.conversation.to_string();
    match (joined.begun, by.0) {
        (Some(begun), _) => Ok(signed_in(&app, &begun, body.cookie, Some(conversation_id))),
        (None, Some(by)) => {
            let user = UserView::from(&app.me(&by).await?);
            Ok(Json(JoinedView { user, conversation_id }).into_response())
        }
        (None, None) => Err(Problem::from(protocol::code::Code::Internal)),
    }
}

//! The files of a conversation, the newest first.

use crate::app::files::FilesOf;
use crate::app::{App, SignedIn};
use crate::http::extract::{Id, Params};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use domain::ids::ConversationId;
use protocol::code::Code;
use protocol::generated::Message;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(files))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FilesParams {
    /// `picture`: those of which there is a preview, `other`: all others; both if left out.
    kind: Option<String>,
    /// What the page before gave as `next`.
    before: Option<String>,
    /// Messages on the page, at most 100.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FilesView {
    /// Messages as on the socket, the newest first, each with at least one such file.
    #[schema(value_type = Vec<Object>)]
    messages: Vec<Message>,
    /// Before which message the next page begins; absent after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The messages of a conversation that have files, as the viewer sees them.
#[utoipa::path(
    get, path = "/v1/conversations/{id}/files", tag = "attachments",
    params(("id" = String, Path, description = "Which conversation."), FilesParams),
    responses(
        (status = 200, description = "A page of them.", body = FilesView),
        (status = 400, description = "`bad_request`", body = ProblemBody),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn files(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
    Params(params): Params<FilesParams>,
) -> Result<Json<FilesView>, Problem> {
    let files = match params.kind.as_deref() {
        None => FilesOf::Any,
        Some("picture") => FilesOf::Pictures,
        Some("other") => FilesOf::Others,
        Some(_) => return Err(Problem::new(Code::BadRequest, "kind: picture or other")),
    };
    let bad = |_| Problem::new(Code::BadRequest, "before: the id of a message");
    let before = params.before.map(|id| id.parse().map_err(bad)).transpose()?;
    let page = app.files(&by, id, files, before, params.limit.unwrap_or_default()).await?;
    let messages = page.messages.iter().map(protocol::view::message).collect();
    Ok(Json(FilesView { messages, next: page.next.map(|id| id.to_string()) }))
}

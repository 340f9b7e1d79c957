//! What a member keeps for themselves: mute, archive, pinned conversations, drafts.

use crate::app::{App, SignedIn};
use crate::http::extract::{Body, Id};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::ids::ConversationId;
use domain::time::Timestamp;
use protocol::code::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(mute))
        .routes(routes!(archive))
        .routes(routes!(pin))
        .routes(routes!(drafts))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Mute {
    /// Muted, or not.
    on: bool,
    /// Until when, in milliseconds since 1970; left out: until switched on again.
    until: Option<i64>,
}

/// Mutes a conversation.
#[utoipa::path(
    put, path = "/v1/conversations/{id}/mute", tag = "own", request_body = Mute,
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 204, description = "Done."),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn mute(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
    Body(body): Body<Mute>,
) -> Result<StatusCode, Problem> {
    let until = body.until.map_or(Timestamp::NEVER, Timestamp::from_millis);
    app.mute(&by, id, body.on.then_some(until)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Archive {
    /// Archived until a new message comes, or not.
    on: bool,
}

/// Archives a conversation.
#[utoipa::path(
    put, path = "/v1/conversations/{id}/archive", tag = "own", request_body = Archive,
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 204, description = "Done."),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn archive(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
    Body(body): Body<Archive>,
) -> Result<StatusCode, Problem> {
    app.archive(&by, id, body.on).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PinnedConversations {
    /// In their order, up to 20. Those that are not named are pinned no longer.
    conversations: Vec<String>,
}

/// Pins conversations to the top of one's list.
#[utoipa::path(
    put, path = "/v1/pinned-conversations", tag = "own", request_body = PinnedConversations,
    responses(
        (status = 204, description = "Done."),
        (status = 404, description = "`not_found`", body = ProblemBody),
        (status = 422, description = "`too_many`", body = ProblemBody),
    )
)]
async fn pin(
    State(app): State<App>,
    by: SignedIn,
    Body(body): Body<PinnedConversations>,
) -> Result<StatusCode, Problem> {
    let conversations = body
        .conversations
        .iter()
        .map(|id| id.parse())
        .collect::<Result<Vec<ConversationId>, _>>()
        .map_err(|_| Problem::new(Code::BadRequest, "conversations: ids of conversations"))?;
    app.pin_conversations(&by, conversations).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DraftView {
    /// Where.
    conversation_id: String,
    /// What was typed and not sent.
    text: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Drafts {
    /// The newest first.
    drafts: Vec<DraftView>,
}

/// What one typed and did not send.
#[utoipa::path(
    get, path = "/v1/drafts", tag = "own",
    responses((status = 200, description = "All of it.", body = Drafts))
)]
async fn drafts(State(app): State<App>, by: SignedIn) -> Result<Json<Drafts>, Problem> {
    let drafts = app
        .drafts(&by)
        .await?
        .into_iter()
        .map(|(conversation, text)| DraftView { conversation_id: conversation.to_string(), text })
        .collect();
    Ok(Json(Drafts { drafts }))
}

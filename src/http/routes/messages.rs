//! Messages that are not live: history, pinned ones, scheduled ones.

use crate::app::messages::{HistoryPage, PostCommand};
use crate::app::{App, SignedIn};
use crate::http::extract::{Body, Id, Params};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::ids::{ConversationId, ScheduledId};
use domain::message::Kind;
use domain::time::Timestamp;
use protocol::code::Code;
use protocol::generated as wire;
use protocol::view;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(history))
        .routes(routes!(pinned))
        .routes(routes!(schedule))
        .routes(routes!(scheduled))
        .routes(routes!(cancel))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct HistoryParams {
    /// Messages with a smaller `seq`.
    before: Option<u32>,
    /// Messages with a larger `seq`.
    after: Option<u32>,
    /// 1 to 100; 50 if left out.
    #[serde(default)]
    limit: usize,
}

/// A page of messages, newest last: as the command `history`.
#[utoipa::path(
    get, path = "/v1/conversations/{id}/messages", tag = "messages",
    params(("id" = String, Path, description = "Which conversation."), HistoryParams),
    responses(
        (status = 200, description = "A page.", body = ref("#/components/schemas/Reply.HistoryPage")),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn history(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
    Params(params): Params<HistoryParams>,
) -> Result<Json<wire::reply::HistoryPage>, Problem> {
    let page = HistoryPage {
        before: params.before.map(i64::from),
        after: params.after.map(i64::from),
        limit: params.limit,
    };
    let read = app.history(&by, id, page).await?;
    Ok(Json(wire::reply::HistoryPage {
        messages: read.messages.iter().map(view::message).collect(),
        position: Some(view::position(app.store().epoch(), read.class, read.head)),
        more_before: read.more_before,
        more_after: read.more_after,
    }))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Pinned {
    /// The last pinned first.
    #[schema(value_type = Vec<Object>)]
    messages: Vec<wire::Message>,
}

/// The pinned messages.
#[utoipa::path(
    get, path = "/v1/conversations/{id}/pinned", tag = "messages",
    params(("id" = String, Path, description = "Which conversation.")),
    responses((status = 200, description = "`Message`s.", body = Pinned))
)]
async fn pinned(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
) -> Result<Json<Pinned>, Problem> {
    let messages = app.pinned(&by, id).await?.iter().map(view::message).collect();
    Ok(Json(Pinned { messages }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ScheduleBody {
    /// When, in milliseconds since 1970: up to one year ahead.
    send_at: i64,
    /// A UUID that the client makes for this message.
    client_id: String,
    /// As in the command `send`.
    #[serde(default)]
    text: String,
    /// An internal note.
    #[serde(default)]
    note: bool,
    /// The message that it answers.
    reply_to: Option<String>,
    /// Files uploaded before.
    #[serde(default)]
    attachments: Vec<String>,
    /// Members mentioned by name.
    #[serde(default)]
    mentions: Vec<String>,
    /// Mentions everyone.
    #[serde(default)]
    mention_all: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ScheduledView {
    /// Names it, to cancel it.
    id: String,
    /// Where to.
    conversation_id: String,
    /// When, in milliseconds since 1970.
    send_at: i64,
    /// What it says.
    text: String,
    /// An internal note.
    note: bool,
    /// The code under which it was refused when it was due.
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

fn id_of<T: FromStr>(text: &str, detail: &'static str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::new(Code::BadRequest, detail))
}

fn ids_of<T: FromStr>(texts: &[String], detail: &'static str) -> Result<Vec<T>, Problem> {
    texts.iter().map(|text| id_of(text, detail)).collect()
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MadeScheduled {
    /// Names it, to cancel it.
    id: String,
}

/// Schedules a message.
#[utoipa::path(
    post, path = "/v1/conversations/{id}/scheduled", tag = "messages", request_body = ScheduleBody,
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 201, description = "Scheduled.", body = MadeScheduled),
        (status = 403, description = "`read_only`, `forbidden`", body = ProblemBody),
    )
)]
async fn schedule(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
    Body(body): Body<ScheduleBody>,
) -> Result<(StatusCode, Json<MadeScheduled>), Problem> {
    let reply_to = body.reply_to.as_deref();
    let post = PostCommand {
        client_id: id_of(&body.client_id, "clientId: a UUID")?,
        kind: if body.note { Kind::Note } else { Kind::Text },
        text: body.text,
        reply_to: reply_to.map(|id| id_of(id, "replyTo: the id of a message")).transpose()?,
        forward: None,
        attachments: ids_of(&body.attachments, "attachments: ids of uploaded files")?,
        mentions: ids_of(&body.mentions, "mentions: ids of members")?,
        mention_all: body.mention_all,
    };
    let made = app.schedule(&by, id, post, Timestamp::from_millis(body.send_at)).await?;
    Ok((StatusCode::CREATED, Json(MadeScheduled { id: made.to_string() })))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ScheduledList {
    /// The next one first.
    scheduled: Vec<ScheduledView>,
}

/// What one has scheduled and is not sent yet.
#[utoipa::path(
    get, path = "/v1/scheduled", tag = "messages",
    responses((status = 200, description = "All of it.", body = ScheduledList))
)]
async fn scheduled(State(app): State<App>, by: SignedIn) -> Result<Json<ScheduledList>, Problem> {
    let scheduled = app
        .scheduled(&by)
        .await?
        .into_iter()
        .map(|scheduled| ScheduledView {
            id: scheduled.id.to_string(),
            conversation_id: scheduled.conversation.to_string(),
            send_at: scheduled.send_at.millis(),
            note: scheduled.post.kind == Kind::Note,
            text: scheduled.post.text,
            failed: scheduled.failed,
        })
        .collect();
    Ok(Json(ScheduledList { scheduled }))
}

/// Takes back what was scheduled.
#[utoipa::path(
    delete, path = "/v1/scheduled/{id}", tag = "messages",
    params(("id" = String, Path, description = "Which.")),
    responses(
        (status = 204, description = "It will not be sent."),
        (status = 404, description = "`not_found`: also if it was sent", body = ProblemBody),
    )
)]
async fn cancel(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ScheduledId>,
) -> Result<StatusCode, Problem> {
    app.cancel_scheduled(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

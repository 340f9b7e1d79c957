//! Members of a conversation: who they are, adding, removing, roles, and how far they have read.

use super::conversations::parse_users;
use crate::app::{App, SignedIn};
use crate::http::extract::{Body, Id};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::conversation::Role;
use domain::ids::{ConversationId, UserId};
use protocol::code::Code;
use protocol::generated as wire;
use protocol::view;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change_role, remove))
        .routes(routes!(read_marks))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Members {
    /// In the order of joining.
    #[schema(value_type = Vec<Object>)]
    members: Vec<wire::Member>,
}

/// The members.
#[utoipa::path(
    get, path = "/v1/conversations/{id}/members", tag = "members",
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 200, description = "`Member`s.", body = Members),
        (status = 403, description = "`read_only`: readers are not told", body = ProblemBody),
    )
)]
async fn list(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
) -> Result<Json<Members>, Problem> {
    Ok(Json(Members { members: view::members(&app.members(&by, id).await?) }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewMembers {
    /// Users.
    #[serde(default)]
    members: Vec<String>,
    /// E-mail addresses of further people, who are invited by mail.
    #[serde(default)]
    emails: Vec<String>,
}

/// Adds people, all or none.
#[utoipa::path(
    post, path = "/v1/conversations/{id}/members", tag = "members", request_body = NewMembers,
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 204, description = "They are members."),
        (status = 403, description = "`forbidden`, `read_only`", body = ProblemBody),
        (status = 409, description = "`member_limit`", body = ProblemBody),
        (status = 422, description = "`email_required`", body = ProblemBody),
    )
)]
async fn add(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
    Body(body): Body<NewMembers>,
) -> Result<StatusCode, Problem> {
    // Before anybody is looked for: what someone may not do tells nothing about who is there.
    app.require_internal(&by, id, "internal members add people").await?;
    let invitees = app.invitees(&by, &parse_users(&body.members)?, &body.emails).await?;
    let added = app.add_members(&by, id, invitees.people).await;
    if added.is_err() {
        app.forget_invitees(invitees.made).await;
    }
    added?;
    Ok(StatusCode::NO_CONTENT)
}

/// The conversation and the member that a path names.
fn parse_path((conversation, user): (String, String)) -> Result<(ConversationId, UserId), Problem> {
    match (conversation.parse(), user.parse()) {
        (Ok(conversation), Ok(user)) => Ok((conversation, user)),
        (Err(_), _) | (_, Err(_)) => Err(Problem::from(Code::NotFound)),
    }
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RoleName {
    Owner,
    Moderator,
    Member,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RoleBody {
    /// `owner` hands the ownership over.
    role: RoleName,
}

/// Gives an internal member another role.
#[utoipa::path(
    patch, path = "/v1/conversations/{id}/members/{user}", tag = "members", request_body = RoleBody,
    params(
        ("id" = String, Path, description = "Which conversation."),
        ("user" = String, Path, description = "Which member."),
    ),
    responses(
        (status = 204, description = "Changed."),
        (status = 403, description = "`forbidden`, `read_only`", body = ProblemBody),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn change_role(
    State(app): State<App>,
    by: SignedIn,
    Path(path): Path<(String, String)>,
    Body(body): Body<RoleBody>,
) -> Result<StatusCode, Problem> {
    let (conversation, user) = parse_path(path)?;
    let role = match body.role {
        RoleName::Owner => Role::Owner,
        RoleName::Moderator => Role::Moderator,
        RoleName::Member => Role::Member,
    };
    app.change_role(&by, conversation, user, role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a member. They come back only by being added.
#[utoipa::path(
    delete, path = "/v1/conversations/{id}/members/{user}", tag = "members",
    params(
        ("id" = String, Path, description = "Which conversation."),
        ("user" = String, Path, description = "Which member."),
    ),
    responses(
        (status = 204, description = "Removed."),
        (status = 403, description = "`forbidden`, `read_only`", body = ProblemBody),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn remove(
    State(app): State<App>,
    by: SignedIn,
    Path(path): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (conversation, user) = parse_path(path)?;
    app.remove_member(&by, conversation, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReadMark {
    /// Whose.
    user_id: String,
    /// How far: the number of an event.
    seq: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReadMarks {
    /// One for each member.
    read_marks: Vec<ReadMark>,
}

/// How far each member has read. For internal members.
#[utoipa::path(
    get, path = "/v1/conversations/{id}/read-marks", tag = "members",
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 200, description = "Read marks.", body = ReadMarks),
        (status = 403, description = "`forbidden`, `read_only`", body = ProblemBody),
    )
)]
async fn read_marks(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
) -> Result<Json<ReadMarks>, Problem> {
    let read_marks = app
        .read_marks(&by, id)
        .await?
        .into_iter()
        .map(|(user, seq)| ReadMark { user_id: user.to_string(), seq })
        .collect();
    Ok(Json(ReadMarks { read_marks }))
}

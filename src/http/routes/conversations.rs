//! Conversations: the list, making them, their settings, their end.

use crate::app::tokens::Secret;
use crate::app::{App, SignedIn};
use crate::clock::SystemIds;
use crate::http::extract::{Body, Id, Params};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::conversation::create::Create;
use domain::conversation::settings::Settings;
use domain::conversation::summary::{After, Filter, Summary};
use domain::decision::NewLink;
use domain::ids::{ConversationId, LinkId, UserId};
use domain::person::Side;
use domain::time::Timestamp;
use domain::visibility::Visible;
use protocol::code::Code;
use protocol::generated as wire;
use protocol::view;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(direct))
        .routes(routes!(show, change, delete))
        .routes(routes!(leave))
}

pub(super) fn shown(app: &App, summary: &Visible<Summary>) -> wire::Conversation {
    view::conversation(summary, app.store().epoch())
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only conversations with something unread.
    #[serde(default)]
    unread: bool,
    /// The archived ones instead of the others.
    #[serde(default)]
    archived: bool,
    /// Only those with this tag.
    tag: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 50 if left out.
    #[serde(default)]
    limit: usize,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListPage {
    /// Pinned ones first, all on the first page; then by their last message.
    #[schema(value_type = Vec<Object>)]
    conversations: Vec<wire::Conversation>,
    /// Names the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

fn cursor_text(after: After) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{}", after.last_at.millis(), after.conversation))
}

fn parse_cursor(text: &str) -> Result<After, Problem> {
    let parsed = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| {
        let text = String::from_utf8(bytes).ok()?;
        let (last_at, conversation) = text.split_once('.')?;
        Some(After {
            last_at: Timestamp::from_millis(last_at.parse().ok()?),
            conversation: conversation.parse().ok()?,
        })
    });
    parsed.ok_or_else(|| Problem::new(Code::BadRequest, "cursor: the `next` of a page"))
}

/// One's conversations.
#[utoipa::path(
    get, path = "/v1/conversations", tag = "conversations", params(ListParams),
    responses((status = 200, description = "A page of `Conversation`s.", body = ListPage))
)]
async fn list(
    State(app): State<App>,
    by: SignedIn,
    Params(params): Params<ListParams>,
) -> Result<Json<ListPage>, Problem> {
    let after = params.cursor.as_deref().map(parse_cursor).transpose()?;
    let filter = Filter { unread: params.unread, archived: params.archived, tag: params.tag };
    let page = app.list(&by, filter, after, params.limit).await?;
    let conversations = page.conversations.iter().map(|summary| shown(&app, summary)).collect();
    Ok(Json(ListPage { conversations, next: page.next.map(cursor_text) }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewConversation {
    /// 1 to 120 characters.
    name: String,
    /// Up to 1,000 characters.
    #[serde(default)]
    description: String,
    /// External members only read and react.
    #[serde(default)]
    read_only: bool,
    /// Whoever has the link can join.
    #[serde(default)]
    by_link: bool,
    /// Users to become members.
    #[serde(default)]
    members: Vec<String>,
    /// E-mail addresses of further people, who are invited by mail.
    #[serde(default)]
    emails: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MadeConversation {
    /// As one sees it.
    #[schema(value_type = Object)]
    conversation: wire::Conversation,
    /// The address that one joins by. It is shown only now: the server keeps a hash of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// A link and the address that carries its token, in the fragment.
pub(super) fn new_link(
    app: &App,
    expires_at: Option<i64>,
    uses_max: Option<i64>,
) -> (NewLink, String) {
    let token = Secret::random_token();
    let address = format!("{}/#join={}", app.settings().public_url, token.expose());
    let link = NewLink {
        id: LinkId::next(&mut SystemIds),
        token_hash: token.hash(),
        expires_at: expires_at.map(Timestamp::from_millis),
        uses_max,
    };
    (link, address)
}

pub(super) fn parse_users(users: &[String]) -> Result<Vec<UserId>, Problem> {
    users
        .iter()
        .map(|user| user.parse())
        .collect::<Result<_, _>>()
        .map_err(|_| Problem::new(Code::BadRequest, "members: ids of users"))
}

/// Makes a group: all of it, or nothing.
#[utoipa::path(
    post, path = "/v1/conversations", tag = "conversations", request_body = NewConversation,
    responses(
        (status = 201, description = "Made.", body = MadeConversation),
        (status = 403, description = "`forbidden` for external users", body = ProblemBody),
        (status = 409, description = "`member_limit`", body = ProblemBody),
        (status = 422, description = "`email_required`", body = ProblemBody),
    )
)]
async fn create(
    State(app): State<App>,
    by: SignedIn,
    Body(body): Body<NewConversation>,
) -> Result<(StatusCode, Json<MadeConversation>), Problem> {
    let invitees = app.invitees(&by, &parse_users(&body.members)?, &body.emails).await?;
    let (link, address) = body.by_link.then(|| new_link(&app, None, None)).unzip();
    let new = Create {
        name: body.name,
        description: body.description,
        read_only: body.read_only,
        link,
        members: invitees.people,
    };
    let made = app.create_group(&by, new).await;
    if made.is_err() {
        app.forget_invitees(invitees.made).await;
    }
    let id = made?;
    let conversation = shown(&app, &app.conversation(&by, id).await?);
    Ok((StatusCode::CREATED, Json(MadeConversation { conversation, link: address })))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DirectWith {
    /// Which user.
    user_id: Option<String>,
    /// Or an e-mail address, for internal users.
    email: Option<String>,
}

/// The direct conversation with someone: the one that there is, or a new one.
#[utoipa::path(
    post, path = "/v1/conversations/direct", tag = "conversations", request_body = DirectWith,
    responses(
        (status = 200, description = "The `Conversation`.", body = MadeConversation),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn direct(
    State(app): State<App>,
    by: SignedIn,
    Body(body): Body<DirectWith>,
) -> Result<Json<MadeConversation>, Problem> {
    let users: Vec<String> = body.user_id.into_iter().collect();
    let emails: Vec<String> = body.email.into_iter().collect();
    if users.len() + emails.len() != 1 {
        return Err(Problem::new(Code::BadRequest, "name one person: userId or email"));
    }
    let mut invitees = app.invitees(&by, &parse_users(&users)?, &emails).await?;
    let Some(with) = invitees.people.pop() else {
        return Err(Problem::new(Code::BadRequest, "name one person: userId or email"));
    };
    // What external users begin is available by link (L4).
    let (link, address) = match by.actor.side {
        Side::External => Some(new_link(&app, None, None)),
        Side::Internal => None,
    }
    .unzip();
    let link_id = link.as_ref().map(|link: &NewLink| link.id);
    let made = app.direct(&by, with, link).await;
    if made.is_err() {
        app.forget_invitees(invitees.made).await;
    }
    let id = made?;
    let made_now = app.conversation_rules(id).await?.link == link_id;
    let conversation = shown(&app, &app.conversation(&by, id).await?);
    Ok(Json(MadeConversation { conversation, link: address.filter(|_| made_now) }))
}

/// One conversation, as one sees it.
#[utoipa::path(
    get, path = "/v1/conversations/{id}", tag = "conversations",
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 200, description = "There.", body = ref("#/components/schemas/Conversation")),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn show(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
) -> Result<Json<wire::Conversation>, Problem> {
    Ok(Json(shown(&app, &app.conversation(&by, id).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SettingsBody {
    /// Another name; empty: each viewer sees a title of their own.
    name: Option<String>,
    /// Another description; empty for none.
    description: Option<String>,
    /// Whether external members only read and react.
    read_only: Option<bool>,
    /// All tags.
    tags: Option<Vec<String>>,
}

/// Changes settings: all that are named, or none. What is left out stays.
#[utoipa::path(
    patch, path = "/v1/conversations/{id}", tag = "conversations", request_body = SettingsBody,
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 200, description = "As it is now.", body = ref("#/components/schemas/Conversation")),
        (status = 403, description = "`forbidden`, `read_only`", body = ProblemBody),
    )
)]
async fn change(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
    Body(body): Body<SettingsBody>,
) -> Result<Json<wire::Conversation>, Problem> {
    let settings = Settings {
        name: body.name,
        description: body.description,
        picture: None,
        read_only: body.read_only,
        tags: body.tags,
    };
    app.change_settings(&by, id, settings).await?;
    Ok(Json(shown(&app, &app.conversation(&by, id).await?)))
}

/// Deletes a conversation with everything in it.
#[utoipa::path(
    delete, path = "/v1/conversations/{id}", tag = "conversations",
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 204, description = "Deleted."),
        (status = 403, description = "`forbidden`, `read_only`", body = ProblemBody),
    )
)]
async fn delete(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
) -> Result<StatusCode, Problem> {
    app.delete_conversation(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leaves a conversation.
#[utoipa::path(
    post, path = "/v1/conversations/{id}/leave", tag = "conversations",
    params(("id" = String, Path, description = "Which conversation.")),
    responses(
        (status = 204, description = "Left."),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn leave(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<ConversationId>,
) -> Result<StatusCode, Problem> {
    app.leave(&by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Search (M9), and the export of a conversation (C9).

use super::attachments::disposition;
use crate::app::export::Format;
use crate::app::search::{Has, Search};
use crate::app::{App, SignedIn};
use crate::http::extract::{Id, Params};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::ids::ConversationId;
use domain::time::Timestamp;
use protocol::code::Code;
use protocol::generated::Message;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search)).routes(routes!(export))
}

/// What to find.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchParams {
    /// Words that must all be there; the last one may be a beginning.
    q: String,
    /// The id of the author.
    from: Option<String>,
    /// The id of the conversation.
    r#in: Option<String>,
    /// Sent before, in milliseconds since 1970.
    before: Option<i64>,
    /// Sent at or after, in milliseconds since 1970.
    after: Option<i64>,
    /// `file`, `image` or `link`.
    has: Option<String>,
    /// What the page before gave as `next`.
    cursor: Option<String>,
    /// Results on a page, at most 50.
    limit: Option<usize>,
}

impl SearchParams {
    fn search(self) -> Result<Search, Problem> {
        let has = match self.has.as_deref() {
            None => None,
            Some("file") => Some(Has::File),
            Some("image") => Some(Has::Image),
            Some("link") => Some(Has::Link),
            Some(_) => return Err(bad("has: file, image or link")),
        };
        Ok(Search {
            text: self.q,
            from: parse(self.from.as_deref(), "from: the id of a user")?,
            conversation: parse(self.r#in.as_deref(), "in: the id of a conversation")?,
            before: self.before.map(Timestamp::from_millis),
            after: self.after.map(Timestamp::from_millis),
            has,
            cursor: self.cursor,
            limit: self.limit.unwrap_or_default(),
        })
    }
}

fn bad(detail: &str) -> Problem {
    Problem::new(Code::BadRequest, detail)
}

fn parse<T: std::str::FromStr>(text: Option<&str>, detail: &str) -> Result<Option<T>, Problem> {
    text.map(|text| text.parse().map_err(|_| bad(detail))).transpose()
}

/// A page of results, the best ones first.
#[derive(Debug, Serialize, ToSchema)]
struct FoundView {
    /// Messages as on the socket.
    #[schema(value_type = Vec<Object>)]
    messages: Vec<Message>,
    /// Where the next page begins; absent after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Finds messages in one's own conversations.
#[utoipa::path(
    get, path = "/v1/search", tag = "search", params(SearchParams),
    responses(
        (status = 200, description = "A page of results.", body = FoundView),
        (status = 400, description = "`bad_request`", body = ProblemBody),
    )
)]
async fn search(
    State(app): State<App>,
    by: SignedIn,
    Params(params): Params<SearchParams>,
) -> Result<Json<FoundView>, Problem> {
    let found = app.search(&by, params.search()?).await?;
    let messages = found.messages.iter().map(protocol::view::message).collect();
    Ok(Json(FoundView { messages, next: found.next }))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExportParams {
    /// `jsonl` or `html`.
    format: String,
}

/// Exports a conversation as this internal member sees it.
#[utoipa::path(
    get, path = "/v1/conversations/{id}/export", tag = "search",
    params(("id" = String, Path), ExportParams),
    responses(
        (status = 200, description = "The messages, oldest first.", body = String,
         content_type = "application/jsonl"),
        (status = 403, description = "`forbidden`", body = ProblemBody),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn export(
    State(app): State<App>,
    by: SignedIn,
    Id(conversation): Id<ConversationId>,
    Params(params): Params<ExportParams>,
) -> Result<Response, Problem> {
    let (format, kind) = match params.format.as_str() {
        "jsonl" => (Format::JsonLines, "application/jsonl; charset=utf-8"),
        "html" => (Format::Html, "text/html; charset=utf-8"),
        _ => return Err(bad("format: jsonl or html")),
    };
    let pages = app.export(&by, conversation, format).await?;
    let disposition = disposition(&format!("conversation-{conversation}.{}", params.format), false);
    let mut response = Body::from_stream(pages).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'"),
    );
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

//! The directory, and making users from a file.

use super::people::UserView;
use crate::app::directory::DirectoryPage;
use crate::app::{App, SignedIn};
use crate::http::extract::{Params, read};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::{DefaultBodyLimit, Request, State};
use domain::person::Side;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

/// Bytes of a CSV file: 10,000 rows of a good length.
const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(directory))
        .routes(routes!(import).layer(DefaultBodyLimit::max(FILE_BYTES_MAX)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DirectoryParams {
    /// Beginnings of words of names, or of addresses.
    #[serde(default)]
    query: String,
    /// Users from outside instead of internal ones.
    #[serde(default)]
    external: bool,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many: 50, at most 100.
    #[serde(default)]
    limit: usize,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Directory {
    /// By name.
    users: Vec<UserView>,
    /// The cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Finds users by name or address. For internal users.
#[utoipa::path(
    get, path = "/v1/users", tag = "users",
    params(
        ("query" = Option<String>, Query, description = "Beginnings of words of names, or of addresses."),
        ("external" = Option<bool>, Query, description = "Users from outside instead of internal ones."),
        ("cursor" = Option<String>, Query, description = "`next` of the page before."),
        ("limit" = Option<usize>, Query, description = "How many: 50, at most 100."),
    ),
    responses(
        (status = 200, description = "A page.", body = Directory),
        (status = 403, description = "`forbidden`", body = ProblemBody),
    )
)]
async fn directory(
    State(app): State<App>,
    by: SignedIn,
    Params(params): Params<DirectoryParams>,
) -> Result<Json<Directory>, Problem> {
    let page = DirectoryPage {
        query: params.query,
        side: if params.external { Side::External } else { Side::Internal },
        cursor: params.cursor,
        limit: params.limit,
    };
    let (found, next) = app.directory(&by, page).await?;
    Ok(Json(Directory { users: found.iter().map(UserView::from).collect(), next }))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ImportedView {
    /// Users that were made.
    made: usize,
    /// Rows whose address somebody has already.
    there_already: usize,
    /// Rows with mistakes; if there are any, nothing was imported.
    refused: Vec<RefusedRowView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RefusedRowView {
    /// Its line in the file, from 1.
    line: u64,
    /// What to change.
    reason: String,
}

/// Makes internal users from a CSV file with the columns name, email, role (`admin` or `member`)
/// and password. Who has no password gets a mail with a one-time address. For administrators.
#[utoipa::path(
    post, path = "/v1/users/import", tag = "users",
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, description = "What became of it.", body = ImportedView),
        (status = 400, description = "`bad_request`", body = ProblemBody),
        (status = 403, description = "`forbidden`", body = ProblemBody),
    )
)]
async fn import(
    State(app): State<App>,
    by: SignedIn,
    request: Request,
) -> Result<Json<ImportedView>, Problem> {
    App::require_admin(&by)?;
    let file = read(request, &app).await?;
    let imported = app.import_users(&file).await?;
    let refused = imported
        .refused
        .into_iter()
        .map(|row| RefusedRowView { line: row.line, reason: row.reason })
        .collect();
    Ok(Json(ImportedView { made: imported.made, there_already: imported.there_already, refused }))
}

//! Pictures of people and conversations (T3, T4).

use crate::app::pictures::Crop;
use crate::app::{App, SignedIn};
use crate::http::extract::{Id, Params};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::ids::{ConversationId, PictureId};
use domain::limits::PICTURE_BYTES_MAX;
use protocol::code::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set_own, remove_own))
        .routes(routes!(set_conversations, remove_conversations))
        .layer(DefaultBodyLimit::max(PICTURE_BYTES_MAX))
        .routes(routes!(picture))
}

/// The square to show, in pixels of the picture as it is seen; the middle, if left out.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CropParams {
    /// From the left.
    x: Option<u32>,
    /// From the top.
    y: Option<u32>,
    /// The side of the square.
    side: Option<u32>,
}

impl CropParams {
    fn crop(&self) -> Result<Option<Crop>, Problem> {
        match (self.x, self.y, self.side) {
            (None, None, None) => Ok(None),
            (Some(x), Some(y), Some(side)) => Ok(Some(Crop { x, y, side })),
            _ => Err(Problem::new(Code::BadRequest, "crop: x, y and side together, or none")),
        }
    }
}

/// Where the picture is now.
#[derive(Debug, Serialize, ToSchema)]
struct PictureView {
    /// Its address without its size: append `-48`, `-128` or `-512`.
    picture: Option<String>,
}

fn view(picture: Option<PictureId>) -> Json<PictureView> {
    Json(PictureView { picture: picture.map(protocol::view::picture) })
}

async fn upload(request: Request, app: &App) -> Result<Bytes, Problem> {
    Bytes::from_request(request, app).await.map_err(|rejected| {
        if rejected.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::new(Code::ImageTooLarge, "a picture has at most 10 MB")
        } else {
            Problem::new(Code::BadRequest, "the body did not arrive whole")
        }
    })
}

/// Sets the own picture: JPEG, PNG, WebP or GIF, up to 10 MB and 40 megapixels.
#[utoipa::path(
    put, path = "/v1/me/picture", tag = "pictures", params(CropParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "Where it is.", body = PictureView),
        (status = 413, description = "`image_too_large`", body = ProblemBody),
        (status = 415, description = "`unsupported_media`", body = ProblemBody),
        (status = 422, description = "`image_unreadable`", body = ProblemBody),
        (status = 503, description = "`overloaded`", body = ProblemBody),
    )
)]
async fn set_own(
    State(app): State<App>,
    by: SignedIn,
    Params(crop): Params<CropParams>,
    request: Request,
) -> Result<Json<PictureView>, Problem> {
    let crop = crop.crop()?;
    let bytes = upload(request, &app).await?;
    Ok(view(app.set_own_picture(&by, Some((bytes, crop))).await?))
}

/// Takes the own picture away.
#[utoipa::path(
    delete, path = "/v1/me/picture", tag = "pictures",
    responses((status = 204, description = "There is none any more."))
)]
async fn remove_own(State(app): State<App>, by: SignedIn) -> Result<StatusCode, Problem> {
    app.set_own_picture(&by, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets a conversation's picture.
#[utoipa::path(
    put, path = "/v1/conversations/{id}/picture", tag = "pictures",
    params(("id" = String, Path), CropParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "Where it is.", body = PictureView),
        (status = 403, description = "`forbidden` or `read_only`", body = ProblemBody),
        (status = 404, description = "`not_found`", body = ProblemBody),
        (status = 413, description = "`image_too_large`", body = ProblemBody),
        (status = 415, description = "`unsupported_media`", body = ProblemBody),
        (status = 422, description = "`image_unreadable`", body = ProblemBody),
        (status = 503, description = "`overloaded`", body = ProblemBody),
    )
)]
async fn set_conversations(
    State(app): State<App>,
    by: SignedIn,
    Id(conversation): Id<ConversationId>,
    Params(crop): Params<CropParams>,
    request: Request,
) -> Result<Json<PictureView>, Problem> {
    let crop = crop.crop()?;
    let bytes = upload(request, &app).await?;
    Ok(view(app.set_conversation_picture(&by, conversation, Some((bytes, crop))).await?))
}

/// Takes a conversation's picture away: the default returns.
#[utoipa::path(
    delete, path = "/v1/conversations/{id}/picture", tag = "pictures",
    params(("id" = String, Path)),
    responses(
        (status = 204, description = "There is none any more."),
        (status = 403, description = "`forbidden` or `read_only`", body = ProblemBody),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn remove_conversations(
    State(app): State<App>,
    by: SignedIn,
    Id(conversation): Id<ConversationId>,
) -> Result<StatusCode, Problem> {
    app.set_conversation_picture(&by, conversation, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A picture in one of its sizes. It never changes: another picture has another address.
#[utoipa::path(
    get, path = "/v1/pictures/{picture}", tag = "pictures",
    params(("picture" = String, Path, description = "An id, `-`, and 48, 128 or 512.")),
    responses(
        (status = 200, description = "The picture.", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn picture(
    State(app): State<App>,
    by: SignedIn,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let missing = || Problem::from(Code::NotFound);
    let (id, size) = name.rsplit_once('-').ok_or_else(missing)?;
    let id: PictureId = id.parse().map_err(|_| missing())?;
    let size: u32 = size.parse().map_err(|_| missing())?;
    let shown = app.picture(&by, id, size).await?;
    let kind = HeaderValue::from_str(&shown.media_type).map_err(|_| missing())?;
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_LENGTH, HeaderValue::from(shown.opened.bytes)),
        (CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
    ];
    Ok((headers, Body::from_stream(shown.opened.stream)).into_response())
}

//! Files of messages (M7): up as they come, down to those who see the message.

use crate::app::attachments::Download;
use crate::app::{App, SignedIn};
use crate::http::extract::{Id, Params};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::ids::{AttachmentId, ConversationId};
use domain::message::Attachment;
use domain::text::FileName;
use protocol::code::Code;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::ops::Range;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        // The upload counts its bytes itself, as they come.
        .routes(routes!(upload))
        .layer(DefaultBodyLimit::disable())
        .routes(routes!(download))
        .routes(routes!(preview))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UploadParams {
    /// The file's name, where the body is the file itself.
    name: Option<String>,
}

/// A file that was uploaded: name its id when sending the message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AttachmentView {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// Found from its bytes.
    media_type: String,
    /// Its length.
    bytes: i64,
    /// Of a picture, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    /// Of a picture, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    /// Whether there is a preview.
    preview: bool,
}

impl From<Attachment> for AttachmentView {
    fn from(attachment: Attachment) -> Self {
        Self {
            id: attachment.id.to_string(),
            name: attachment.name.into_string(),
            media_type: attachment.media_type,
            bytes: attachment.bytes,
            width: attachment.width,
            height: attachment.height,
            preview: attachment.preview,
        }
    }
}

/// Uploads a file of up to 100 MB for a message: as the body itself, or as the one part of a
/// `multipart/form-data`. Not sent within 24 hours, it is dropped.
#[utoipa::path(
    post, path = "/v1/conversations/{id}/attachments", tag = "attachments",
    params(("id" = String, Path), UploadParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "It can be sent.", body = AttachmentView),
        (status = 400, description = "`bad_request`", body = ProblemBody),
        (status = 403, description = "`read_only`", body = ProblemBody),
        (status = 404, description = "`not_found`", body = ProblemBody),
        (status = 409, description = "`too_many`", body = ProblemBody),
        (status = 413, description = "`too_large`", body = ProblemBody),
    )
)]
async fn upload(
    State(app): State<App>,
    by: SignedIn,
    Id(conversation): Id<ConversationId>,
    Params(params): Params<UploadParams>,
    request: Request,
) -> Result<(StatusCode, Json<AttachmentView>), Problem> {
    let stored = if is_multipart(request.headers()) {
        upload_part(&app, &by, conversation, request).await?
    } else {
        let name = FileName::clean(params.name.as_deref().unwrap_or_default());
        let pieces = request.into_body().into_data_stream();
        app.upload(&by, conversation, name, pieces).await?
    };
    Ok((StatusCode::CREATED, Json(stored.into())))
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    kind.get(..10).is_some_and(|kind| kind.eq_ignore_ascii_case(b"multipart/"))
}

async fn upload_part(
    app: &App,
    by: &SignedIn,
    conversation: ConversationId,
    request: Request,
) -> Result<Attachment, Problem> {
    let bad = || Problem::new(Code::BadRequest, "multipart/form-data with one file");
    let mut parts = Multipart::from_request(request, app).await.map_err(|_| bad())?;
    let part = parts.next_field().await.map_err(|_| bad())?.ok_or_else(bad)?;
    let name = FileName::clean(part.file_name().unwrap_or_default());
    let stored = app.upload(by, conversation, name, Box::pin(part)).await?;
    match parts.next_field().await {
        Ok(None) => Ok(stored),
        // What was stored is not named to anybody and swept as unsent.
        Ok(Some(_)) | Err(_) => Err(bad()),
    }
}

/// A file, for those who see its message. Takes a `Range` of the form `bytes=a-b`.
#[utoipa::path(
    get, path = "/v1/attachments/{id}", tag = "attachments", params(("id" = String, Path)),
    responses(
        (status = 200, description = "The file.", body = Vec<u8>, content_type = "*/*"),
        (status = 206, description = "A part of it.", body = Vec<u8>, content_type = "*/*"),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn download(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<AttachmentId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let range = headers.get(RANGE).and_then(|range| range.to_str().ok()).and_then(parse_range);
    let download = app.attachment(&by, id, range).await?;
    Ok(respond(download))
}

/// The preview of a picture, at most 640 pixels wide and high.
#[utoipa::path(
    get, path = "/v1/attachments/{id}/preview", tag = "attachments",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "It.", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn preview(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<AttachmentId>,
) -> Result<Response, Problem> {
    Ok(respond(app.attachment_preview(&by, id).await?))
}

/// `bytes=a-b` and `bytes=a-`; other ranges are answered with the whole file.
fn parse_range(text: &str) -> Option<Range<u64>> {
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    let from: u64 = from.parse().ok()?;
    let end = if to.is_empty() { u64::MAX } else { to.parse::<u64>().ok()?.checked_add(1)? };
    (from < end).then_some(from..end)
}

/// Served so that it does nothing wherever it is opened.
fn respond(download: Download) -> Response {
    let Download { name, media_type, opened } = download;
    let length = opened.range.end.saturating_sub(opened.range.start);
    let partial = length < opened.bytes;
    let kind = HeaderValue::from_str(&media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let shown = ["image/", "audio/", "video/"].iter().any(|kind| media_type.starts_with(kind));
    let disposition = disposition(name.as_str(), shown);
    let mut response = Body::from_stream(opened.stream).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    if partial {
        let last = opened.range.end.saturating_sub(1);
        let range = format!("bytes {}-{last}/{}", opened.range.start, opened.bytes);
        if let Ok(range) = HeaderValue::from_str(&range) {
            headers.insert(CONTENT_RANGE, range);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

/// RFC 6266: a name in ASCII for old clients, and the whole name as RFC 8187 encodes it.
pub(super) fn disposition(name: &str, shown: bool) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else if write!(encoded, "%{byte:02X}").is_err() {
            break;
        }
    }
    let kind = if shown { "inline" } else { "attachment" };
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_in_headers() {
        let hostile = "a\"b\r\nSet-Cookie: x=1; ü.pdf";
        let header = disposition(hostile, false);
        assert!(header.starts_with("attachment; filename=\"a_b__Set-Cookie_ x_1_ _.pdf\";"));
        assert!(
            header.ends_with("filename*=UTF-8''a%22b%0D%0ASet-Cookie%3A%20x%3D1%3B%20%C3%BC.pdf")
        );
        assert!(HeaderValue::from_str(&header).is_ok());
        assert!(disposition("x.png", true).starts_with("inline; "));
    }

    #[test]
    fn ranges_are_read_or_ignored() {
        for (text, wanted) in [
            ("bytes=0-0", Some(0..1)),
            ("bytes=5-", Some(5..u64::MAX)),
            ("bytes=-5", None),
            ("bytes=5-4", None),
            ("bytes=0-1,3-4", None),
            ("bytes=0-18446744073709551615", None),
            ("lines=0-1", None),
            ("", None),
        ] {
            assert_eq!(parse_range(text), wanted, "{text}");
        }
    }
}

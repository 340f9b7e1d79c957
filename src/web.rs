//! The web client, built from `web/` and embedded: `/` and its files. Knows nothing of the
//! server's insides; it is a client of the protocol like any other.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::{EmbeddedFile, RustEmbed};
use tower_http::compression::CompressionLayer;

#[derive(Debug, RustEmbed)]
#[folder = "web/dist"]
struct Files;

/// Scripts, styles and requests from this server alone, nothing inline, no text that becomes
/// script, no frame around it. Pictures that are about to be sent are blobs of the page's own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; form-action 'none'; \
    base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types 'none'";

/// Files whose names change with their content.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// `/` and the files that it names, compressed for whoever takes that: they are the same for
/// everybody, so their size tells nothing. What the API answers is not, and is left as it is.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(|headers: HeaderMap| async move { page(&headers) }))
        .route(
            "/assets/{name}",
            get(|Path(name): Path<String>| async move {
                // Debug builds read the folder: a slash that came escaped leads nowhere.
                let file =
                    (!name.contains('/')).then(|| Files::get(&format!("assets/{name}"))).flatten();
                file.map_or_else(
                    || StatusCode::NOT_FOUND.into_response(),
                    |file| asset(&name, file),
                )
            }),
        )
        .layer(CompressionLayer::new().gzip(true))
}

/// Asked for again each time, so that a new version is seen at once.
fn page(headers: &HeaderMap) -> Response {
    let Some(file) = Files::get("index.html") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(file.metadata.sha256_hash()));
    let unchanged =
        headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    response
}

fn asset(name: &str, file: EmbeddedFile) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some(_) | None => "application/octet-stream",
    };
    let mut response = Body::from(file.data).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(FOREVER));
    response
}

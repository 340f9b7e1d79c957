//! The HTTP edge: everything that is not live, under `/v1`, and what operators look at.
//!
//! It translates and guards; what may be done is decided in `app` and `domain`. Sockets and the
//! accept loop are the gateway's.

pub mod cookie;
pub mod extract;
pub mod guard;
pub mod ops;
pub mod problem;
pub mod rate;
pub mod routes;
pub mod wire;

use crate::app::App;
use crate::hub::Hub;
use crate::record::Recorder;
use crate::telemetry::Metrics;
use axum::extract::DefaultBodyLimit;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Extension, Router, middleware};
use domain::limits::BODY_BYTES_MAX;
use problem::Problem;
use protocol::code::Code;
use rate::SignInRate;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// What an operator chose, as far as this edge goes.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Origins whose pages may use the server by cookie: the public URL's, and those added.
    pub origins: Vec<String>,
    /// Names that the server answers for, in lower case, with a port that is not the usual one.
    pub hosts: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<crate::config::Network>,
    /// Sign-ins, codes and joins of one address at once.
    pub sign_in_burst: u32,
    /// Sign-ins, codes and joins of one address each minute.
    pub sign_ins_per_minute: u32,
    /// Metrics are served on an address of their own.
    pub admin_elsewhere: bool,
}

/// What the edge is put together from.
#[derive(Debug, Clone)]
pub struct HttpParts {
    /// What the server does.
    pub app: App,
    /// Its live sessions.
    pub hub: Hub,
    /// Records what clients do.
    pub recorder: Recorder,
    /// What an operator chose.
    pub settings: HttpSettings,
    /// What is counted.
    pub metrics: Metrics,
    /// Is cancelled when the node takes no new sessions any more.
    pub draining: CancellationToken,
}

/// All routes for browsers and clients.
pub fn router(parts: HttpParts) -> Router {
    let (api, mut document) = api().split_for_parts();
    if let Err(error) = wire::describe(&mut document) {
        tracing::error!(
            error = format!("{error:#}"),
            "the types of the contract are not described"
        );
    }
    let document = Arc::new(document);
    let settings = Arc::new(parts.settings);
    let rate = Arc::new(SignInRate::new(settings.sign_in_burst, settings.sign_ins_per_minute));
    let (hub, recorder, stopping) = (parts.hub, parts.recorder, parts.draining.clone());
    let recording = routes::recording::Recording { hub, recorder, stopping };
    let metrics = ops::Metered { metrics: parts.metrics, elsewhere: settings.admin_elsewhere };
    let api = api
        .route("/v1/openapi.json", get(move || async move { ops::openapi(&document) }))
        .merge(ops::probes(parts.draining))
        .merge(ops::metrics(metrics))
        .merge(crate::web::router())
        .fallback(|| async { Problem::from(Code::NotFound) })
        .method_not_allowed_fallback(|| async { Problem::from(Code::MethodNotAllowed) });
    api.layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(Arc::clone(&settings), guard::guard))
        .layer(middleware::from_fn(problem::translate))
        .layer(Extension(rate))
        .layer(Extension(recording))
        .layer(Extension(settings))
        .layer(CatchPanicLayer::custom(|_| Problem::from(Code::Internal).into_response()))
        .layer(middleware::from_fn(guard::headers))
        .with_state(parts.app)
}

/// Health and metrics on an address of their own.
pub fn admin_router(parts: HttpParts) -> Router {
    let metrics = ops::Metered { metrics: parts.metrics, elsewhere: false };
    Router::new()
        .merge(ops::probes(parts.draining))
        .merge(ops::metrics(metrics))
        .fallback(|| async { Problem::from(Code::NotFound) })
        .with_state(parts.app)
}

/// The description of the API, as `docs/openapi.json` keeps it.
///
/// # Errors
/// Never, unless a handler's description cannot be written as JSON.
pub fn openapi() -> anyhow::Result<String> {
    let mut document = api().into_openapi();
    wire::describe(&mut document)?;
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

/// The routes of all areas with their description.
fn api() -> OpenApiRouter<App> {
    #[derive(OpenApi)]
    #[openapi(
        info(
            title = "Parlor",
            description = "Everything that is not live. Live events come by WebSocket: see \
                           proto/PROTOCOL.md. Errors are problem details (RFC 9457) with the \
                           codes of the socket."
        ),
        components(schemas(problem::ProblemBody))
    )]
    struct Description;
    routes::all(OpenApiRouter::with_openapi(Description::openapi()))
}

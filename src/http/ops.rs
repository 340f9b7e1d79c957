//! What operators look at: health, readiness, metrics, version, and the description of the API.

use super::problem::Problem;
use crate::app::App;
use crate::telemetry::Metrics;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use protocol::code::Code;
use serde::Serialize;
use std::net::SocketAddr;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long the store gets to say that it is there.
const READY_DEADLINE: Duration = Duration::from_secs(1);

/// What is counted, and whether it is served elsewhere.
#[derive(Debug, Clone)]
pub(super) struct Metered {
    pub(super) metrics: Metrics,
    pub(super) elsewhere: bool,
}

#[derive(Debug, Serialize)]
struct Ready {
    ready: bool,
    draining: bool,
    store: bool,
    bus: bool,
    /// The same for people to read.
    details: [&'static str; 3],
}

#[derive(Debug, Serialize)]
struct Version {
    name: &'static str,
    version: &'static str,
}

/// `/healthz`, which touches nothing else; `/readyz`; `/version`.
pub(super) fn probes(draining: CancellationToken) -> Router<App> {
    let version = Version { name: "parlor", version: env!("CARGO_PKG_VERSION") };
    let version = serde_json::to_value(&version).unwrap_or_default();
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/version", get(|| async { Json(version) }))
        .route("/readyz", get(move |State(app): State<App>| ready(app, draining)))
}

/// Without the bus a node is slower, not wrong (R8): it stays ready.
async fn ready(app: App, draining: CancellationToken) -> Response {
    let store = app.store().is_ready(READY_DEADLINE).await;
    let bus = app.bus().is_ready().await;
    let draining = draining.is_cancelled();
    let ready = store && !draining;
    let details = details(&app, store, bus, draining);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Ready { ready, draining, store, bus, details })).into_response()
}

fn details(app: &App, store: bool, bus: bool, draining: bool) -> [&'static str; 3] {
    let is_shared = app.store().is_shared();
    let node = if draining { "node: draining" } else { "node: takes sessions" };
    let store = match (is_shared, store) {
        (true, true) => "store: postgres",
        (false, true) => "store: sqlite",
        (true, false) => "store: postgres, away",
        (false, false) => "store: sqlite, away",
    };
    let bus = match (app.bus().is_shared(), bus) {
        (true, true) => "bus: redis",
        (true, false) => "bus: away, delivery by polling",
        (false, _) if is_shared => "bus: in this node alone, delivery from others by polling",
        (false, _) => "bus: in this node",
    };
    [node, store, bus]
}

/// `/metrics`: where there is no address of its own for it, for callers on this machine alone.
pub(super) fn metrics(metered: Metered) -> Router<App> {
    Router::new().route(
        "/metrics",
        get(move |request: Request| async move {
            if metered.elsewhere || !is_from_here(&request) {
                return Problem::from(Code::NotFound).into_response();
            }
            let kind = (CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
            ([kind], metered.metrics.render()).into_response()
        }),
    )
}

fn is_from_here(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let forwarded = request.headers().contains_key("x-forwarded-for");
    peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback()) && !forwarded
}

/// `/v1/openapi.json`.
pub(super) fn openapi(document: &utoipa::openapi::OpenApi) -> Response {
    Json(document).into_response()
}

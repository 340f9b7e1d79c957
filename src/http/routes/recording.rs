//! Recording what clients do, for administrators (O5). What is recorded is `record`'s.

use crate::app::{App, SignedIn};
use crate::http::extract::Params;
use crate::http::problem::{Problem, ProblemBody};
use crate::hub::Hub;
use crate::record::{self, Recorder};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// What a recording is made of.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Knows who is there already.
    pub hub: Hub,
    /// Knows what happens.
    pub recorder: Recorder,
    /// Is cancelled when the node is about to stop.
    pub stopping: CancellationToken,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RecordingParams {
    /// For how long, from 1 to 86,400.
    seconds: u64,
}

/// Records what the clients of this node do from now on, with stand-ins for people and texts. For
/// administrators, where `PARLOR_RECORDING` is on.
#[utoipa::path(
    get, path = "/v1/recording", tag = "recording", params(RecordingParams),
    responses(
        (status = 200, description = "Lines as `load-tests/recordings/README.md` has them, while \
         they come.", body = String, content_type = "application/jsonl"),
        (status = 400, description = "`bad_request`", body = ProblemBody),
        (status = 403, description = "`forbidden`", body = ProblemBody),
        (status = 409, description = "`too_many` at once", body = ProblemBody),
    )
)]
async fn show(
    State(app): State<App>,
    Extension(recording): Extension<Recording>,
    by: SignedIn,
    Params(params): Params<RecordingParams>,
) -> Result<Response, Problem> {
    let Recording { hub, recorder, stopping } = recording;
    let span = Duration::from_secs(params.seconds);
    let lines = record::record(&recorder, (&app, &hub), by, span, stopping)?;
    let kind = (CONTENT_TYPE, "application/jsonl; charset=utf-8");
    Ok(([kind], Body::from_stream(lines)).into_response())
}

//! Error answers: problem details (RFC 9457) with the codes of the socket.

use crate::app::error::AppError;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::time::Span;
use protocol::code::Code;
use serde::Serialize;
use utoipa::ToSchema;

const PROBLEM_JSON: &str = "application/problem+json";

/// An error answer.
#[derive(Debug)]
pub struct Problem {
    code: Code,
    detail: String,
    retry_after: Option<Span>,
    places: Option<u32>,
    user_ids: Vec<String>,
}

/// The body of an error answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `urn:parlor:error:` and the code.
    r#type: String,
    /// What the code means.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// The same code as on the socket; see `proto/PROTOCOL.md`.
    code: &'static str,
    /// What to change.
    detail: String,
    /// When the same can be tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<i64>,
    /// With `member_limit`: how many places are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<u32>,
    /// With `email_required`: who has no address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    user_ids: Vec<String>,
}

impl Problem {
    /// An error of this code that says more exactly what to change.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), retry_after: None, places: None, user_ids: Vec::new() }
    }

    /// The same, saying when to try again.
    #[must_use]
    pub fn after(mut self, span: Span) -> Self {
        self.retry_after = Some(span);
        self
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code, code.text())
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let mut problem = Self::new(error.code(), error.to_string());
        problem.retry_after = error.retry_after();
        match &error {
            AppError::Refused(refusal) => {
                let wire = protocol::generated::Error::from(refusal);
                problem.places = wire.places;
                problem.user_ids = wire.user_ids;
            }
            AppError::Internal(source) => {
                // Here it is handled, so here it is logged, and nowhere else.
                tracing::error!(error = format!("{source:#}"), "a request failed");
            }
            AppError::NotSignedIn
            | AppError::SignInFailed
            | AppError::CodeInvalid
            | AppError::WeakPassword
            | AppError::SlowDown { .. }
            | AppError::EmailTaken
            | AppError::SetupDone
            | AppError::RateLimited { .. }
            | AppError::Overloaded { .. }
            | AppError::BadFile { .. }
            | AppError::Unavailable => {}
        }
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = ProblemBody {
            r#type: format!("urn:parlor:error:{}", self.code),
            title: self.code.text(),
            status: status.as_u16(),
            code: self.code.as_str(),
            detail: self.detail,
            retry_after_ms: self.retry_after.map(Span::as_millis),
            places: self.places,
            user_ids: self.user_ids,
        };
        let json = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (status, Body::from(json)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(span) = self.retry_after {
            let seconds = (span.as_millis() + 999).div_euclid(1_000);
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Turns the plain refusals of the library into problems, so that there is one form of error.
pub async fn translate(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_ours = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes() == PROBLEM_JSON.as_bytes());
    let code = match response.status() {
        _ if is_ours => return response,
        StatusCode::BAD_REQUEST => Code::BadRequest,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMedia,
        StatusCode::UNPROCESSABLE_ENTITY => Code::BadRequest,
        StatusCode::INTERNAL_SERVER_ERROR => Code::Internal,
        _ => return response,
    };
    let mut problem = Problem::from(code).into_response();
    if let Some(allow) = response.headers().get(ALLOW) {
        problem.headers_mut().insert(ALLOW, allow.clone());
    }
    problem
}

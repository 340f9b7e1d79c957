//! What handlers take from a request: strict bodies, ids, and who is signed in.

use super::cookie;
use super::problem::Problem;
use crate::app::error::AppError;
use crate::app::sign_in::Device;
use crate::app::{App, SignedIn};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use protocol::code::Code;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use std::str::FromStr;

/// A JSON body. Unknown and doubled fields are refused, as is anything after it.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "send Content-Type: application/json";
            return Err(Problem::new(Code::UnsupportedMedia, detail));
        }
        let bytes = read(request, app).await?;
        parse(&bytes).map(Self)
    }
}

/// All bytes of a body, up to the limit of its route.
///
/// # Errors
/// `too_large`, or `bad_request` if the sender broke off.
pub async fn read(request: Request, app: &App) -> Result<Bytes, Problem> {
    Bytes::from_request(request, app).await.map_err(|rejected| {
        if rejected.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::from(Code::TooLarge)
        } else {
            Problem::new(Code::BadRequest, "the body did not arrive whole")
        }
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        Category::Io | Category::Syntax | Category::Eof => {
            Problem::new(Code::BadJson, format!("this is not JSON: {error}"))
        }
        Category::Data => Problem::new(Code::BadRequest, error.to_string()),
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// The parameters after the `?`.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Query(params) = Query::from_request_parts(parts, app)
            .await
            .map_err(|rejected| Problem::new(Code::BadRequest, rejected.body_text()))?;
        Ok(Self(params))
    }
}

/// The one id in the path.
#[derive(Debug)]
pub struct Id<T>(pub T);

impl<T: FromStr> FromRequestParts<App> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| Problem::from(Code::NotFound))?;
        text.parse().map(Self).map_err(|_| Problem::from(Code::NotFound))
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    /// By `Authorization: Bearer` or by the cookie; with both, by the header.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = match parts.headers.contains_key(AUTHORIZATION) {
            true => bearer(&parts.headers),
            false => cookie::token(app, &parts.headers),
        };
        let token = token.ok_or_else(|| Problem::from(Code::NotSignedIn))?;
        Ok(app.authenticate(token).await?)
    }
}

/// Who is signed in, if anybody is. A token in the header has to be good; a browser's cookie that
/// is over counts as none, for the browser cannot help sending it.
#[derive(Debug)]
pub struct MaybeSignedIn(pub Option<SignedIn>);

impl FromRequestParts<App> for MaybeSignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if parts.headers.contains_key(AUTHORIZATION) {
            return SignedIn::from_request_parts(parts, app).await.map(|by| Self(Some(by)));
        }
        let Some(token) = cookie::token(app, &parts.headers) else { return Ok(Self(None)) };
        match app.authenticate(token).await {
            Ok(by) => Ok(Self(Some(by))),
            Err(AppError::NotSignedIn) => Ok(Self(None)),
            Err(error) => Err(error.into()),
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (scheme, token) = all.next()?.to_str().ok()?.split_once(' ')?;
    let is_one = all.next().is_none();
    (is_one && scheme.eq_ignore_ascii_case("bearer")).then(|| token.trim())
}

impl<S: Sync> FromRequestParts<S> for Device {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let label = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self { label: label.unwrap_or_default().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Sample {
        first_name: String,
    }

    #[test]
    fn bodies_are_strict() {
        let right: Sample = parse(br#"{"firstName": "ana"}"#).unwrap();
        assert_eq!(right.first_name, "ana");
        for wrong in [
            r#"{"firstName": "ana", "other": 1}"#,
            r#"{"firstName": "ana", "firstName": "ben"}"#,
            r#"{"first_name": "ana"}"#,
            r#"{"firstName": 1}"#,
            r#"{"firstName": "ana"} x"#,
            r#"{"firstName": "ana"}{}"#,
            "{",
            "",
        ] {
            let problem = parse::<Sample>(wrong.as_bytes()).unwrap_err();
            assert_eq!(problem.into_response().status(), 400, "{wrong}");
        }
    }
}

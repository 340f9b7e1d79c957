//! What a WebSocket handshake has to be before a socket is a session: RFC 6455, 4.2.1, and on top
//! of it who may ask, and by which name. Never negotiates compression. Does not look at tokens.

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{
    ALLOW, CONNECTION, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    RETRY_AFTER, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode, Version};
use protocol::code::Code;
use protocol::codec::Encoding;
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Bytes of the nonce in `Sec-WebSocket-Key`.
const KEY_BYTES: usize = 16;
/// The version of the protocol that RFC 6455 defines.
const VERSION: &str = "13";

/// By which names this server is asked, and from which pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Names of hosts, in lower case and without a port.
    pub hosts: Vec<String>,
    /// Origins besides those of the hosts themselves: scheme, name and port, in lower case.
    pub origins: Vec<String>,
}

impl Names {
    /// These hosts, with or without a port, and these origins.
    #[must_use]
    pub fn new(hosts: &[String], origins: &[String]) -> Self {
        let hosts = hosts.iter().map(|host| host_name(host).to_lowercase()).collect();
        let origins = origins.iter().map(|origin| origin.to_lowercase()).collect();
        Self { hosts, origins }
    }

    /// Whether a `Host` names this server, whatever the port.
    #[must_use]
    pub fn has_host(&self, host: &str) -> bool {
        let name = host_name(host).to_lowercase();
        self.hosts.contains(&name)
    }

    /// Whether a page of this origin may ask, `host` being the name that it asked for.
    #[must_use]
    pub fn has_origin(&self, origin: &str, host: &str) -> bool {
        let origin = origin.to_lowercase();
        let same = ["http://", "https://"].iter().any(|scheme| {
            origin.strip_prefix(scheme).is_some_and(|rest| rest == host.to_lowercase())
        });
        same || self.origins.contains(&origin)
    }
}

/// The name in `name:port`, brackets of an IPv6 address included.
fn host_name(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => authority,
    }
}

/// A handshake that may become a session.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Accepted {
    pub(super) encoding: Encoding,
    /// The token of the browser's cookie.
    pub(super) cookie: Option<String>,
    accept: String,
    /// The client named subprotocols, so the answer names the one taken.
    named: bool,
}

/// Why it may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused {
    status: StatusCode,
    code: Code,
    text: &'static str,
    /// Seconds after which to try again.
    retry_after: Option<u64>,
}

impl Refused {
    const fn new(status: StatusCode, code: Code, text: &'static str) -> Self {
        Self { status, code, text, retry_after: None }
    }

    /// There is no room; perhaps after this time.
    pub(super) fn busy(retry_after: Duration) -> Self {
        let seconds = retry_after.as_secs().saturating_add(1);
        let text = Code::Overloaded.text();
        let refused = Self::new(StatusCode::SERVICE_UNAVAILABLE, Code::Overloaded, text);
        Self { retry_after: Some(seconds), ..refused }
    }

    const fn bad(text: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Code::BadRequest, text)
    }

    /// The answer to it (RFC 9457).
    pub(super) fn response(self) -> Response<Body> {
        let status = self.status.as_u16();
        let problem = json!({ "status": status, "code": self.code.as_str(), "detail": self.text });
        let mut response = Response::new(Body::from(problem.to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
        if self.status == StatusCode::UPGRADE_REQUIRED {
            headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static(VERSION));
            headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(ALLOW, HeaderValue::from_static("GET"));
        }
        response
    }
}

impl Accepted {
    /// The answer that turns the connection into a WebSocket.
    pub(super) fn response(&self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        if let Ok(accept) = HeaderValue::from_str(&self.accept) {
            headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
        }
        if self.named {
            let name = HeaderValue::from_static(self.encoding.subprotocol());
            headers.insert(SEC_WEBSOCKET_PROTOCOL, name);
        }
        response
    }
}

/// Looks at a handshake. `token_of` finds the sign-in's token among the cookies.
pub(super) fn check(
    request: &Parts,
    names: &Names,
    token_of: impl FnOnce(&HeaderMap) -> Option<String>,
) -> Result<Accepted, Refused> {
    let headers = &request.headers;
    if request.method != Method::GET {
        let text = "a handshake is a GET";
        return Err(Refused::new(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed, text));
    }
    if request.version != Version::HTTP_11 {
        let text = "a handshake is HTTP/1.1";
        return Err(Refused::new(StatusCode::UPGRADE_REQUIRED, Code::BadRequest, text));
    }
    let host = one(headers, HOST)
        .map_err(|()| Refused::bad("there is one Host"))?
        .ok_or(Refused::bad("there is no Host"))?;
    if !names.has_host(host) {
        let text = Code::HostRefused.text();
        return Err(Refused::new(StatusCode::MISDIRECTED_REQUEST, Code::HostRefused, text));
    }
    let cookie = headers.contains_key(COOKIE).then(|| token_of(headers)).flatten();
    check_origin(headers, names, host, cookie.is_some())?;
    if !lists(headers, CONNECTION, "upgrade") || !lists(headers, UPGRADE, "websocket") {
        let text = "this is a WebSocket: send Connection: Upgrade and Upgrade: websocket";
        return Err(Refused::new(StatusCode::UPGRADE_REQUIRED, Code::BadRequest, text));
    }
    if one(headers, SEC_WEBSOCKET_VERSION) != Ok(Some(VERSION)) {
        let text = "Sec-WebSocket-Version is 13";
        return Err(Refused::new(StatusCode::UPGRADE_REQUIRED, Code::BadRequest, text));
    }
    let bad_key = Refused::bad("Sec-WebSocket-Key is 16 bytes in base64");
    let key = one(headers, SEC_WEBSOCKET_KEY).ok().flatten().ok_or(bad_key)?;
    if STANDARD.decode(key).map(|nonce| nonce.len()) != Ok(KEY_BYTES) {
        return Err(bad_key);
    }
    let named = headers.contains_key(SEC_WEBSOCKET_PROTOCOL);
    let encoding = if named { choose(headers)? } else { Encoding::default() };
    Ok(Accepted { encoding, cookie, accept: derive_accept_key(key.as_bytes()), named })
}

fn check_origin(
    headers: &HeaderMap,
    names: &Names,
    host: &str,
    has_cookie: bool,
) -> Result<(), Refused> {
    let refused =
        Refused::new(StatusCode::FORBIDDEN, Code::OriginRefused, Code::OriginRefused.text());
    match one(headers, ORIGIN) {
        Err(()) => Err(Refused::bad("there is one Origin at the most")),
        Ok(Some(origin)) if names.has_origin(origin, host) => Ok(()),
        Ok(None) if !has_cookie => Ok(()),
        Ok(_) => Err(refused),
    }
}

/// Names may stand in one header or in several.
fn choose(headers: &HeaderMap) -> Result<Encoding, Refused> {
    headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find_map(Encoding::choose)
        .ok_or(Refused::bad("the subprotocol is parlor.v1.json or parlor.v1.proto"))
}

/// The header's value, if there is one; an error if there are several, or it is no text.
fn one(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        (Some(_), Some(_)) => Err(()),
    }
}

/// Whether a header lists a word.
fn lists(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|listed| listed.trim().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests;

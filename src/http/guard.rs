//! What every request passes: the host it is for, the proof that it comes from our own pages, and
//! the headers of every answer.

use super::HttpSettings;
use super::problem::Problem;
use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use protocol::code::Code;
use std::sync::Arc;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses requests for other hosts, and such that another site's page made a browser send.
pub async fn guard(
    State(settings): State<Arc<HttpSettings>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let is_probe = matches!(path, "/healthz" | "/readyz" | "/metrics" | "/version");
    if !is_probe && !is_our_host(&settings, request.headers()) {
        return Problem::new(
            Code::HostRefused,
            "this server does not answer for this host: set PARLOR_PUBLIC_URL or \
             PARLOR_ALLOWED_HOSTS",
        )
        .into_response();
    }
    if changes_something(request.method()) && !has_proof(&settings, request.headers()) {
        return Problem::from(Code::OriginRefused).into_response();
    }
    next.run(request).await
}

fn is_our_host(settings: &HttpSettings, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next().and_then(|host| host.to_str().ok()), hosts.next()) {
        (Some(host), None) => settings.hosts.iter().any(|own| own.eq_ignore_ascii_case(host)),
        _ => false,
    }
}

fn changes_something(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Programs send neither a cookie nor an origin, and a token that no browser adds by itself. Who
/// has either has to come from one of our own pages.
fn has_proof(settings: &HttpSettings, headers: &HeaderMap) -> bool {
    if headers.contains_key(AUTHORIZATION) {
        return true;
    }
    let mut origins = headers.get_all(ORIGIN).iter();
    let origin = origins.next();
    let is_ours = origin.is_some_and(|origin| {
        settings.origins.iter().any(|own| origin.as_bytes().eq_ignore_ascii_case(own.as_bytes()))
    });
    if origins.next().is_some() || (origin.is_some() && !is_ours) {
        return false;
    }
    match headers.get(SEC_FETCH_SITE) {
        Some(site) => is_ours || site.as_bytes() == b"same-origin",
        None => is_ours || !headers.contains_key(COOKIE),
    }
}

/// Adds to every answer what keeps browsers careful, where a route does not say it itself.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proves(pairs: &[(&str, &str)]) -> bool {
        let settings = HttpSettings {
            origins: vec!["https://chat.example.com".to_owned()],
            hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            sign_in_burst: 1,
            sign_ins_per_minute: 1,
            admin_elsewhere: false,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, value.parse().unwrap());
        }
        has_proof(&settings, &headers)
    }

    #[test]
    fn a_cookie_needs_a_proof_of_our_own_page() {
        let cookie = ("cookie", "parlor=x");
        assert!(proves(&[]));
        assert!(!proves(&[cookie]));
        assert!(proves(&[cookie, ("sec-fetch-site", "same-origin")]));
        assert!(proves(&[cookie, ("origin", "https://chat.example.com")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!proves(&[cookie, ("sec-fetch-site", site)]), "{site}");
        }
        for origin in ["null", "https://chat.example.com.evil.com", "http://chat.example.com"] {
            assert!(!proves(&[cookie, ("origin", origin)]), "{origin}");
            assert!(!proves(&[("origin", origin)]), "{origin}");
        }
        let twice = ("origin", "https://chat.example.com");
        assert!(!proves(&[cookie, twice, twice]));
        assert!(proves(&[("authorization", "Bearer x"), ("origin", "https://other.example")]));
    }
}

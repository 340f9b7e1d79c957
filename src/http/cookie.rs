//! The cookie that keeps a browser signed in. Scripts cannot read it.

use crate::app::App;
use crate::app::tokens::Secret;
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use domain::limits::SIGN_IN_SPAN_MAX;

/// The cookie's name: bound by a prefix to this host and to https, where there is https.
#[must_use]
pub fn name(app: &App) -> &'static str {
    if is_secure(app) { "__Host-parlor" } else { "parlor" }
}

fn is_secure(app: &App) -> bool {
    app.settings().public_url.starts_with("https://")
}

/// The token in the request's cookie, if there is exactly one.
#[must_use]
pub fn token<'h>(app: &App, headers: &'h HeaderMap) -> Option<&'h str> {
    let name = name(app);
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = found.next()?;
    // Two of them: somebody else planted one, and it cannot be told which.
    found.next().is_none().then_some(first)
}

/// The header that keeps a browser signed in.
#[must_use]
pub fn keep(app: &App, token: &Secret) -> Option<HeaderValue> {
    let seconds = SIGN_IN_SPAN_MAX.duration().as_secs();
    header(app, token.expose(), seconds)
}

/// The header that makes a browser forget.
#[must_use]
pub fn forget(app: &App) -> Option<HeaderValue> {
    header(app, "", 0)
}

fn header(app: &App, value: &str, seconds: u64) -> Option<HeaderValue> {
    let secure = if is_secure(app) { "; Secure" } else { "" };
    let text =
        format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", name(app));
    let mut header = HeaderValue::from_str(&text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

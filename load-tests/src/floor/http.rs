//! The requests that come before a session: a conversation, a guest who joins it, the handshake.

use super::rooms::Rooms;
use crate::wire;
use anyhow::{Context as _, bail};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Does the first request in `bytes`; returns how long it is, 0 until all of it is there.
pub(super) fn take(
    bytes: &[u8],
    rooms: &mut Rooms,
    answers: &mut Vec<u8>,
    is_live: &mut bool,
) -> anyhow::Result<usize> {
    let Some(end) = memchr::memmem::find(bytes, b"\r\n\r\n") else { return Ok(0) };
    let end = end + 4;
    let head = std::str::from_utf8(bytes.get(..end).unwrap_or_default())?;
    if let Some(key) = header(head, "sec-websocket-key") {
        let accept = derive_accept_key(key.as_bytes());
        answers.extend_from_slice(
            format!(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\
                 Upgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\
                 Sec-WebSocket-Protocol: parlor.v1.json\r\n\r\n"
            )
            .as_bytes(),
        );
        *is_live = true;
        return Ok(end);
    }
    let length: usize = header(head, "content-length").unwrap_or("0").parse()?;
    let Some(body) = bytes.get(end..end + length) else { return Ok(0) };
    let path = head.split(' ').nth(1).unwrap_or_default();
    let answer = match path {
        "/v1/conversations" => {
            let room = rooms.create();
            format!(r#"{{"conversation":{{"id":"{room}"}},"link":"http://floor/#join={room}"}}"#)
        }
        "/v1/links/join" => {
            let room = wire::field(body, "token").context("no token")?;
            let room = std::str::from_utf8(room)?;
            format!(r#"{{"token":"guest.{room}"}}"#)
        }
        other => bail!("the floor knows nothing of {other}"),
    };
    answers.extend_from_slice(
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{answer}",
            answer.len()
        )
        .as_bytes(),
    );
    Ok(end + length)
}

/// A header's value.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

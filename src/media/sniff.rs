//! The type of a file, from its first bytes. What a client says of it counts for nothing (M7), and
//! nothing is ever called a type that a browser would run.

use image::ImageFormat;

/// Bytes that are enough to tell.
pub const HEAD_BYTES: usize = 4_096;

/// The pictures that are decoded.
#[must_use]
pub fn picture(head: &[u8]) -> Option<ImageFormat> {
    match media_type(head) {
        "image/png" => Some(ImageFormat::Png),
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/webp" => Some(ImageFormat::WebP),
        "image/gif" => Some(ImageFormat::Gif),
        _ => None,
    }
}

/// Magic numbers: where they stand, what they are, what they mean.
const MAGIC: &[(usize, &[u8], &str)] = &[
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
];

/// The media type; `text/plain` for what can be read as text, HTML and SVG included, and
/// `application/octet-stream` for everything else.
#[must_use]
pub fn media_type(head: &[u8]) -> &'static str {
    let found = MAGIC.iter().find(|(at, magic, media_type)| {
        let riff = media_type.ends_with("/webp") || media_type.ends_with("/wav");
        head.get(*at..).is_some_and(|rest| rest.starts_with(magic))
            && (!riff || head.starts_with(b"RIFF"))
    });
    match found {
        Some((_, _, media_type)) => media_type,
        None if is_text(head) => "text/plain; charset=utf-8",
        None => "application/octet-stream",
    }
}

/// UTF-8 without control characters; the last character may be cut off.
fn is_text(head: &[u8]) -> bool {
    let readable = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && head.len() >= HEAD_BYTES => {
            let valid = head.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(valid).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !readable.is_empty() && !readable.chars().any(|c| c.is_control() && !c.is_whitespace())
}

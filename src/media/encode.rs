//! From pixels to bytes: JPEG for what is opaque, PNG for what is not. Writes no metadata.

use super::BadPicture;
use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat};
use std::io::Cursor;

const JPEG_QUALITY: u8 = 85;

/// Encodes pictures, all of them in one format: if one shows what is behind it, all are PNG.
pub(super) fn all(images: &[DynamicImage]) -> Result<(&'static str, Vec<Bytes>), BadPicture> {
    let opaque = images.iter().all(is_opaque);
    let encodings = images.iter().map(|image| if opaque { jpeg(image) } else { png(image) });
    let media_type = if opaque { "image/jpeg" } else { "image/png" };
    Ok((media_type, encodings.collect::<Result<_, _>>()?))
}

fn is_opaque(image: &DynamicImage) -> bool {
    !image.color().has_alpha() || image.to_rgba8().pixels().all(|pixel| pixel.0[3] == u8::MAX)
}

fn jpeg(image: &DynamicImage) -> Result<Bytes, BadPicture> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    image.to_rgb8().write_with_encoder(encoder).map_err(|_| BadPicture::Unreadable)?;
    Ok(bytes.into())
}

fn png(image: &DynamicImage) -> Result<Bytes, BadPicture> {
    let mut bytes = Cursor::new(Vec::new());
    let pixels = image.to_rgba8();
    pixels.write_to(&mut bytes, ImageFormat::Png).map_err(|_| BadPicture::Unreadable)?;
    Ok(bytes.into_inner().into())
}

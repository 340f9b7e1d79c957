//! From bytes to pixels: size looked at first, then limits set, then decoded, cropped and resized
//! in one step, turned upright last, when little is left to turn.

use super::{BadPicture, Crop, sniff};
use domain::limits::{
    PICTURE_BYTES_MAX, PICTURE_DECODE_BYTES_MAX, PICTURE_PIXELS_MAX, PICTURE_SIDE_PIXELS_MAX,
    PICTURE_SIZES_PIXELS,
};
use fast_image_resize::{ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use std::io::Cursor;

/// A decoded picture as its file has it, and how it is to be turned.
struct Decoded {
    image: DynamicImage,
    orientation: Orientation,
}

/// A picture fitted into a square, and how large it was.
#[derive(Debug)]
pub(super) struct Fitted {
    pub(super) image: DynamicImage,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The picture as squares of `PICTURE_SIZES_PIXELS`.
pub(super) fn squares(bytes: &[u8], crop: Option<Crop>) -> Result<Vec<DynamicImage>, BadPicture> {
    let Decoded { image, orientation } = decode(bytes)?;
    let crop = match crop {
        Some(crop) => in_file(crop, image.width(), image.height(), orientation)?,
        None => middle(image.width(), image.height()),
    };
    PICTURE_SIZES_PIXELS
        .iter()
        .map(|size| {
            let mut square = resize(&image, crop, (crop.side, crop.side), (*size, *size))?;
            square.apply_orientation(orientation);
            Ok(square)
        })
        .collect()
}

/// The picture inside a square of `side` pixels; a smaller one stays as it is.
pub(super) fn fitted(bytes: &[u8], side: u32) -> Result<Fitted, BadPicture> {
    let Decoded { image, orientation } = decode(bytes)?;
    let (width, height) = (image.width(), image.height());
    let longest = u64::from(width.max(height));
    let scaled = |length: u32| {
        let scaled = u64::from(length) * u64::from(side) / longest.max(u64::from(side));
        u32::try_from(scaled.max(1)).unwrap_or(side)
    };
    let all = Crop { x: 0, y: 0, side: 0 };
    let mut small = resize(&image, all, (width, height), (scaled(width), scaled(height)))?;
    small.apply_orientation(orientation);
    let (width, height) = if turns(orientation) { (height, width) } else { (width, height) };
    Ok(Fitted { image: small, width, height })
}

fn decode(bytes: &[u8]) -> Result<Decoded, BadPicture> {
    if bytes.len() > PICTURE_BYTES_MAX {
        return Err(BadPicture::TooLarge);
    }
    let format = sniff::picture(bytes).ok_or(BadPicture::Unsupported)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(PICTURE_SIDE_PIXELS_MAX);
    limits.max_image_height = Some(PICTURE_SIDE_PIXELS_MAX);
    limits.max_alloc = Some(PICTURE_DECODE_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| why(&error))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(BadPicture::Unreadable);
    }
    let pixels = u64::from(width) * u64::from(height);
    let too_long = width.max(height) > PICTURE_SIDE_PIXELS_MAX;
    if too_long || pixels > PICTURE_PIXELS_MAX || decoder.total_bytes() > PICTURE_DECODE_BYTES_MAX {
        return Err(BadPicture::TooLarge);
    }
    // A picture whose metadata is damaged is shown as it lies.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|error| why(&error))?;
    Ok(Decoded { image, orientation })
}

fn why(error: &ImageError) -> BadPicture {
    match error {
        ImageError::Limits(_) => BadPicture::TooLarge,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => BadPicture::Unreadable,
    }
}

/// The largest square around the middle. It is the same whichever way the picture is turned.
fn middle(width: u32, height: u32) -> Crop {
    let side = width.min(height);
    Crop { x: (width - side) / 2, y: (height - side) / 2, side }
}

/// Whether width and height change places.
fn turns(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

/// Where a square of the upright picture lies in the file's picture of `width` and `height`.
fn in_file(
    crop: Crop,
    width: u32,
    height: u32,
    orientation: Orientation,
) -> Result<Crop, BadPicture> {
    let Crop { x, y, side } = crop;
    let (across, down) = if turns(orientation) { (height, width) } else { (width, height) };
    let from_right = across.checked_sub(x).and_then(|rest| rest.checked_sub(side));
    let from_bottom = down.checked_sub(y).and_then(|rest| rest.checked_sub(side));
    let (Some(right), Some(bottom)) = (from_right, from_bottom) else {
        return Err(BadPicture::BadCrop);
    };
    if side == 0 {
        return Err(BadPicture::BadCrop);
    }
    let (x, y) = match orientation {
        Orientation::NoTransforms => (x, y),
        Orientation::FlipHorizontal => (right, y),
        Orientation::Rotate180 => (right, bottom),
        Orientation::FlipVertical => (x, bottom),
        Orientation::Rotate90FlipH => (y, x),
        Orientation::Rotate90 => (y, right),
        Orientation::Rotate270FlipH => (bottom, right),
        Orientation::Rotate270 => (bottom, x),
    };
    Ok(Crop { x, y, side })
}

/// Cuts out the part of `from` pixels at the crop's corner and scales it to `to` pixels.
fn resize(
    image: &DynamicImage,
    corner: Crop,
    from: (u32, u32),
    to: (u32, u32),
) -> Result<DynamicImage, BadPicture> {
    let mut scaled = DynamicImage::new(to.0, to.1, image.color());
    let options = ResizeOptions::new().crop(
        f64::from(corner.x),
        f64::from(corner.y),
        f64::from(from.0),
        f64::from(from.1),
    );
    Resizer::new().resize(image, &mut scaled, &options).map_err(|_| BadPicture::Unreadable)?;
    Ok(scaled)
}

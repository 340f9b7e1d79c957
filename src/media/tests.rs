//! What is taken as a picture, what is not, and what is left of it.

use super::*;
use domain::limits::{PICTURE_BYTES_MAX, PICTURE_SIZES_PIXELS};
use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Red, green, blue and white quarters, so that turning shows.
fn quarters(width: u32, height: u32) -> DynamicImage {
    let image = RgbImage::from_fn(width, height, |x, y| match (x * 2 < width, y * 2 < height) {
        (true, true) => Rgb([255, 0, 0]),
        (false, true) => Rgb([0, 255, 0]),
        (true, false) => Rgb([0, 0, 255]),
        (false, false) => Rgb([255, 255, 255]),
    });
    image.into()
}

fn decoded(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().to_rgb8()
}

fn is_near(pixel: Rgb<u8>, wanted: [u8; 3]) -> bool {
    pixel.0.iter().zip(wanted).all(|(is, wanted)| is.abs_diff(wanted) < 40)
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [name.as_slice(), data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], &body, &crc(&body).to_be_bytes()].concat()
}

/// A PNG whose header claims a size, and that has nothing in it.
fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let nothing = chunk(b"IDAT", &stored_zlib(b""));
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), nothing, chunk(b"IEND", b"")].concat()
}

/// A zlib stream of stored blocks.
fn stored_zlib(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    for block in data.chunks(65_535) {
        let length = u16::try_from(block.len()).unwrap();
        stream.push(0);
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend([1, 0, 0, 255, 255]);
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (a + b) % 65_521)
    });
    stream.extend(((b << 16) | a).to_be_bytes());
    stream
}

/// A small PNG with another chunk after its header.
fn png_with(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut png = encoded(&quarters(64, 64), ImageFormat::Png);
    png.splice(33..33, chunk(name, data));
    png
}

/// A JPEG whose EXIF holds an orientation, a GPS mark and a thumbnail's bytes.
fn jpeg_with_exif(image: &DynamicImage, orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPSLatitude 52.5200 thumbnail of another picture");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut jpeg = encoded(image, ImageFormat::Jpeg);
    jpeg.splice(2..2, [&[0xff, 0xe1][..], &length, &exif].concat());
    jpeg
}

/// A red frame and many blue ones: the bytes of one blue frame, again and again.
fn animated_gif(frames: usize) -> Vec<u8> {
    let some = |colours: &[[u8; 4]]| {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
        for colour in colours {
            let image = RgbaImage::from_pixel(4, 4, Rgba(*colour));
            encoder.encode_frame(Frame::new(image)).unwrap();
        }
        drop(encoder);
        bytes.pop();
        bytes
    };
    let red = [255, 0, 0, 255];
    let (one, two) = (some(&[red]), some(&[red, [0, 0, 255, 255]]));
    let blue = two[one.len()..].repeat(frames - 1);
    [one, blue, b";".to_vec()].concat()
}

// T4: what comes in is checked before it is decoded, each kind of bad picture with its code.
#[test]
fn bad_pictures_are_refused_with_their_reason() {
    let png = encoded(&quarters(300, 200), ImageFormat::Png);
    let cut = |bytes: &[u8], to: usize| bytes[..bytes.len() * to / 100].to_vec();
    let jpeg = encoded(&quarters(300, 200), ImageFormat::Jpeg);
    let webp = encoded(&quarters(300, 200), ImageFormat::WebP);
    let cases: Vec<(&str, Vec<u8>, BadPicture)> = vec![
        ("empty", Vec::new(), BadPicture::Unsupported),
        ("text", b"no picture at all".to_vec(), BadPicture::Unsupported),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), BadPicture::Unsupported),
        ("HTML", b"<!doctype html><script>1</script>".to_vec(), BadPicture::Unsupported),
        ("PDF", b"%PDF-1.7 ...".to_vec(), BadPicture::Unsupported),
        ("BMP", b"BM\0\0\0\0\0\0\0\0".to_vec(), BadPicture::Unsupported),
        ("B80, 20,000 x 20,000", png_claiming(20_000, 20_000), BadPicture::TooLarge),
        ("B81, 60,000 x 60,000", png_claiming(60_000, 60_000), BadPicture::TooLarge),
        ("41 megapixels", png_claiming(10_000, 4_100), BadPicture::TooLarge),
        ("B89, 1 x 65,535", png_claiming(1, 65_535), BadPicture::TooLarge),
        ("B89, 65,535 x 1", png_claiming(65_535, 1), BadPicture::TooLarge),
        ("B89, 0 x 0", png_claiming(0, 0), BadPicture::Unreadable),
        ("B89, 0 x 7", png_claiming(0, 7), BadPicture::Unreadable),
        ("no pixels", png_claiming(8, 8), BadPicture::Unreadable),
        ("B84, cut PNG", cut(&png, 50), BadPicture::Unreadable),
        ("B84, cut JPEG header", jpeg[..20].to_vec(), BadPicture::Unreadable),
        ("B84, cut WebP", cut(&webp, 50), BadPicture::Unreadable),
        ("B84, cut GIF", b"GIF89a\x04\0\x04\0\0\0\0".to_vec(), BadPicture::Unreadable),
        ("10 MB and a byte", vec![0xff; PICTURE_BYTES_MAX + 1], BadPicture::TooLarge),
    ];
    for (name, bytes, wanted) in cases {
        assert_eq!(picture(&bytes, None).unwrap_err(), wanted, "{name}");
    }
}

// T4: every kind that is taken comes out as squares of the three sizes.
#[test]
fn pictures_are_stored_in_three_sizes_without_metadata() {
    for (name, bytes) in [
        ("PNG", encoded(&quarters(300, 200), ImageFormat::Png)),
        ("JPEG", encoded(&quarters(300, 200), ImageFormat::Jpeg)),
        ("WebP", encoded(&quarters(300, 200), ImageFormat::WebP)),
        ("GIF", encoded(&quarters(300, 200), ImageFormat::Gif)),
        (
            "B83, text chunk",
            png_with(b"zTXt", &[b"k\0\0", &stored_zlib(&vec![b'a'; 1_000_000])[..]].concat()),
        ),
        ("B87, EXIF", jpeg_with_exif(&quarters(300, 200), 1)),
        ("one pixel", encoded(&quarters(1, 1), ImageFormat::Png)),
    ] {
        let made = picture(&bytes, None).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(made.media_type, "image/jpeg", "{name}");
        for (encoding, size) in made.encodings.iter().zip(PICTURE_SIZES_PIXELS) {
            assert_eq!(decoded(encoding).dimensions(), (size, size), "{name}");
            for trace in [&b"Exif"[..], b"GPS", b"thumbnail", b"zTXt"] {
                assert!(!encoding.windows(trace.len()).any(|part| part == trace), "{name}");
            }
        }
    }
}

#[test]
fn transparent_pictures_stay_transparent() {
    let clear: DynamicImage = RgbaImage::from_pixel(60, 60, Rgba([9, 9, 9, 0])).into();
    let made = picture(&encoded(&clear, ImageFormat::Png), None).unwrap();
    assert_eq!(made.media_type, "image/png");
    let opaque: DynamicImage = RgbaImage::from_pixel(60, 60, Rgba([9, 9, 9, 255])).into();
    assert_eq!(
        picture(&encoded(&opaque, ImageFormat::Png), None).unwrap().media_type,
        "image/jpeg"
    );
}

// T4: of a GIF the first frame.
#[test]
fn animated_pictures_show_their_first_frame() {
    let made = picture(&animated_gif(10_000), None).unwrap();
    assert!(is_near(*decoded(&made.encodings[2]).get_pixel(24, 24), [255, 0, 0]));
}

// T4: content-hashed.
#[test]
fn the_same_picture_has_the_same_id() {
    let bytes = encoded(&quarters(300, 200), ImageFormat::Png);
    let again = jpeg_with_exif(&quarters(300, 300), 1);
    let other = encoded(&quarters(200, 300), ImageFormat::Gif);
    assert_eq!(picture(&bytes, None).unwrap().id, picture(&bytes, None).unwrap().id);
    assert_ne!(picture(&bytes, None).unwrap().id, picture(&again, None).unwrap().id);
    assert_ne!(picture(&again, None).unwrap().id, picture(&other, None).unwrap().id);
}

/// Which quarters are at the upper left, upper right and lower left.
fn corners(bytes: &[u8]) -> [&'static str; 3] {
    let image = decoded(bytes);
    [(10, 10), (38, 10), (10, 38)].map(|(x, y)| {
        let pixel = *image.get_pixel(x, y);
        let colours = [("red", [255, 0, 0]), ("green", [0, 255, 0]), ("blue", [0, 0, 255])];
        let near = colours.iter().find(|(_, colour)| is_near(pixel, *colour));
        near.map_or("white", |(name, _)| *name)
    })
}

// T4: turned upright before the mark that says so is dropped.
#[test]
fn pictures_are_turned_upright() {
    for (orientation, wanted) in [
        (1, ["red", "green", "blue"]),
        (2, ["green", "red", "white"]),
        (3, ["white", "blue", "green"]),
        (4, ["blue", "white", "red"]),
        (5, ["red", "blue", "green"]),
        (6, ["blue", "red", "white"]),
        (7, ["white", "green", "blue"]),
        (8, ["green", "white", "red"]),
    ] {
        let bytes = jpeg_with_exif(&quarters(400, 200), orientation);
        let made = picture(&bytes, None).unwrap();
        assert_eq!(corners(&made.encodings[2]), wanted, "orientation {orientation}");
        // The upper left quarter as it is shown, cropped, is all of one colour.
        let upper_left = Crop { x: 2, y: 2, side: 90 };
        let made = picture(&bytes, Some(upper_left)).unwrap();
        assert_eq!(corners(&made.encodings[2]), [wanted[0]; 3], "orientation {orientation}");
    }
}

#[test]
fn a_crop_outside_the_picture_is_refused() {
    let bytes = encoded(&quarters(100, 50), ImageFormat::Png);
    for crop in [
        Crop { x: 0, y: 0, side: 0 },
        Crop { x: 0, y: 0, side: 51 },
        Crop { x: 51, y: 0, side: 50 },
        Crop { x: u32::MAX, y: 1, side: u32::MAX },
    ] {
        assert_eq!(picture(&bytes, Some(crop)).unwrap_err(), BadPicture::BadCrop, "{crop:?}");
    }
    assert!(picture(&bytes, Some(Crop { x: 50, y: 0, side: 50 })).is_ok());
}

#[test]
fn a_preview_fits_and_tells_the_size_of_the_whole() {
    let made = preview(&jpeg_with_exif(&quarters(2_000, 1_000), 6)).unwrap();
    assert_eq!((made.width, made.height), (1_000, 2_000));
    assert_eq!(decoded(&made.bytes).dimensions(), (320, 640));
    let small = preview(&encoded(&quarters(30, 20), ImageFormat::Png)).unwrap();
    assert_eq!(decoded(&small.bytes).dimensions(), (30, 20));
}

// B90: two are decoded together, some wait, the others are told.
#[tokio::test]
async fn a_storm_of_pictures_is_told_to_come_back() {
    let studio = Studio::default();
    let bytes = Bytes::from(encoded(&quarters(100, 100), ImageFormat::Png));
    let storm = (0..PICTURE_DECODES_MAX + PICTURE_DECODES_WAITING_MAX + 5)
        .map(|_| studio.picture(bytes.clone(), None));
    let answers = futures_util::future::join_all(storm).await;
    let refused = answers.iter().filter(|answer| **answer == Err(DecodeError::Overloaded)).count();
    assert_eq!(refused, 5);
    assert!(studio.picture(bytes, None).await.is_ok());
}

// M7, B93: the type is found from the bytes, and never one that a browser would run.
#[test]
fn types_are_found_from_bytes() {
    for (bytes, wanted) in [
        (&b"\x89PNG\r\n\x1a\n..."[..], "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"xxxx\0\0\0\0WEBP", "application/octet-stream"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"<html><script>alert(1)</script>", "text/plain; charset=utf-8"),
        (b"<svg onload='x()'/>", "text/plain; charset=utf-8"),
        (b"gr\xc3\xbc\xc3\x9fe", "text/plain; charset=utf-8"),
        (b"\0\x01\x02\x03\xff", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ] {
        assert_eq!(sniff::media_type(bytes), wanted, "{bytes:?}");
    }
}

//! Files: the bytes of pictures (T4) and attachments (M7), where they are stored, what type they
//! are. Knows neither whose they are nor who may have them.
//!
//! Decoding runs off the threads that serve sockets, two at a time, with limits that are set before
//! the first pixel is read. Whatever comes in goes out encoded anew, without metadata.

pub mod decode;
pub mod encode;
pub mod files;
pub mod sniff;
#[cfg(test)]
mod tests;

use crate::tasks;
use bytes::Bytes;
use domain::ids::PictureId;
use domain::limits::{PICTURE_DECODES_MAX, PICTURE_DECODES_WAITING_MAX};
use std::sync::Arc;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Longest side of an attachment's preview, in pixels.
pub const PREVIEW_SIDE_PIXELS: u32 = 640;

/// A picture ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Made of its encodings' hash: the same picture is stored once.
    pub id: PictureId,
    /// The media type of all encodings.
    pub media_type: &'static str,
    /// One encoding for each of `PICTURE_SIZES_PIXELS`, in that order.
    pub encodings: Vec<Bytes>,
}

/// A square that a client chose, in the pixels of the picture as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// The side of the square, not 0.
    pub side: u32,
}

/// A small picture of an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Width of the whole picture as it is shown, in pixels.
    pub width: u32,
    /// Height of the whole picture as it is shown, in pixels.
    pub height: u32,
    /// The preview's media type.
    pub media_type: &'static str,
    /// The preview.
    pub bytes: Bytes,
}

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPicture {
    /// It is not a JPEG, PNG, WebP or GIF.
    #[error("a picture is a JPEG, PNG, WebP or GIF")]
    Unsupported,
    /// Too many bytes or pixels.
    #[error("a picture has at most 10 MB, 40 megapixels, and 16,384 pixels on a side")]
    TooLarge,
    /// It cannot be decoded.
    #[error("the picture is damaged or empty")]
    Unreadable,
    /// The square is not inside the picture.
    #[error("crop: the square does not lie inside the picture")]
    BadCrop,
}

/// Why a picture is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// It is not a picture that is taken.
    #[error(transparent)]
    Bad(#[from] BadPicture),
    /// Too many others wait already.
    #[error("too many pictures wait to be decoded")]
    Overloaded,
}

/// Files and the place where pictures are made. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Media {
    /// Stored files.
    pub files: files::Files,
    /// Where pictures are made.
    pub studio: Studio,
}

impl Media {
    /// Files in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn in_folder(folder: &std::path::Path) -> anyhow::Result<Self> {
        Ok(Self { files: files::Files::in_folder(folder)?, studio: Studio::default() })
    }
}

/// The place where pictures are decoded, with its waiting line. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Studio {
    decoding: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Studio {
    fn default() -> Self {
        Self {
            decoding: Arc::new(Semaphore::new(PICTURE_DECODES_MAX)),
            waiting: Arc::new(Semaphore::new(PICTURE_DECODES_MAX + PICTURE_DECODES_WAITING_MAX)),
        }
    }
}

impl Studio {
    /// Makes a picture in its sizes: the square `crop`, or the middle.
    ///
    /// # Errors
    /// See [`BadPicture`]; `Overloaded` where too many wait already.
    pub async fn picture(&self, bytes: Bytes, crop: Option<Crop>) -> Result<Picture, DecodeError> {
        self.decode(move || picture(&bytes, crop)).await
    }

    /// Makes an attachment's preview.
    ///
    /// # Errors
    /// See [`BadPicture`]; `Overloaded` where too many wait already.
    pub async fn preview(&self, bytes: Bytes) -> Result<Preview, DecodeError> {
        self.decode(move || preview(&bytes)).await
    }

    async fn decode<T, F>(&self, work: F) -> Result<T, DecodeError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, BadPicture> + Send + 'static,
    {
        let place =
            Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| DecodeError::Overloaded)?;
        let turn = Arc::clone(&self.decoding)
            .acquire_owned()
            .await
            .map_err(|_| DecodeError::Overloaded)?;
        let decoded = tasks::blocking(move || {
            // Held until the work ends, also where nobody waits for it any more.
            let _held = (place, turn);
            work()
        })
        .await;
        match decoded {
            Ok(result) => Ok(result?),
            // A decoder that panics met a picture that it cannot read; the panic was reported.
            Err(_) => Err(BadPicture::Unreadable.into()),
        }
    }
}

fn picture(bytes: &[u8], crop: Option<Crop>) -> Result<Picture, BadPicture> {
    let squares = decode::squares(bytes, crop)?;
    let (media_type, encodings) = encode::all(&squares)?;
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    for encoding in &encodings {
        hash.update(encoding);
    }
    let id =
        hash.finish().as_ref().first_chunk().map_or(Uuid::nil(), |half| Uuid::from_bytes(*half));
    Ok(Picture { id: id.into(), media_type, encodings })
}

fn preview(bytes: &[u8]) -> Result<Preview, BadPicture> {
    let shown = decode::fitted(bytes, PREVIEW_SIDE_PIXELS)?;
    let (media_type, encodings) = encode::all(std::slice::from_ref(&shown.image))?;
    let bytes = encodings.into_iter().next().ok_or(BadPicture::Unreadable)?;
    Ok(Preview { width: shown.width, height: shown.height, media_type, bytes })
}

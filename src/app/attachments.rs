//! Files of messages (M7): uploaded to a conversation before they are sent, and served to those who
//! see the message.

use super::error::AppError;
use super::{App, SignedIn};
use crate::clock::SystemIds;
use crate::media::files::{self, Opened};
use crate::media::sniff;
use crate::store::attachments::{self, NewAttachment, Served};
use bytes::Bytes;
use domain::ids::{AttachmentId, ConversationId};
use domain::limits::{ATTACHMENT_BYTES_MAX, ATTACHMENTS_UNSENT_MAX, PICTURE_BYTES_MAX};
use domain::message::Attachment;
use domain::refusal::Refusal;
use domain::text::FileName;
use futures_util::{Stream, StreamExt};
use std::ops::Range;
use uuid::Uuid;

/// A file on its way out.
#[derive(Debug)]
pub struct Download {
    /// Its name.
    pub name: FileName,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub opened: Opened,
}

/// What was stored of an upload.
struct Stored {
    bytes: u64,
    media_type: &'static str,
    pixels: Option<(u32, u32)>,
    preview: bool,
}

impl App {
    /// Takes a file for a message of this conversation, as it comes.
    ///
    /// # Errors
    /// `NotFound`, `ReadOnly`, `TooMany`; `BadFile` for what is too large or broke off.
    pub async fn upload<S, E>(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        name: FileName,
        pieces: S,
    ) -> Result<Attachment, AppError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
    {
        self.require_writer(by, conversation).await?;
        let file = Uuid::new_v4();
        let stored = self.store_upload(file, pieces).await?;
        let new = NewAttachment {
            id: AttachmentId::next(&mut SystemIds),
            conversation,
            uploader: by.actor.id,
            file,
            name,
            media_type: stored.media_type.to_owned(),
            bytes: i64::try_from(stored.bytes).unwrap_or(i64::MAX),
            pixels: stored.pixels,
            preview: stored.preview,
            created_at: self.now(),
        };
        // The rules may have changed while the file was coming.
        self.require_writer(by, conversation).await?;
        let row = new.clone();
        let max = i64::try_from(ATTACHMENTS_UNSENT_MAX).unwrap_or(i64::MAX);
        let added = self
            .store()
            .write(move |sql| Box::pin(async move { attachments::add(sql, &row, max).await }))
            .await;
        if !matches!(added, Ok(true)) {
            self.drop_upload(file).await;
        }
        if !added? {
            let max = ATTACHMENTS_UNSENT_MAX;
            return Err(Refusal::TooMany { what: "files that are not sent yet", max }.into());
        }
        Ok(Attachment {
            id: new.id,
            name: new.name,
            media_type: new.media_type,
            bytes: new.bytes,
            width: new.pixels.map(|pixels| pixels.0),
            height: new.pixels.map(|pixels| pixels.1),
            preview: new.preview,
        })
    }

    async fn store_upload<S, E>(&self, file: Uuid, mut pieces: S) -> Result<Stored, AppError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
    {
        let mut head = Vec::new();
        let watched = futures_util::stream::poll_fn(|context| {
            pieces.poll_next_unpin(context).map(|piece| {
                if let Some(Ok(piece)) = &piece {
                    let missing = sniff::HEAD_BYTES.saturating_sub(head.len());
                    head.extend(piece.iter().take(missing));
                }
                piece
            })
        });
        let stored = &self.media().files;
        let bytes = stored.upload(&files::attachment(file), ATTACHMENT_BYTES_MAX, watched).await?;
        let media_type = sniff::media_type(&head);
        let mut kept = Stored { bytes, media_type, pixels: None, preview: false };
        if sniff::picture(&head).is_none() {
            return Ok(kept);
        }
        // What is no good as a picture is still a file.
        let name = files::attachment(file);
        if let Some(whole) = stored.read(&name, PICTURE_BYTES_MAX).await?
            && let Ok(preview) = self.media().studio.preview(whole).await
        {
            stored.put(&files::preview(file), preview.bytes).await?;
            kept.pixels = Some((preview.width, preview.height));
            kept.preview = true;
        }
        Ok(kept)
    }

    async fn drop_upload(&self, file: Uuid) {
        for name in [files::preview(file), files::attachment(file)] {
            if let Err(error) = self.media().files.remove(&name).await {
                tracing::warn!(error = format!("{error:#}"), "a refused upload stays stored");
            }
        }
    }

    /// A file, or a part of it, for someone who may have it now. A range that the file does not
    /// have is answered with the whole file.
    ///
    /// # Errors
    /// `NotFound`: it is not there, was deleted with its message, or is not for them.
    pub async fn attachment(
        &self,
        by: &SignedIn,
        id: AttachmentId,
        range: Option<Range<u64>>,
    ) -> Result<Download, AppError> {
        let served = self.served(by, id).await?;
        let bytes = u64::try_from(served.bytes).unwrap_or_default();
        let range = range
            .map(|range| range.start..range.end.min(bytes))
            .filter(|range| range.start < range.end);
        let opened = self.media().files.open(&files::attachment(served.file), range).await?;
        let opened = opened.ok_or(Refusal::NotFound { what: "attachment" })?;
        Ok(Download { name: served.name, media_type: served.media_type, opened })
    }

    /// The preview of a picture, for someone who may have the picture.
    ///
    /// # Errors
    /// As for the file itself; `NotFound` also where there is none.
    pub async fn attachment_preview(
        &self,
        by: &SignedIn,
        id: AttachmentId,
    ) -> Result<Download, AppError> {
        let missing = || AppError::from(Refusal::NotFound { what: "preview" });
        let served = self.served(by, id).await?;
        let stored = &self.media().files;
        let bytes = match served.preview {
            true => stored.read(&files::preview(served.file), PICTURE_BYTES_MAX).await?,
            false => None,
        };
        let bytes = bytes.ok_or_else(missing)?;
        let media_type = sniff::media_type(&bytes).to_owned();
        Ok(Download { name: served.name, media_type, opened: Opened::whole(bytes) })
    }

    async fn served(&self, by: &SignedIn, id: AttachmentId) -> Result<Served, AppError> {
        let (viewer, side) = (by.actor.id, by.actor.side);
        let found = self
            .store()
            .read(move |sql| Box::pin(attachments::for_viewer(sql, id, viewer, side)))
            .await?;
        found.ok_or_else(|| Refusal::NotFound { what: "attachment" }.into())
    }
}

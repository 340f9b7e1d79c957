//! Drops stored files that nothing names any more, and sweeps what was uploaded and never sent.

use super::{JobError, Jobs};
use crate::media::files;
use crate::store::{attachments, pictures};
use domain::ids::{AttachmentId, PictureId};
use domain::limits::{ATTACHMENT_UNSENT_SPAN, PICTURE_SIZES_PIXELS};
use domain::time::Span;
use uuid::Uuid;

/// How long a picture that nothing names is kept: for as long as an upload may take to name it.
pub const PICTURE_GRACE: Span = Span::minutes(10);
/// What one sweep drops.
const SWEEP_MAX: i64 = 100;

impl Jobs {
    /// Drops files of attachments and pictures, each if nothing names it now.
    pub(super) async fn drop_files(
        &self,
        attachments: &[AttachmentId],
        pictures: &[PictureId],
    ) -> Result<(), JobError> {
        for file in attachments {
            self.drop_file(file.uuid()).await?;
        }
        for picture in pictures {
            self.drop_picture(*picture).await?;
        }
        Ok(())
    }

    /// Drops what was uploaded a day ago and never sent, and pictures that nothing came to name.
    pub(super) async fn sweep(&self) -> Result<(), JobError> {
        let before = self.clock().now() - ATTACHMENT_UNSENT_SPAN;
        let unsent = self
            .store()
            .write(move |sql| Box::pin(attachments::take_unsent(sql, before, SWEEP_MAX)))
            .await?;
        for file in unsent {
            self.drop_file(file).await?;
        }
        let unnamed = self
            .store()
            .read(move |sql| Box::pin(pictures::unnamed_before(sql, before, SWEEP_MAX)))
            .await?;
        for picture in unnamed {
            self.drop_picture(picture).await?;
        }
        Ok(())
    }

    async fn drop_file(&self, file: Uuid) -> Result<(), JobError> {
        let named =
            self.store().read(move |sql| Box::pin(attachments::is_named(sql, file))).await?;
        if named {
            return Ok(());
        }
        let stored = &self.0.parts.app.media().files;
        stored.remove(&files::preview(file)).await?;
        Ok(stored.remove(&files::attachment(file)).await?)
    }

    /// The files go before the row: what stops half-way is found again.
    async fn drop_picture(&self, picture: PictureId) -> Result<(), JobError> {
        let unnamed =
            self.store().read(move |sql| Box::pin(pictures::unnamed(sql, picture))).await?;
        let Some(used_at) = unnamed else { return Ok(()) };
        if self.clock().now() < used_at + PICTURE_GRACE {
            return Err(JobError::Later("the picture was uploaded a moment ago".to_owned()));
        }
        for size in PICTURE_SIZES_PIXELS {
            self.0.parts.app.media().files.remove(&files::picture(picture, size)).await?;
        }
        Ok(self.store().write(move |sql| Box::pin(pictures::remove(sql, picture))).await?)
    }
}

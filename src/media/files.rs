//! Stored files: bytes under a name, in a folder now and in a bucket later. Knows nothing of what
//! they are, to whom they belong, or who may have them.

use anyhow::Context;
use bytes::Bytes;
use domain::ids::PictureId;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use std::ops::Range;
use std::sync::Arc;
use uuid::Uuid;

/// Where an attachment's bytes are.
#[must_use]
pub fn attachment(file: Uuid) -> String {
    format!("attachments/{file}")
}

/// Where an attachment's preview is.
#[must_use]
pub fn preview(file: Uuid) -> String {
    format!("previews/{file}")
}

/// Where one size of a picture is.
#[must_use]
pub fn picture(picture: PictureId, size: u32) -> String {
    format!("pictures/{picture}-{size}")
}

/// A handle to the stored files. Cloning is shallow.
#[derive(Debug, Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

/// Why a file could not be stored or read. Absence is `None`.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// More bytes than are allowed; nothing is kept of it.
    #[error("the file is larger than its limit")]
    TooLarge,
    /// Who was sending it stopped before its end; nothing is kept of it.
    #[error("the upload broke off")]
    BrokenOff,
    /// The folder or bucket failed.
    #[error("files cannot be reached")]
    Unavailable(#[source] object_store::Error),
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        Self::Unavailable(error)
    }
}

/// A file, or a part of it, on its way out.
pub struct Opened {
    /// Bytes of the whole file.
    pub bytes: u64,
    /// Which of them follow.
    pub range: Range<u64>,
    /// The bytes, in pieces.
    pub stream: BoxStream<'static, Result<Bytes, object_store::Error>>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("range", &self.range).finish_non_exhaustive()
    }
}

impl Opened {
    /// A file that is in memory whole.
    #[must_use]
    pub fn whole(bytes: Bytes) -> Self {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let stream = futures_util::stream::once(async move { Ok(bytes) }).boxed();
        Self { bytes: length, range: 0..length, stream }
    }
}

impl Files {
    /// Files in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn in_folder(folder: &std::path::Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).context("the folder for files cannot be made")?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .context("the folder for files cannot be used")?
            .with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }

    /// Stores a file whole: readers see all of it or nothing.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<(), FileError> {
        self.store.put(&Path::from(name), bytes.into()).await?;
        Ok(())
    }

    /// Stores a file as it comes and says how many bytes it had. Until its end nothing is under its
    /// name, and nothing stays where it has no end.
    ///
    /// # Errors
    /// `TooLarge` beyond `bytes_max`, `BrokenOff`, `Unavailable`.
    pub async fn upload<S, E>(
        &self,
        name: &str,
        bytes_max: u64,
        mut pieces: S,
    ) -> Result<u64, FileError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
    {
        let mut writer = BufWriter::new(Arc::clone(&self.store), Path::from(name));
        let mut bytes = 0_u64;
        while let Some(piece) = pieces.next().await {
            let written = match piece {
                Err(_) => Err(FileError::BrokenOff),
                Ok(piece) => {
                    bytes += u64::try_from(piece.len()).unwrap_or(u64::MAX);
                    if bytes > bytes_max {
                        Err(FileError::TooLarge)
                    } else {
                        writer.put(piece).await.map_err(FileError::from)
                    }
                }
            };
            if let Err(error) = written {
                // What was begun is dropped; that this can fail changes nothing of the answer.
                drop(writer.abort().await);
                return Err(error);
            }
        }
        tokio::io::AsyncWriteExt::shutdown(&mut writer).await.map_err(|source| {
            FileError::Unavailable(object_store::Error::Generic {
                store: "files",
                source: Box::new(source),
            })
        })?;
        Ok(bytes)
    }

    /// Opens a file, or the part of it that `range` names.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn open(
        &self,
        name: &str,
        range: Option<Range<u64>>,
    ) -> Result<Option<Opened>, FileError> {
        let options = GetOptions::new().with_range(range.map(GetRange::Bounded));
        match self.store.get_opts(&Path::from(name), options).await {
            Ok(found) => Ok(Some(Opened {
                bytes: found.meta.size,
                range: found.range.clone(),
                stream: found.into_stream(),
            })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A whole file of at most `bytes_max` bytes; `None` also where it is longer.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn read(&self, name: &str, bytes_max: usize) -> Result<Option<Bytes>, FileError> {
        let Some(opened) = self.open(name, None).await? else { return Ok(None) };
        let max = u64::try_from(bytes_max).unwrap_or(u64::MAX);
        if opened.bytes > max {
            return Ok(None);
        }
        let pieces: Vec<Bytes> = opened.stream.try_collect().await?;
        Ok(Some(Bytes::from(pieces.concat())))
    }

    /// Drops a file. One that is not there is dropped already.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn remove(&self, name: &str) -> Result<(), FileError> {
        match self.store.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

//! Pictures of people and conversations (T3, T4): set, taken away, shown.

use super::error::AppError;
use super::{App, SignedIn};
use crate::bus::{Envelope, Personal};
use crate::clock::SystemIds;
use crate::media::files::{self, Opened};
use crate::store::{outbox, pictures};
use bytes::Bytes;
use domain::conversation::settings::{self, Settings};
use domain::decision::Job;
use domain::ids::{ConversationId, PictureId};
use domain::limits::PICTURE_SIZES_PIXELS;
use domain::refusal::Refusal;

pub use crate::media::Crop;

/// A picture on its way out.
#[derive(Debug)]
pub struct Shown {
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub opened: Opened,
}

impl App {
    /// Sets the own picture, or takes it away.
    ///
    /// # Errors
    /// `BadFile` for what is no picture, `Overloaded`, `Unavailable`.
    pub async fn set_own_picture(
        &self,
        by: &SignedIn,
        upload: Option<(Bytes, Option<Crop>)>,
    ) -> Result<Option<PictureId>, AppError> {
        let picture = match upload {
            Some((bytes, crop)) => Some(self.keep_picture(bytes, crop).await?),
            None => None,
        };
        let (user, now) = (by.actor.id, self.now());
        self.store()
            .write(move |sql| {
                Box::pin(async move {
                    let before = pictures::set_own(sql, user, picture).await?;
                    if let Some(before) = before.filter(|before| Some(*before) != picture) {
                        let job =
                            Job::DropFiles { attachments: Vec::new(), pictures: vec![before] };
                        outbox::add(sql, &job, now, &mut SystemIds).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        self.bus().publish(Envelope::Personal { user, what: Personal::Profile }).await;
        Ok(picture)
    }

    /// Sets a conversation's picture, or takes it away.
    ///
    /// # Errors
    /// What the rules say, before the picture is looked at; `BadFile`, `Overloaded`, `Unavailable`.
    pub async fn set_conversation_picture(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        upload: Option<(Bytes, Option<Crop>)>,
    ) -> Result<Option<PictureId>, AppError> {
        let rules = self.load_rules(conversation).await?;
        let nothing = Settings { picture: Some(None), ..Settings::default() };
        settings::change(&rules, by.actor, nothing, self.now(), &mut SystemIds)?;
        let picture = match upload {
            Some((bytes, crop)) => Some(self.keep_picture(bytes, crop).await?),
            None => None,
        };
        let now = self.now();
        self.decide_and_commit(conversation, &by.person, |rules| {
            let wanted = Settings { picture: Some(picture), ..Settings::default() };
            let mut decision = settings::change(rules, by.actor, wanted, now, &mut SystemIds)?;
            if let Some(before) = rules.picture.filter(|_| !decision.changes.is_empty()) {
                let pictures = vec![before];
                decision.jobs.push(Job::DropFiles { attachments: Vec::new(), pictures });
            }
            Ok(decision)
        })
        .await?;
        Ok(picture)
    }

    /// Makes a picture of what was uploaded and stores it, once.
    async fn keep_picture(&self, bytes: Bytes, crop: Option<Crop>) -> Result<PictureId, AppError> {
        let made = self.media().studio.picture(bytes, crop).await?;
        let (id, media_type, now) = (made.id, made.media_type, self.now());
        // The row first, which keeps a sweep away; then the files, the same ones as ever.
        self.store().write(move |sql| Box::pin(pictures::keep(sql, id, media_type, now))).await?;
        for (encoding, size) in made.encodings.into_iter().zip(PICTURE_SIZES_PIXELS) {
            self.media().files.put(&files::picture(id, size), encoding).await?;
        }
        Ok(id)
    }

    /// A picture in one of its sizes, for someone who may see it.
    ///
    /// # Errors
    /// `NotFound`: it is not there, not in this size, or not for them to see.
    pub async fn picture(
        &self,
        by: &SignedIn,
        picture: PictureId,
        size: u32,
    ) -> Result<Shown, AppError> {
        let missing = || AppError::from(Refusal::NotFound { what: "picture" });
        if !PICTURE_SIZES_PIXELS.contains(&size) {
            return Err(missing());
        }
        let (viewer, side) = (by.actor.id, by.actor.side);
        let media_type = self
            .store()
            .read(move |sql| Box::pin(pictures::for_viewer(sql, picture, viewer, side)))
            .await?
            .ok_or_else(missing)?;
        let opened = self.media().files.open(&files::picture(picture, size), None).await?;
        Ok(Shown { media_type, opened: opened.ok_or_else(missing)? })
    }
}

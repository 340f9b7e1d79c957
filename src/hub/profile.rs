//! What others are told of someone who has another name, picture or status. Internal members of a
//! shared conversation hear of it at once. Others do not: that something changed would tell them of
//! a status, which they do not see (R5); a name they see in what they fetch next.

use super::Hub;
use super::log::{LogError, Profile};
use super::session::Session;
use super::topic::State;
use domain::event::ViewerClass;
use domain::ids::{SessionId, UserId};
use domain::person::Side;
use protocol::codec::Encoding;
use protocol::generated::push;
use std::collections::HashMap;
use std::sync::Arc;

impl Hub {
    /// Tells it to the user's own sessions, and once to each internal one here that shares a
    /// conversation.
    pub(super) async fn tell_profile(&self, user: UserId) -> Result<(), LogError> {
        let Some(profile) = self.0.parts.log.profile(user).await? else {
            return Ok(());
        };
        self.renew_status(user, profile.status.clone());
        let mut told: HashMap<SessionId, Arc<Session>> = HashMap::new();
        let mut add = |session: &Arc<Session>| {
            told.insert(session.of().id, Arc::clone(session));
        };
        self.sessions_of(user).iter().for_each(&mut add);
        for standing in self.0.parts.log.followed(user).await? {
            let topic = self.0.topics.get(&standing.conversation).map(|topic| Arc::clone(&topic));
            if let Some(topic) = topic {
                topic.lock().internal().for_each(&mut add);
            }
        }
        for session in told.values() {
            session.push(push_for(&profile, session.of().side), None);
        }
        Ok(())
    }
}

impl State {
    fn internal(&self) -> impl Iterator<Item = &Arc<Session>> {
        let seats = self.live.get(ViewerClass::Internal);
        [Encoding::Json, Encoding::Proto].into_iter().flat_map(|encoding| seats.of(encoding))
    }
}

fn push_for(profile: &Profile, side: Side) -> push::Push {
    let person = match side {
        Side::Internal => profile.internal.clone(),
        Side::External => profile.external.clone(),
    };
    push::Push::ProfileChanged(push::ProfileChanged { person: Some(person) })
}

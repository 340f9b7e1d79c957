//! What others are told of someone who has another name, picture or status. Who sees members hears
//! of it at once; readers, who do not (R4), see it in what they fetch next.

use super::Hub;
use super::log::{LogUnavailable, Profile};
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
    /// Tells it to the user's own sessions, and once to each here that shares a conversation.
    pub(super) async fn tell_profile(&self, user: UserId) -> Result<(), LogUnavailable> {
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
                topic.lock().who_see_members().for_each(&mut add);
            }
        }
        for session in told.values() {
            session.push(push_for(&profile, session.of().side), None);
        }
        Ok(())
    }
}

impl State {
    fn who_see_members(&self) -> impl Iterator<Item = &Arc<Session>> {
        [ViewerClass::Internal, ViewerClass::Guest].into_iter().flat_map(|class| {
            let seats = self.live.get(class);
            [Encoding::Json, Encoding::Proto].into_iter().flat_map(|encoding| seats.of(encoding))
        })
    }
}

fn push_for(profile: &Profile, side: Side) -> push::Push {
    let person = match side {
        Side::Internal => profile.internal.clone(),
        Side::External => profile.external.clone(),
    };
    push::Push::ProfileChanged(push::ProfileChanged { person: Some(person) })
}

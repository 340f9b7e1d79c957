impl serde::Serialize for Command {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.id != 0 {
            len += 1;
        }
        if self.command.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command", len)?;
        if self.id != 0 {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.command.as_ref() {
            match v {
                command::Command::Connect(v) => {
                    struct_ser.serialize_field("connect", v)?;
                }
                command::Command::Ping(v) => {
                    struct_ser.serialize_field("ping", v)?;
                }
                command::Command::History(v) => {
                    struct_ser.serialize_field("history", v)?;
                }
                command::Command::Send(v) => {
                    struct_ser.serialize_field("send", v)?;
                }
                command::Command::Edit(v) => {
                    struct_ser.serialize_field("edit", v)?;
                }
                command::Command::Delete(v) => {
                    struct_ser.serialize_field("delete", v)?;
                }
                command::Command::React(v) => {
                    struct_ser.serialize_field("react", v)?;
                }
                command::Command::Pin(v) => {
                    struct_ser.serialize_field("pin", v)?;
                }
                command::Command::Read(v) => {
                    struct_ser.serialize_field("read", v)?;
                }
                command::Command::MarkUnread(v) => {
                    struct_ser.serialize_field("markUnread", v)?;
                }
                command::Command::Typing(v) => {
                    struct_ser.serialize_field("typing", v)?;
                }
                command::Command::SetPresence(v) => {
                    struct_ser.serialize_field("setPresence", v)?;
                }
                command::Command::WatchPresence(v) => {
                    struct_ser.serialize_field("watchPresence", v)?;
                }
                command::Command::SaveDraft(v) => {
                    struct_ser.serialize_field("saveDraft", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Command {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "connect",
            "ping",
            "history",
            "send",
            "edit",
            "delete",
            "react",
            "pin",
            "read",
            "mark_unread",
            "markUnread",
            "typing",
            "set_presence",
            "setPresence",
            "watch_presence",
            "watchPresence",
            "save_draft",
            "saveDraft",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Connect,
            Ping,
            History,
            Send,
            Edit,
            Delete,
            React,
            Pin,
            Read,
            MarkUnread,
            Typing,
            SetPresence,
            WatchPresence,
            SaveDraft,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "connect" => Ok(GeneratedField::Connect),
                            "ping" => Ok(GeneratedField::Ping),
                            "history" => Ok(GeneratedField::History),
                            "send" => Ok(GeneratedField::Send),
                            "edit" => Ok(GeneratedField::Edit),
                            "delete" => Ok(GeneratedField::Delete),
                            "react" => Ok(GeneratedField::React),
                            "pin" => Ok(GeneratedField::Pin),
                            "read" => Ok(GeneratedField::Read),
                            "markUnread" | "mark_unread" => Ok(GeneratedField::MarkUnread),
                            "typing" => Ok(GeneratedField::Typing),
                            "setPresence" | "set_presence" => Ok(GeneratedField::SetPresence),
                            "watchPresence" | "watch_presence" => Ok(GeneratedField::WatchPresence),
                            "saveDraft" | "save_draft" => Ok(GeneratedField::SaveDraft),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Command;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Command, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut command__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Connect => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("connect"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::Connect)
;
                        }
                        GeneratedField::Ping => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ping"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::Ping)
;
                        }
                        GeneratedField::History => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("history"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::History)
;
                        }
                        GeneratedField::Send => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("send"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::Send)
;
                        }
                        GeneratedField::Edit => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("edit"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::Edit)
;
                        }
                        GeneratedField::Delete => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("delete"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::Delete)
;
                        }
                        GeneratedField::React => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("react"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::React)
;
                        }
                        GeneratedField::Pin => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pin"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::Pin)
;
                        }
                        GeneratedField::Read => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::Read)
;
                        }
                        GeneratedField::MarkUnread => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("markUnread"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::MarkUnread)
;
                        }
                        GeneratedField::Typing => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("typing"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::Typing)
;
                        }
                        GeneratedField::SetPresence => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("setPresence"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::SetPresence)
;
                        }
                        GeneratedField::WatchPresence => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("watchPresence"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::WatchPresence)
;
                        }
                        GeneratedField::SaveDraft => {
                            if command__.is_some() {
                                return Err(serde::de::Error::duplicate_field("saveDraft"));
                            }
                            command__ = map_.next_value::<::std::option::Option<_>>()?.map(command::Command::SaveDraft)
;
                        }
                    }
                }
                Ok(Command {
                    id: id__.unwrap_or_default(),
                    command: command__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::Connect {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.token.is_empty() {
            len += 1;
        }
        if !self.resume.is_empty() {
            len += 1;
        }
        if !self.client.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.Connect", len)?;
        if !self.token.is_empty() {
            struct_ser.serialize_field("token", &self.token)?;
        }
        if !self.resume.is_empty() {
            struct_ser.serialize_field("resume", &self.resume)?;
        }
        if !self.client.is_empty() {
            struct_ser.serialize_field("client", &self.client)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::Connect {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "token",
            "resume",
            "client",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Token,
            Resume,
            Client,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "token" => Ok(GeneratedField::Token),
                            "resume" => Ok(GeneratedField::Resume),
                            "client" => Ok(GeneratedField::Client),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::Connect;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.Connect")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::Connect, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut token__ = None;
                let mut resume__ = None;
                let mut client__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Token => {
                            if token__.is_some() {
                                return Err(serde::de::Error::duplicate_field("token"));
                            }
                            token__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Resume => {
                            if resume__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resume"));
                            }
                            resume__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Client => {
                            if client__.is_some() {
                                return Err(serde::de::Error::duplicate_field("client"));
                            }
                            client__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(command::Connect {
                    token: token__.unwrap_or_default(),
                    resume: resume__.unwrap_or_default(),
                    client: client__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.Connect", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::Delete {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.message_id.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.Delete", len)?;
        if !self.message_id.is_empty() {
            struct_ser.serialize_field("messageId", &self.message_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::Delete {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::Delete;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.Delete")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::Delete, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(command::Delete {
                    message_id: message_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.Delete", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::Edit {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.message_id.is_empty() {
            len += 1;
        }
        if !self.text.is_empty() {
            len += 1;
        }
        if !self.mentions.is_empty() {
            len += 1;
        }
        if self.mention_all {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.Edit", len)?;
        if !self.message_id.is_empty() {
            struct_ser.serialize_field("messageId", &self.message_id)?;
        }
        if !self.text.is_empty() {
            struct_ser.serialize_field("text", &self.text)?;
        }
        if !self.mentions.is_empty() {
            struct_ser.serialize_field("mentions", &self.mentions)?;
        }
        if self.mention_all {
            struct_ser.serialize_field("mentionAll", &self.mention_all)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::Edit {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
            "text",
            "mentions",
            "mention_all",
            "mentionAll",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            Text,
            Mentions,
            MentionAll,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "text" => Ok(GeneratedField::Text),
                            "mentions" => Ok(GeneratedField::Mentions),
                            "mentionAll" | "mention_all" => Ok(GeneratedField::MentionAll),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::Edit;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.Edit")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::Edit, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                let mut text__ = None;
                let mut mentions__ = None;
                let mut mention_all__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Mentions => {
                            if mentions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mentions"));
                            }
                            mentions__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MentionAll => {
                            if mention_all__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mentionAll"));
                            }
                            mention_all__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(command::Edit {
                    message_id: message_id__.unwrap_or_default(),
                    text: text__.unwrap_or_default(),
                    mentions: mentions__.unwrap_or_default(),
                    mention_all: mention_all__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.Edit", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::Held {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.epoch.is_empty() {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.Held", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.epoch.is_empty() {
            struct_ser.serialize_field("epoch", &self.epoch)?;
        }
        if self.seq != 0 {
            struct_ser.serialize_field("seq", &self.seq)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::Held {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "epoch",
            "seq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Epoch,
            Seq,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "epoch" => Ok(GeneratedField::Epoch),
                            "seq" => Ok(GeneratedField::Seq),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::Held;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.Held")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::Held, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut epoch__ = None;
                let mut seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(command::Held {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    epoch: epoch__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.Held", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::History {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.before.is_some() {
            len += 1;
        }
        if self.after.is_some() {
            len += 1;
        }
        if self.limit != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.History", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if let Some(v) = self.before.as_ref() {
            struct_ser.serialize_field("before", v)?;
        }
        if let Some(v) = self.after.as_ref() {
            struct_ser.serialize_field("after", v)?;
        }
        if self.limit != 0 {
            struct_ser.serialize_field("limit", &self.limit)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::History {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "before",
            "after",
            "limit",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Before,
            After,
            Limit,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "before" => Ok(GeneratedField::Before),
                            "after" => Ok(GeneratedField::After),
                            "limit" => Ok(GeneratedField::Limit),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::History;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.History")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::History, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut before__ = None;
                let mut after__ = None;
                let mut limit__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Before => {
                            if before__.is_some() {
                                return Err(serde::de::Error::duplicate_field("before"));
                            }
                            before__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::After => {
                            if after__.is_some() {
                                return Err(serde::de::Error::duplicate_field("after"));
                            }
                            after__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Limit => {
                            if limit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limit"));
                            }
                            limit__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(command::History {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    before: before__,
                    after: after__,
                    limit: limit__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.History", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::MarkUnread {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.from_seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.MarkUnread", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if self.from_seq != 0 {
            struct_ser.serialize_field("fromSeq", &self.from_seq)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::MarkUnread {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "from_seq",
            "fromSeq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            FromSeq,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "fromSeq" | "from_seq" => Ok(GeneratedField::FromSeq),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::MarkUnread;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.MarkUnread")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::MarkUnread, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut from_seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::FromSeq => {
                            if from_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fromSeq"));
                            }
                            from_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(command::MarkUnread {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    from_seq: from_seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.MarkUnread", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::Pin {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.message_id.is_empty() {
            len += 1;
        }
        if self.on {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.Pin", len)?;
        if !self.message_id.is_empty() {
            struct_ser.serialize_field("messageId", &self.message_id)?;
        }
        if self.on {
            struct_ser.serialize_field("on", &self.on)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::Pin {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
            "on",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            On,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "on" => Ok(GeneratedField::On),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::Pin;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.Pin")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::Pin, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                let mut on__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(command::Pin {
                    message_id: message_id__.unwrap_or_default(),
                    on: on__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.Pin", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::Ping {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("parlor.v1.Command.Ping", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::Ping {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::Ping;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.Ping")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::Ping, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(command::Ping {
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.Ping", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::React {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.message_id.is_empty() {
            len += 1;
        }
        if !self.emoji.is_empty() {
            len += 1;
        }
        if self.on {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.React", len)?;
        if !self.message_id.is_empty() {
            struct_ser.serialize_field("messageId", &self.message_id)?;
        }
        if !self.emoji.is_empty() {
            struct_ser.serialize_field("emoji", &self.emoji)?;
        }
        if self.on {
            struct_ser.serialize_field("on", &self.on)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::React {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
            "emoji",
            "on",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            Emoji,
            On,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "emoji" => Ok(GeneratedField::Emoji),
                            "on" => Ok(GeneratedField::On),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::React;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.React")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::React, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                let mut emoji__ = None;
                let mut on__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Emoji => {
                            if emoji__.is_some() {
                                return Err(serde::de::Error::duplicate_field("emoji"));
                            }
                            emoji__ = Some(map_.next_value()?);
                        }
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(command::React {
                    message_id: message_id__.unwrap_or_default(),
                    emoji: emoji__.unwrap_or_default(),
                    on: on__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.React", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::Read {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.Read", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if self.seq != 0 {
            struct_ser.serialize_field("seq", &self.seq)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::Read {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "seq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Seq,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "seq" => Ok(GeneratedField::Seq),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::Read;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.Read")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::Read, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(command::Read {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.Read", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::SaveDraft {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.text.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.SaveDraft", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.text.is_empty() {
            struct_ser.serialize_field("text", &self.text)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::SaveDraft {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "text",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Text,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "text" => Ok(GeneratedField::Text),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::SaveDraft;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.SaveDraft")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::SaveDraft, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut text__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(command::SaveDraft {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    text: text__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.SaveDraft", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::Send {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.client_id.is_empty() {
            len += 1;
        }
        if !self.text.is_empty() {
            len += 1;
        }
        if self.note {
            len += 1;
        }
        if self.reply_to.is_some() {
            len += 1;
        }
        if self.forward.is_some() {
            len += 1;
        }
        if !self.attachments.is_empty() {
            len += 1;
        }
        if !self.mentions.is_empty() {
            len += 1;
        }
        if self.mention_all {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.Send", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.client_id.is_empty() {
            struct_ser.serialize_field("clientId", &self.client_id)?;
        }
        if !self.text.is_empty() {
            struct_ser.serialize_field("text", &self.text)?;
        }
        if self.note {
            struct_ser.serialize_field("note", &self.note)?;
        }
        if let Some(v) = self.reply_to.as_ref() {
            struct_ser.serialize_field("replyTo", v)?;
        }
        if let Some(v) = self.forward.as_ref() {
            struct_ser.serialize_field("forward", v)?;
        }
        if !self.attachments.is_empty() {
            struct_ser.serialize_field("attachments", &self.attachments)?;
        }
        if !self.mentions.is_empty() {
            struct_ser.serialize_field("mentions", &self.mentions)?;
        }
        if self.mention_all {
            struct_ser.serialize_field("mentionAll", &self.mention_all)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::Send {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "client_id",
            "clientId",
            "text",
            "note",
            "reply_to",
            "replyTo",
            "forward",
            "attachments",
            "mentions",
            "mention_all",
            "mentionAll",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            ClientId,
            Text,
            Note,
            ReplyTo,
            Forward,
            Attachments,
            Mentions,
            MentionAll,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "clientId" | "client_id" => Ok(GeneratedField::ClientId),
                            "text" => Ok(GeneratedField::Text),
                            "note" => Ok(GeneratedField::Note),
                            "replyTo" | "reply_to" => Ok(GeneratedField::ReplyTo),
                            "forward" => Ok(GeneratedField::Forward),
                            "attachments" => Ok(GeneratedField::Attachments),
                            "mentions" => Ok(GeneratedField::Mentions),
                            "mentionAll" | "mention_all" => Ok(GeneratedField::MentionAll),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::Send;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.Send")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::Send, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut client_id__ = None;
                let mut text__ = None;
                let mut note__ = None;
                let mut reply_to__ = None;
                let mut forward__ = None;
                let mut attachments__ = None;
                let mut mentions__ = None;
                let mut mention_all__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ClientId => {
                            if client_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientId"));
                            }
                            client_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Note => {
                            if note__.is_some() {
                                return Err(serde::de::Error::duplicate_field("note"));
                            }
                            note__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ReplyTo => {
                            if reply_to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("replyTo"));
                            }
                            reply_to__ = map_.next_value()?;
                        }
                        GeneratedField::Forward => {
                            if forward__.is_some() {
                                return Err(serde::de::Error::duplicate_field("forward"));
                            }
                            forward__ = map_.next_value()?;
                        }
                        GeneratedField::Attachments => {
                            if attachments__.is_some() {
                                return Err(serde::de::Error::duplicate_field("attachments"));
                            }
                            attachments__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Mentions => {
                            if mentions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mentions"));
                            }
                            mentions__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MentionAll => {
                            if mention_all__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mentionAll"));
                            }
                            mention_all__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(command::Send {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    client_id: client_id__.unwrap_or_default(),
                    text: text__.unwrap_or_default(),
                    note: note__.unwrap_or_default(),
                    reply_to: reply_to__,
                    forward: forward__,
                    attachments: attachments__.unwrap_or_default(),
                    mentions: mentions__.unwrap_or_default(),
                    mention_all: mention_all__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.Send", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::SetPresence {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.availability != 0 {
            len += 1;
        }
        if self.status.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.SetPresence", len)?;
        if self.availability != 0 {
            let v = Availability::try_from(self.availability)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.availability)))?;
            struct_ser.serialize_field("availability", &v)?;
        }
        if let Some(v) = self.status.as_ref() {
            struct_ser.serialize_field("status", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::SetPresence {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "availability",
            "status",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Availability,
            Status,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "availability" => Ok(GeneratedField::Availability),
                            "status" => Ok(GeneratedField::Status),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::SetPresence;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.SetPresence")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::SetPresence, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut availability__ = None;
                let mut status__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Availability => {
                            if availability__.is_some() {
                                return Err(serde::de::Error::duplicate_field("availability"));
                            }
                            availability__ = Some(map_.next_value::<Availability>()? as i32);
                        }
                        GeneratedField::Status => {
                            if status__.is_some() {
                                return Err(serde::de::Error::duplicate_field("status"));
                            }
                            status__ = map_.next_value()?;
                        }
                    }
                }
                Ok(command::SetPresence {
                    availability: availability__.unwrap_or_default(),
                    status: status__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.SetPresence", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::Type {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.on {
            len += 1;
        }
        if self.note {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.Type", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if self.on {
            struct_ser.serialize_field("on", &self.on)?;
        }
        if self.note {
            struct_ser.serialize_field("note", &self.note)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::Type {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "on",
            "note",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            On,
            Note,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "on" => Ok(GeneratedField::On),
                            "note" => Ok(GeneratedField::Note),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::Type;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.Type")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::Type, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut on__ = None;
                let mut note__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Note => {
                            if note__.is_some() {
                                return Err(serde::de::Error::duplicate_field("note"));
                            }
                            note__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(command::Type {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    on: on__.unwrap_or_default(),
                    note: note__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.Type", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for command::WatchPresence {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.user_ids.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Command.WatchPresence", len)?;
        if !self.user_ids.is_empty() {
            struct_ser.serialize_field("userIds", &self.user_ids)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for command::WatchPresence {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "user_ids",
            "userIds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            UserIds,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "userIds" | "user_ids" => Ok(GeneratedField::UserIds),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = command::WatchPresence;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Command.WatchPresence")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<command::WatchPresence, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut user_ids__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::UserIds => {
                            if user_ids__.is_some() {
                                return Err(serde::de::Error::duplicate_field("userIds"));
                            }
                            user_ids__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(command::WatchPresence {
                    user_ids: user_ids__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Command.WatchPresence", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Attachment {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.media_type.is_empty() {
            len += 1;
        }
        if self.bytes != 0 {
            len += 1;
        }
        if self.width.is_some() {
            len += 1;
        }
        if self.height.is_some() {
            len += 1;
        }
        if self.preview {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Attachment", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.media_type.is_empty() {
            struct_ser.serialize_field("mediaType", &self.media_type)?;
        }
        if self.bytes != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("bytes", ToString::to_string(&self.bytes).as_str())?;
        }
        if let Some(v) = self.width.as_ref() {
            struct_ser.serialize_field("width", v)?;
        }
        if let Some(v) = self.height.as_ref() {
            struct_ser.serialize_field("height", v)?;
        }
        if self.preview {
            struct_ser.serialize_field("preview", &self.preview)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Attachment {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "name",
            "media_type",
            "mediaType",
            "bytes",
            "width",
            "height",
            "preview",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Name,
            MediaType,
            Bytes,
            Width,
            Height,
            Preview,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "name" => Ok(GeneratedField::Name),
                            "mediaType" | "media_type" => Ok(GeneratedField::MediaType),
                            "bytes" => Ok(GeneratedField::Bytes),
                            "width" => Ok(GeneratedField::Width),
                            "height" => Ok(GeneratedField::Height),
                            "preview" => Ok(GeneratedField::Preview),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Attachment;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Attachment")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Attachment, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut name__ = None;
                let mut media_type__ = None;
                let mut bytes__ = None;
                let mut width__ = None;
                let mut height__ = None;
                let mut preview__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MediaType => {
                            if media_type__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mediaType"));
                            }
                            media_type__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Bytes => {
                            if bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("bytes"));
                            }
                            bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Width => {
                            if width__.is_some() {
                                return Err(serde::de::Error::duplicate_field("width"));
                            }
                            width__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Height => {
                            if height__.is_some() {
                                return Err(serde::de::Error::duplicate_field("height"));
                            }
                            height__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Preview => {
                            if preview__.is_some() {
                                return Err(serde::de::Error::duplicate_field("preview"));
                            }
                            preview__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Attachment {
                    id: id__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    media_type: media_type__.unwrap_or_default(),
                    bytes: bytes__.unwrap_or_default(),
                    width: width__,
                    height: height__,
                    preview: preview__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Attachment", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Availability {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "AVAILABILITY_UNSPECIFIED",
            Self::Offline => "AVAILABILITY_OFFLINE",
            Self::Away => "AVAILABILITY_AWAY",
            Self::Online => "AVAILABILITY_ONLINE",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Availability {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "AVAILABILITY_UNSPECIFIED",
            "AVAILABILITY_OFFLINE",
            "AVAILABILITY_AWAY",
            "AVAILABILITY_ONLINE",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Availability;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(Availability::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(Availability::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "AVAILABILITY_UNSPECIFIED" => Ok(Availability::Unspecified),
                    "AVAILABILITY_OFFLINE" => Ok(Availability::Offline),
                    "AVAILABILITY_AWAY" => Ok(Availability::Away),
                    "AVAILABILITY_ONLINE" => Ok(Availability::Online),
                    _ => Ok(Availability::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Conversation {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if self.kind != 0 {
            len += 1;
        }
        if !self.title.is_empty() {
            len += 1;
        }
        if self.name.is_some() {
            len += 1;
        }
        if self.description.is_some() {
            len += 1;
        }
        if self.read_only {
            len += 1;
        }
        if self.picture.is_some() {
            len += 1;
        }
        if self.position.is_some() {
            len += 1;
        }
        if self.role != 0 {
            len += 1;
        }
        if self.member_count.is_some() {
            len += 1;
        }
        if self.last_message.is_some() {
            len += 1;
        }
        if self.unread != 0 {
            len += 1;
        }
        if self.mentions != 0 {
            len += 1;
        }
        if self.read_seq != 0 {
            len += 1;
        }
        if self.marked_unread {
            len += 1;
        }
        if self.muted_until.is_some() {
            len += 1;
        }
        if self.pin.is_some() {
            len += 1;
        }
        if self.archived {
            len += 1;
        }
        if self.created_at != 0 {
            len += 1;
        }
        if self.last_at != 0 {
            len += 1;
        }
        if self.can_send {
            len += 1;
        }
        if self.by_link.is_some() {
            len += 1;
        }
        if !self.tags.is_empty() {
            len += 1;
        }
        if self.direct_with.is_some() {
            len += 1;
        }
        if self.has_guests.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Conversation", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if self.kind != 0 {
            let v = ConversationKind::try_from(self.kind)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.kind)))?;
            struct_ser.serialize_field("kind", &v)?;
        }
        if !self.title.is_empty() {
            struct_ser.serialize_field("title", &self.title)?;
        }
        if let Some(v) = self.name.as_ref() {
            struct_ser.serialize_field("name", v)?;
        }
        if let Some(v) = self.description.as_ref() {
            struct_ser.serialize_field("description", v)?;
        }
        if self.read_only {
            struct_ser.serialize_field("readOnly", &self.read_only)?;
        }
        if let Some(v) = self.picture.as_ref() {
            struct_ser.serialize_field("picture", v)?;
        }
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if self.role != 0 {
            let v = Role::try_from(self.role)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.role)))?;
            struct_ser.serialize_field("role", &v)?;
        }
        if let Some(v) = self.member_count.as_ref() {
            struct_ser.serialize_field("memberCount", v)?;
        }
        if let Some(v) = self.last_message.as_ref() {
            struct_ser.serialize_field("lastMessage", v)?;
        }
        if self.unread != 0 {
            struct_ser.serialize_field("unread", &self.unread)?;
        }
        if self.mentions != 0 {
            struct_ser.serialize_field("mentions", &self.mentions)?;
        }
        if self.read_seq != 0 {
            struct_ser.serialize_field("readSeq", &self.read_seq)?;
        }
        if self.marked_unread {
            struct_ser.serialize_field("markedUnread", &self.marked_unread)?;
        }
        if let Some(v) = self.muted_until.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("mutedUntil", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.pin.as_ref() {
            struct_ser.serialize_field("pin", v)?;
        }
        if self.archived {
            struct_ser.serialize_field("archived", &self.archived)?;
        }
        if self.created_at != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("createdAt", ToString::to_string(&self.created_at).as_str())?;
        }
        if self.last_at != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("lastAt", ToString::to_string(&self.last_at).as_str())?;
        }
        if self.can_send {
            struct_ser.serialize_field("canSend", &self.can_send)?;
        }
        if let Some(v) = self.by_link.as_ref() {
            struct_ser.serialize_field("byLink", v)?;
        }
        if !self.tags.is_empty() {
            struct_ser.serialize_field("tags", &self.tags)?;
        }
        if let Some(v) = self.direct_with.as_ref() {
            struct_ser.serialize_field("directWith", v)?;
        }
        if let Some(v) = self.has_guests.as_ref() {
            struct_ser.serialize_field("hasGuests", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Conversation {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "kind",
            "title",
            "name",
            "description",
            "read_only",
            "readOnly",
            "picture",
            "position",
            "role",
            "member_count",
            "memberCount",
            "last_message",
            "lastMessage",
            "unread",
            "mentions",
            "read_seq",
            "readSeq",
            "marked_unread",
            "markedUnread",
            "muted_until",
            "mutedUntil",
            "pin",
            "archived",
            "created_at",
            "createdAt",
            "last_at",
            "lastAt",
            "can_send",
            "canSend",
            "by_link",
            "byLink",
            "tags",
            "direct_with",
            "directWith",
            "has_guests",
            "hasGuests",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Kind,
            Title,
            Name,
            Description,
            ReadOnly,
            Picture,
            Position,
            Role,
            MemberCount,
            LastMessage,
            Unread,
            Mentions,
            ReadSeq,
            MarkedUnread,
            MutedUntil,
            Pin,
            Archived,
            CreatedAt,
            LastAt,
            CanSend,
            ByLink,
            Tags,
            DirectWith,
            HasGuests,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "kind" => Ok(GeneratedField::Kind),
                            "title" => Ok(GeneratedField::Title),
                            "name" => Ok(GeneratedField::Name),
                            "description" => Ok(GeneratedField::Description),
                            "readOnly" | "read_only" => Ok(GeneratedField::ReadOnly),
                            "picture" => Ok(GeneratedField::Picture),
                            "position" => Ok(GeneratedField::Position),
                            "role" => Ok(GeneratedField::Role),
                            "memberCount" | "member_count" => Ok(GeneratedField::MemberCount),
                            "lastMessage" | "last_message" => Ok(GeneratedField::LastMessage),
                            "unread" => Ok(GeneratedField::Unread),
                            "mentions" => Ok(GeneratedField::Mentions),
                            "readSeq" | "read_seq" => Ok(GeneratedField::ReadSeq),
                            "markedUnread" | "marked_unread" => Ok(GeneratedField::MarkedUnread),
                            "mutedUntil" | "muted_until" => Ok(GeneratedField::MutedUntil),
                            "pin" => Ok(GeneratedField::Pin),
                            "archived" => Ok(GeneratedField::Archived),
                            "createdAt" | "created_at" => Ok(GeneratedField::CreatedAt),
                            "lastAt" | "last_at" => Ok(GeneratedField::LastAt),
                            "canSend" | "can_send" => Ok(GeneratedField::CanSend),
                            "byLink" | "by_link" => Ok(GeneratedField::ByLink),
                            "tags" => Ok(GeneratedField::Tags),
                            "directWith" | "direct_with" => Ok(GeneratedField::DirectWith),
                            "hasGuests" | "has_guests" => Ok(GeneratedField::HasGuests),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Conversation;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Conversation")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Conversation, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut kind__ = None;
                let mut title__ = None;
                let mut name__ = None;
                let mut description__ = None;
                let mut read_only__ = None;
                let mut picture__ = None;
                let mut position__ = None;
                let mut role__ = None;
                let mut member_count__ = None;
                let mut last_message__ = None;
                let mut unread__ = None;
                let mut mentions__ = None;
                let mut read_seq__ = None;
                let mut marked_unread__ = None;
                let mut muted_until__ = None;
                let mut pin__ = None;
                let mut archived__ = None;
                let mut created_at__ = None;
                let mut last_at__ = None;
                let mut can_send__ = None;
                let mut by_link__ = None;
                let mut tags__ = None;
                let mut direct_with__ = None;
                let mut has_guests__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value::<ConversationKind>()? as i32);
                        }
                        GeneratedField::Title => {
                            if title__.is_some() {
                                return Err(serde::de::Error::duplicate_field("title"));
                            }
                            title__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = map_.next_value()?;
                        }
                        GeneratedField::Description => {
                            if description__.is_some() {
                                return Err(serde::de::Error::duplicate_field("description"));
                            }
                            description__ = map_.next_value()?;
                        }
                        GeneratedField::ReadOnly => {
                            if read_only__.is_some() {
                                return Err(serde::de::Error::duplicate_field("readOnly"));
                            }
                            read_only__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Picture => {
                            if picture__.is_some() {
                                return Err(serde::de::Error::duplicate_field("picture"));
                            }
                            picture__ = map_.next_value()?;
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = Some(map_.next_value::<Role>()? as i32);
                        }
                        GeneratedField::MemberCount => {
                            if member_count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("memberCount"));
                            }
                            member_count__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::LastMessage => {
                            if last_message__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastMessage"));
                            }
                            last_message__ = map_.next_value()?;
                        }
                        GeneratedField::Unread => {
                            if unread__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unread"));
                            }
                            unread__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Mentions => {
                            if mentions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mentions"));
                            }
                            mentions__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ReadSeq => {
                            if read_seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("readSeq"));
                            }
                            read_seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::MarkedUnread => {
                            if marked_unread__.is_some() {
                                return Err(serde::de::Error::duplicate_field("markedUnread"));
                            }
                            marked_unread__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MutedUntil => {
                            if muted_until__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mutedUntil"));
                            }
                            muted_until__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Pin => {
                            if pin__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pin"));
                            }
                            pin__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Archived => {
                            if archived__.is_some() {
                                return Err(serde::de::Error::duplicate_field("archived"));
                            }
                            archived__ = Some(map_.next_value()?);
                        }
                        GeneratedField::CreatedAt => {
                            if created_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("createdAt"));
                            }
                            created_at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LastAt => {
                            if last_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastAt"));
                            }
                            last_at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CanSend => {
                            if can_send__.is_some() {
                                return Err(serde::de::Error::duplicate_field("canSend"));
                            }
                            can_send__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ByLink => {
                            if by_link__.is_some() {
                                return Err(serde::de::Error::duplicate_field("byLink"));
                            }
                            by_link__ = map_.next_value()?;
                        }
                        GeneratedField::Tags => {
                            if tags__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tags"));
                            }
                            tags__ = Some(map_.next_value()?);
                        }
                        GeneratedField::DirectWith => {
                            if direct_with__.is_some() {
                                return Err(serde::de::Error::duplicate_field("directWith"));
                            }
                            direct_with__ = map_.next_value()?;
                        }
                        GeneratedField::HasGuests => {
                            if has_guests__.is_some() {
                                return Err(serde::de::Error::duplicate_field("hasGuests"));
                            }
                            has_guests__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Conversation {
                    id: id__.unwrap_or_default(),
                    kind: kind__.unwrap_or_default(),
                    title: title__.unwrap_or_default(),
                    name: name__,
                    description: description__,
                    read_only: read_only__.unwrap_or_default(),
                    picture: picture__,
                    position: position__,
                    role: role__.unwrap_or_default(),
                    member_count: member_count__,
                    last_message: last_message__,
                    unread: unread__.unwrap_or_default(),
                    mentions: mentions__.unwrap_or_default(),
                    read_seq: read_seq__.unwrap_or_default(),
                    marked_unread: marked_unread__.unwrap_or_default(),
                    muted_until: muted_until__,
                    pin: pin__,
                    archived: archived__.unwrap_or_default(),
                    created_at: created_at__.unwrap_or_default(),
                    last_at: last_at__.unwrap_or_default(),
                    can_send: can_send__.unwrap_or_default(),
                    by_link: by_link__,
                    tags: tags__.unwrap_or_default(),
                    direct_with: direct_with__,
                    has_guests: has_guests__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Conversation", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ConversationKind {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "CONVERSATION_KIND_UNSPECIFIED",
            Self::Direct => "CONVERSATION_KIND_DIRECT",
            Self::Group => "CONVERSATION_KIND_GROUP",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ConversationKind {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "CONVERSATION_KIND_UNSPECIFIED",
            "CONVERSATION_KIND_DIRECT",
            "CONVERSATION_KIND_GROUP",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ConversationKind;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(ConversationKind::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(ConversationKind::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "CONVERSATION_KIND_UNSPECIFIED" => Ok(ConversationKind::Unspecified),
                    "CONVERSATION_KIND_DIRECT" => Ok(ConversationKind::Direct),
                    "CONVERSATION_KIND_GROUP" => Ok(ConversationKind::Group),
                    _ => Ok(ConversationKind::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Error {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.code.is_empty() {
            len += 1;
        }
        if !self.message.is_empty() {
            len += 1;
        }
        if self.retry_after_ms.is_some() {
            len += 1;
        }
        if self.places.is_some() {
            len += 1;
        }
        if !self.user_ids.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Error", len)?;
        if !self.code.is_empty() {
            struct_ser.serialize_field("code", &self.code)?;
        }
        if !self.message.is_empty() {
            struct_ser.serialize_field("message", &self.message)?;
        }
        if let Some(v) = self.retry_after_ms.as_ref() {
            struct_ser.serialize_field("retryAfterMs", v)?;
        }
        if let Some(v) = self.places.as_ref() {
            struct_ser.serialize_field("places", v)?;
        }
        if !self.user_ids.is_empty() {
            struct_ser.serialize_field("userIds", &self.user_ids)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Error {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "code",
            "message",
            "retry_after_ms",
            "retryAfterMs",
            "places",
            "user_ids",
            "userIds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Code,
            Message,
            RetryAfterMs,
            Places,
            UserIds,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "code" => Ok(GeneratedField::Code),
                            "message" => Ok(GeneratedField::Message),
                            "retryAfterMs" | "retry_after_ms" => Ok(GeneratedField::RetryAfterMs),
                            "places" => Ok(GeneratedField::Places),
                            "userIds" | "user_ids" => Ok(GeneratedField::UserIds),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Error;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Error")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Error, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut code__ = None;
                let mut message__ = None;
                let mut retry_after_ms__ = None;
                let mut places__ = None;
                let mut user_ids__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Code => {
                            if code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("code"));
                            }
                            code__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Message => {
                            if message__.is_some() {
                                return Err(serde::de::Error::duplicate_field("message"));
                            }
                            message__ = Some(map_.next_value()?);
                        }
                        GeneratedField::RetryAfterMs => {
                            if retry_after_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("retryAfterMs"));
                            }
                            retry_after_ms__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Places => {
                            if places__.is_some() {
                                return Err(serde::de::Error::duplicate_field("places"));
                            }
                            places__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::UserIds => {
                            if user_ids__.is_some() {
                                return Err(serde::de::Error::duplicate_field("userIds"));
                            }
                            user_ids__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Error {
                    code: code__.unwrap_or_default(),
                    message: message__.unwrap_or_default(),
                    retry_after_ms: retry_after_ms__,
                    places: places__,
                    user_ids: user_ids__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Error", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Event {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.position.is_some() {
            len += 1;
        }
        if self.at != 0 {
            len += 1;
        }
        if self.actor.is_some() {
            len += 1;
        }
        if self.fact.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Event", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if self.at != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("at", ToString::to_string(&self.at).as_str())?;
        }
        if let Some(v) = self.actor.as_ref() {
            struct_ser.serialize_field("actor", v)?;
        }
        if let Some(v) = self.fact.as_ref() {
            match v {
                event::Fact::Posted(v) => {
                    struct_ser.serialize_field("posted", v)?;
                }
                event::Fact::Edited(v) => {
                    struct_ser.serialize_field("edited", v)?;
                }
                event::Fact::Deleted(v) => {
                    struct_ser.serialize_field("deleted", v)?;
                }
                event::Fact::Reacted(v) => {
                    struct_ser.serialize_field("reacted", v)?;
                }
                event::Fact::Pinned(v) => {
                    struct_ser.serialize_field("pinned", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Event {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "position",
            "at",
            "actor",
            "posted",
            "edited",
            "deleted",
            "reacted",
            "pinned",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Position,
            At,
            Actor,
            Posted,
            Edited,
            Deleted,
            Reacted,
            Pinned,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "position" => Ok(GeneratedField::Position),
                            "at" => Ok(GeneratedField::At),
                            "actor" => Ok(GeneratedField::Actor),
                            "posted" => Ok(GeneratedField::Posted),
                            "edited" => Ok(GeneratedField::Edited),
                            "deleted" => Ok(GeneratedField::Deleted),
                            "reacted" => Ok(GeneratedField::Reacted),
                            "pinned" => Ok(GeneratedField::Pinned),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Event;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Event")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Event, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut position__ = None;
                let mut at__ = None;
                let mut actor__ = None;
                let mut fact__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::At => {
                            if at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("at"));
                            }
                            at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Actor => {
                            if actor__.is_some() {
                                return Err(serde::de::Error::duplicate_field("actor"));
                            }
                            actor__ = map_.next_value()?;
                        }
                        GeneratedField::Posted => {
                            if fact__.is_some() {
                                return Err(serde::de::Error::duplicate_field("posted"));
                            }
                            fact__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Fact::Posted)
;
                        }
                        GeneratedField::Edited => {
                            if fact__.is_some() {
                                return Err(serde::de::Error::duplicate_field("edited"));
                            }
                            fact__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Fact::Edited)
;
                        }
                        GeneratedField::Deleted => {
                            if fact__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deleted"));
                            }
                            fact__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Fact::Deleted)
;
                        }
                        GeneratedField::Reacted => {
                            if fact__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reacted"));
                            }
                            fact__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Fact::Reacted)
;
                        }
                        GeneratedField::Pinned => {
                            if fact__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pinned"));
                            }
                            fact__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Fact::Pinned)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Event {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    position: position__,
                    at: at__.unwrap_or_default(),
                    actor: actor__,
                    fact: fact__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Event", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for event::Deleted {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.message_id.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Event.Deleted", len)?;
        if !self.message_id.is_empty() {
            struct_ser.serialize_field("messageId", &self.message_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for event::Deleted {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = event::Deleted;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Event.Deleted")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<event::Deleted, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(event::Deleted {
                    message_id: message_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Event.Deleted", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for event::Pinned {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.message_id.is_empty() {
            len += 1;
        }
        if self.on {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Event.Pinned", len)?;
        if !self.message_id.is_empty() {
            struct_ser.serialize_field("messageId", &self.message_id)?;
        }
        if self.on {
            struct_ser.serialize_field("on", &self.on)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for event::Pinned {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
            "on",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            On,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "on" => Ok(GeneratedField::On),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = event::Pinned;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Event.Pinned")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<event::Pinned, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                let mut on__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(event::Pinned {
                    message_id: message_id__.unwrap_or_default(),
                    on: on__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Event.Pinned", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for event::Reacted {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.message_id.is_empty() {
            len += 1;
        }
        if !self.emoji.is_empty() {
            len += 1;
        }
        if self.on {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Event.Reacted", len)?;
        if !self.message_id.is_empty() {
            struct_ser.serialize_field("messageId", &self.message_id)?;
        }
        if !self.emoji.is_empty() {
            struct_ser.serialize_field("emoji", &self.emoji)?;
        }
        if self.on {
            struct_ser.serialize_field("on", &self.on)?;
        }
        if self.count != 0 {
            struct_ser.serialize_field("count", &self.count)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for event::Reacted {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
            "emoji",
            "on",
            "count",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            Emoji,
            On,
            Count,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "emoji" => Ok(GeneratedField::Emoji),
                            "on" => Ok(GeneratedField::On),
                            "count" => Ok(GeneratedField::Count),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = event::Reacted;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Event.Reacted")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<event::Reacted, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                let mut emoji__ = None;
                let mut on__ = None;
                let mut count__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Emoji => {
                            if emoji__.is_some() {
                                return Err(serde::de::Error::duplicate_field("emoji"));
                            }
                            emoji__ = Some(map_.next_value()?);
                        }
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(event::Reacted {
                    message_id: message_id__.unwrap_or_default(),
                    emoji: emoji__.unwrap_or_default(),
                    on: on__.unwrap_or_default(),
                    count: count__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Event.Reacted", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Forwarded {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.author.is_some() {
            len += 1;
        }
        if self.sent_at.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Forwarded", len)?;
        if let Some(v) = self.author.as_ref() {
            struct_ser.serialize_field("author", v)?;
        }
        if let Some(v) = self.sent_at.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sentAt", ToString::to_string(&v).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Forwarded {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "author",
            "sent_at",
            "sentAt",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Author,
            SentAt,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "author" => Ok(GeneratedField::Author),
                            "sentAt" | "sent_at" => Ok(GeneratedField::SentAt),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Forwarded;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Forwarded")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Forwarded, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut author__ = None;
                let mut sent_at__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Author => {
                            if author__.is_some() {
                                return Err(serde::de::Error::duplicate_field("author"));
                            }
                            author__ = map_.next_value()?;
                        }
                        GeneratedField::SentAt => {
                            if sent_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sentAt"));
                            }
                            sent_at__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Forwarded {
                    author: author__,
                    sent_at: sent_at__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Forwarded", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Frame {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.frame.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Frame", len)?;
        if let Some(v) = self.frame.as_ref() {
            match v {
                frame::Frame::Reply(v) => {
                    struct_ser.serialize_field("reply", v)?;
                }
                frame::Frame::Push(v) => {
                    struct_ser.serialize_field("push", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Frame {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reply",
            "push",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reply,
            Push,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reply" => Ok(GeneratedField::Reply),
                            "push" => Ok(GeneratedField::Push),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Frame;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Frame")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Frame, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut frame__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reply => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reply"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Frame::Reply)
;
                        }
                        GeneratedField::Push => {
                            if frame__.is_some() {
                                return Err(serde::de::Error::duplicate_field("push"));
                            }
                            frame__ = map_.next_value::<::std::option::Option<_>>()?.map(frame::Frame::Push)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Frame {
                    frame: frame__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Frame", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Member {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.person.is_some() {
            len += 1;
        }
        if self.role.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Member", len)?;
        if let Some(v) = self.person.as_ref() {
            struct_ser.serialize_field("person", v)?;
        }
        if let Some(v) = self.role.as_ref() {
            let v = Role::try_from(*v)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", *v)))?;
            struct_ser.serialize_field("role", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Member {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "person",
            "role",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Person,
            Role,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "person" => Ok(GeneratedField::Person),
                            "role" => Ok(GeneratedField::Role),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Member;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Member")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Member, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut person__ = None;
                let mut role__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Person => {
                            if person__.is_some() {
                                return Err(serde::de::Error::duplicate_field("person"));
                            }
                            person__ = map_.next_value()?;
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = map_.next_value::<::std::option::Option<Role>>()?.map(|x| x as i32);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Member {
                    person: person__,
                    role: role__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Member", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Message {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        if self.kind != 0 {
            len += 1;
        }
        if self.author.is_some() {
            len += 1;
        }
        if self.sent_at != 0 {
            len += 1;
        }
        if !self.text.is_empty() {
            len += 1;
        }
        if self.deleted {
            len += 1;
        }
        if self.edited_at.is_some() {
            len += 1;
        }
        if self.client_id.is_some() {
            len += 1;
        }
        if self.reply_to.is_some() {
            len += 1;
        }
        if self.forwarded.is_some() {
            len += 1;
        }
        if !self.attachments.is_empty() {
            len += 1;
        }
        if !self.reactions.is_empty() {
            len += 1;
        }
        if !self.mentions.is_empty() {
            len += 1;
        }
        if self.mention_all {
            len += 1;
        }
        if self.pinned {
            len += 1;
        }
        if self.system.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Message", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if self.seq != 0 {
            struct_ser.serialize_field("seq", &self.seq)?;
        }
        if self.kind != 0 {
            let v = MessageKind::try_from(self.kind)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.kind)))?;
            struct_ser.serialize_field("kind", &v)?;
        }
        if let Some(v) = self.author.as_ref() {
            struct_ser.serialize_field("author", v)?;
        }
        if self.sent_at != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sentAt", ToString::to_string(&self.sent_at).as_str())?;
        }
        if !self.text.is_empty() {
            struct_ser.serialize_field("text", &self.text)?;
        }
        if self.deleted {
            struct_ser.serialize_field("deleted", &self.deleted)?;
        }
        if let Some(v) = self.edited_at.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("editedAt", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.client_id.as_ref() {
            struct_ser.serialize_field("clientId", v)?;
        }
        if let Some(v) = self.reply_to.as_ref() {
            struct_ser.serialize_field("replyTo", v)?;
        }
        if let Some(v) = self.forwarded.as_ref() {
            struct_ser.serialize_field("forwarded", v)?;
        }
        if !self.attachments.is_empty() {
            struct_ser.serialize_field("attachments", &self.attachments)?;
        }
        if !self.reactions.is_empty() {
            struct_ser.serialize_field("reactions", &self.reactions)?;
        }
        if !self.mentions.is_empty() {
            struct_ser.serialize_field("mentions", &self.mentions)?;
        }
        if self.mention_all {
            struct_ser.serialize_field("mentionAll", &self.mention_all)?;
        }
        if self.pinned {
            struct_ser.serialize_field("pinned", &self.pinned)?;
        }
        if let Some(v) = self.system.as_ref() {
            struct_ser.serialize_field("system", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Message {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "conversation_id",
            "conversationId",
            "seq",
            "kind",
            "author",
            "sent_at",
            "sentAt",
            "text",
            "deleted",
            "edited_at",
            "editedAt",
            "client_id",
            "clientId",
            "reply_to",
            "replyTo",
            "forwarded",
            "attachments",
            "reactions",
            "mentions",
            "mention_all",
            "mentionAll",
            "pinned",
            "system",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            ConversationId,
            Seq,
            Kind,
            Author,
            SentAt,
            Text,
            Deleted,
            EditedAt,
            ClientId,
            ReplyTo,
            Forwarded,
            Attachments,
            Reactions,
            Mentions,
            MentionAll,
            Pinned,
            System,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "seq" => Ok(GeneratedField::Seq),
                            "kind" => Ok(GeneratedField::Kind),
                            "author" => Ok(GeneratedField::Author),
                            "sentAt" | "sent_at" => Ok(GeneratedField::SentAt),
                            "text" => Ok(GeneratedField::Text),
                            "deleted" => Ok(GeneratedField::Deleted),
                            "editedAt" | "edited_at" => Ok(GeneratedField::EditedAt),
                            "clientId" | "client_id" => Ok(GeneratedField::ClientId),
                            "replyTo" | "reply_to" => Ok(GeneratedField::ReplyTo),
                            "forwarded" => Ok(GeneratedField::Forwarded),
                            "attachments" => Ok(GeneratedField::Attachments),
                            "reactions" => Ok(GeneratedField::Reactions),
                            "mentions" => Ok(GeneratedField::Mentions),
                            "mentionAll" | "mention_all" => Ok(GeneratedField::MentionAll),
                            "pinned" => Ok(GeneratedField::Pinned),
                            "system" => Ok(GeneratedField::System),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Message;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Message")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Message, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut conversation_id__ = None;
                let mut seq__ = None;
                let mut kind__ = None;
                let mut author__ = None;
                let mut sent_at__ = None;
                let mut text__ = None;
                let mut deleted__ = None;
                let mut edited_at__ = None;
                let mut client_id__ = None;
                let mut reply_to__ = None;
                let mut forwarded__ = None;
                let mut attachments__ = None;
                let mut reactions__ = None;
                let mut mentions__ = None;
                let mut mention_all__ = None;
                let mut pinned__ = None;
                let mut system__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value::<MessageKind>()? as i32);
                        }
                        GeneratedField::Author => {
                            if author__.is_some() {
                                return Err(serde::de::Error::duplicate_field("author"));
                            }
                            author__ = map_.next_value()?;
                        }
                        GeneratedField::SentAt => {
                            if sent_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sentAt"));
                            }
                            sent_at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Deleted => {
                            if deleted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deleted"));
                            }
                            deleted__ = Some(map_.next_value()?);
                        }
                        GeneratedField::EditedAt => {
                            if edited_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("editedAt"));
                            }
                            edited_at__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::ClientId => {
                            if client_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientId"));
                            }
                            client_id__ = map_.next_value()?;
                        }
                        GeneratedField::ReplyTo => {
                            if reply_to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("replyTo"));
                            }
                            reply_to__ = map_.next_value()?;
                        }
                        GeneratedField::Forwarded => {
                            if forwarded__.is_some() {
                                return Err(serde::de::Error::duplicate_field("forwarded"));
                            }
                            forwarded__ = map_.next_value()?;
                        }
                        GeneratedField::Attachments => {
                            if attachments__.is_some() {
                                return Err(serde::de::Error::duplicate_field("attachments"));
                            }
                            attachments__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reactions => {
                            if reactions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reactions"));
                            }
                            reactions__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Mentions => {
                            if mentions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mentions"));
                            }
                            mentions__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MentionAll => {
                            if mention_all__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mentionAll"));
                            }
                            mention_all__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Pinned => {
                            if pinned__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pinned"));
                            }
                            pinned__ = Some(map_.next_value()?);
                        }
                        GeneratedField::System => {
                            if system__.is_some() {
                                return Err(serde::de::Error::duplicate_field("system"));
                            }
                            system__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Message {
                    id: id__.unwrap_or_default(),
                    conversation_id: conversation_id__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                    kind: kind__.unwrap_or_default(),
                    author: author__,
                    sent_at: sent_at__.unwrap_or_default(),
                    text: text__.unwrap_or_default(),
                    deleted: deleted__.unwrap_or_default(),
                    edited_at: edited_at__,
                    client_id: client_id__,
                    reply_to: reply_to__,
                    forwarded: forwarded__,
                    attachments: attachments__.unwrap_or_default(),
                    reactions: reactions__.unwrap_or_default(),
                    mentions: mentions__.unwrap_or_default(),
                    mention_all: mention_all__.unwrap_or_default(),
                    pinned: pinned__.unwrap_or_default(),
                    system: system__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Message", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for MessageKind {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "MESSAGE_KIND_UNSPECIFIED",
            Self::Text => "MESSAGE_KIND_TEXT",
            Self::Note => "MESSAGE_KIND_NOTE",
            Self::System => "MESSAGE_KIND_SYSTEM",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for MessageKind {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "MESSAGE_KIND_UNSPECIFIED",
            "MESSAGE_KIND_TEXT",
            "MESSAGE_KIND_NOTE",
            "MESSAGE_KIND_SYSTEM",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = MessageKind;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(MessageKind::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(MessageKind::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "MESSAGE_KIND_UNSPECIFIED" => Ok(MessageKind::Unspecified),
                    "MESSAGE_KIND_TEXT" => Ok(MessageKind::Text),
                    "MESSAGE_KIND_NOTE" => Ok(MessageKind::Note),
                    "MESSAGE_KIND_SYSTEM" => Ok(MessageKind::System),
                    _ => Ok(MessageKind::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for News {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.position.is_some() {
            len += 1;
        }
        if self.unread != 0 {
            len += 1;
        }
        if self.mentions != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.News", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if self.unread != 0 {
            struct_ser.serialize_field("unread", &self.unread)?;
        }
        if self.mentions != 0 {
            struct_ser.serialize_field("mentions", &self.mentions)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for News {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "position",
            "unread",
            "mentions",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Position,
            Unread,
            Mentions,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "position" => Ok(GeneratedField::Position),
                            "unread" => Ok(GeneratedField::Unread),
                            "mentions" => Ok(GeneratedField::Mentions),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = News;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.News")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<News, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut position__ = None;
                let mut unread__ = None;
                let mut mentions__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::Unread => {
                            if unread__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unread"));
                            }
                            unread__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Mentions => {
                            if mentions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mentions"));
                            }
                            mentions__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(News {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    position: position__,
                    unread: unread__.unwrap_or_default(),
                    mentions: mentions__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.News", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Person {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if self.picture.is_some() {
            len += 1;
        }
        if self.external.is_some() {
            len += 1;
        }
        if self.proven.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Person", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if let Some(v) = self.picture.as_ref() {
            struct_ser.serialize_field("picture", v)?;
        }
        if let Some(v) = self.external.as_ref() {
            struct_ser.serialize_field("external", v)?;
        }
        if let Some(v) = self.proven.as_ref() {
            struct_ser.serialize_field("proven", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Person {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "name",
            "picture",
            "external",
            "proven",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Name,
            Picture,
            External,
            Proven,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "name" => Ok(GeneratedField::Name),
                            "picture" => Ok(GeneratedField::Picture),
                            "external" => Ok(GeneratedField::External),
                            "proven" => Ok(GeneratedField::Proven),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Person;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Person")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Person, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut name__ = None;
                let mut picture__ = None;
                let mut external__ = None;
                let mut proven__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Picture => {
                            if picture__.is_some() {
                                return Err(serde::de::Error::duplicate_field("picture"));
                            }
                            picture__ = map_.next_value()?;
                        }
                        GeneratedField::External => {
                            if external__.is_some() {
                                return Err(serde::de::Error::duplicate_field("external"));
                            }
                            external__ = map_.next_value()?;
                        }
                        GeneratedField::Proven => {
                            if proven__.is_some() {
                                return Err(serde::de::Error::duplicate_field("proven"));
                            }
                            proven__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Person {
                    id: id__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    picture: picture__,
                    external: external__,
                    proven: proven__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Person", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Position {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.epoch.is_empty() {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Position", len)?;
        if !self.epoch.is_empty() {
            struct_ser.serialize_field("epoch", &self.epoch)?;
        }
        if self.seq != 0 {
            struct_ser.serialize_field("seq", &self.seq)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Position {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "epoch",
            "seq",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Epoch,
            Seq,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "epoch" => Ok(GeneratedField::Epoch),
                            "seq" => Ok(GeneratedField::Seq),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Position;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Position")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Position, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut epoch__ = None;
                let mut seq__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Epoch => {
                            if epoch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("epoch"));
                            }
                            epoch__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Position {
                    epoch: epoch__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Position", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Presence {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.user_id.is_empty() {
            len += 1;
        }
        if self.availability != 0 {
            len += 1;
        }
        if self.status.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Presence", len)?;
        if !self.user_id.is_empty() {
            struct_ser.serialize_field("userId", &self.user_id)?;
        }
        if self.availability != 0 {
            let v = Availability::try_from(self.availability)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.availability)))?;
            struct_ser.serialize_field("availability", &v)?;
        }
        if let Some(v) = self.status.as_ref() {
            struct_ser.serialize_field("status", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Presence {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "user_id",
            "userId",
            "availability",
            "status",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            UserId,
            Availability,
            Status,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "userId" | "user_id" => Ok(GeneratedField::UserId),
                            "availability" => Ok(GeneratedField::Availability),
                            "status" => Ok(GeneratedField::Status),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Presence;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Presence")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Presence, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut user_id__ = None;
                let mut availability__ = None;
                let mut status__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::UserId => {
                            if user_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("userId"));
                            }
                            user_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Availability => {
                            if availability__.is_some() {
                                return Err(serde::de::Error::duplicate_field("availability"));
                            }
                            availability__ = Some(map_.next_value::<Availability>()? as i32);
                        }
                        GeneratedField::Status => {
                            if status__.is_some() {
                                return Err(serde::de::Error::duplicate_field("status"));
                            }
                            status__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Presence {
                    user_id: user_id__.unwrap_or_default(),
                    availability: availability__.unwrap_or_default(),
                    status: status__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Presence", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Push {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.push.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push", len)?;
        if let Some(v) = self.push.as_ref() {
            match v {
                push::Push::Event(v) => {
                    struct_ser.serialize_field("event", v)?;
                }
                push::Push::CaughtUp(v) => {
                    struct_ser.serialize_field("caughtUp", v)?;
                }
                push::Push::ResyncRequired(v) => {
                    struct_ser.serialize_field("resyncRequired", v)?;
                }
                push::Push::Joined(v) => {
                    struct_ser.serialize_field("joined", v)?;
                }
                push::Push::Gone(v) => {
                    struct_ser.serialize_field("gone", v)?;
                }
                push::Push::Read(v) => {
                    struct_ser.serialize_field("read", v)?;
                }
                push::Push::Typing(v) => {
                    struct_ser.serialize_field("typing", v)?;
                }
                push::Push::Presence(v) => {
                    struct_ser.serialize_field("presence", v)?;
                }
                push::Push::OwnReaction(v) => {
                    struct_ser.serialize_field("ownReaction", v)?;
                }
                push::Push::Draft(v) => {
                    struct_ser.serialize_field("draft", v)?;
                }
                push::Push::Preferences(v) => {
                    struct_ser.serialize_field("preferences", v)?;
                }
                push::Push::Drain(v) => {
                    struct_ser.serialize_field("drain", v)?;
                }
                push::Push::ProfileChanged(v) => {
                    struct_ser.serialize_field("profileChanged", v)?;
                }
                push::Push::OrganisationChanged(v) => {
                    struct_ser.serialize_field("organisationChanged", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Push {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "event",
            "caught_up",
            "caughtUp",
            "resync_required",
            "resyncRequired",
            "joined",
            "gone",
            "read",
            "typing",
            "presence",
            "own_reaction",
            "ownReaction",
            "draft",
            "preferences",
            "drain",
            "profile_changed",
            "profileChanged",
            "organisation_changed",
            "organisationChanged",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Event,
            CaughtUp,
            ResyncRequired,
            Joined,
            Gone,
            Read,
            Typing,
            Presence,
            OwnReaction,
            Draft,
            Preferences,
            Drain,
            ProfileChanged,
            OrganisationChanged,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "event" => Ok(GeneratedField::Event),
                            "caughtUp" | "caught_up" => Ok(GeneratedField::CaughtUp),
                            "resyncRequired" | "resync_required" => Ok(GeneratedField::ResyncRequired),
                            "joined" => Ok(GeneratedField::Joined),
                            "gone" => Ok(GeneratedField::Gone),
                            "read" => Ok(GeneratedField::Read),
                            "typing" => Ok(GeneratedField::Typing),
                            "presence" => Ok(GeneratedField::Presence),
                            "ownReaction" | "own_reaction" => Ok(GeneratedField::OwnReaction),
                            "draft" => Ok(GeneratedField::Draft),
                            "preferences" => Ok(GeneratedField::Preferences),
                            "drain" => Ok(GeneratedField::Drain),
                            "profileChanged" | "profile_changed" => Ok(GeneratedField::ProfileChanged),
                            "organisationChanged" | "organisation_changed" => Ok(GeneratedField::OrganisationChanged),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Push;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Push, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut push__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Event => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("event"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::Event)
;
                        }
                        GeneratedField::CaughtUp => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("caughtUp"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::CaughtUp)
;
                        }
                        GeneratedField::ResyncRequired => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resyncRequired"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::ResyncRequired)
;
                        }
                        GeneratedField::Joined => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("joined"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::Joined)
;
                        }
                        GeneratedField::Gone => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("gone"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::Gone)
;
                        }
                        GeneratedField::Read => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("read"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::Read)
;
                        }
                        GeneratedField::Typing => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("typing"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::Typing)
;
                        }
                        GeneratedField::Presence => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("presence"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::Presence)
;
                        }
                        GeneratedField::OwnReaction => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ownReaction"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::OwnReaction)
;
                        }
                        GeneratedField::Draft => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("draft"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::Draft)
;
                        }
                        GeneratedField::Preferences => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("preferences"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::Preferences)
;
                        }
                        GeneratedField::Drain => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("drain"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::Drain)
;
                        }
                        GeneratedField::ProfileChanged => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("profileChanged"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::ProfileChanged)
;
                        }
                        GeneratedField::OrganisationChanged => {
                            if push__.is_some() {
                                return Err(serde::de::Error::duplicate_field("organisationChanged"));
                            }
                            push__ = map_.next_value::<::std::option::Option<_>>()?.map(push::Push::OrganisationChanged)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Push {
                    push: push__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::CaughtUp {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.position.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.CaughtUp", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::CaughtUp {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "position",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Position,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "position" => Ok(GeneratedField::Position),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::CaughtUp;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.CaughtUp")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::CaughtUp, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut position__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::CaughtUp {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    position: position__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.CaughtUp", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::Draft {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.text.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.Draft", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.text.is_empty() {
            struct_ser.serialize_field("text", &self.text)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::Draft {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "text",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Text,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "text" => Ok(GeneratedField::Text),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::Draft;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.Draft")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::Draft, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut text__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Text => {
                            if text__.is_some() {
                                return Err(serde::de::Error::duplicate_field("text"));
                            }
                            text__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::Draft {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    text: text__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.Draft", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::Drain {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.reconnect_after_ms != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.Drain", len)?;
        if self.reconnect_after_ms != 0 {
            struct_ser.serialize_field("reconnectAfterMs", &self.reconnect_after_ms)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::Drain {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reconnect_after_ms",
            "reconnectAfterMs",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ReconnectAfterMs,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reconnectAfterMs" | "reconnect_after_ms" => Ok(GeneratedField::ReconnectAfterMs),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::Drain;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.Drain")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::Drain, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reconnect_after_ms__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ReconnectAfterMs => {
                            if reconnect_after_ms__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reconnectAfterMs"));
                            }
                            reconnect_after_ms__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::Drain {
                    reconnect_after_ms: reconnect_after_ms__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.Drain", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::Gone {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.Gone", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::Gone {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::Gone;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.Gone")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::Gone, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::Gone {
                    conversation_id: conversation_id__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.Gone", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::Joined {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.conversation.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.Joined", len)?;
        if let Some(v) = self.conversation.as_ref() {
            struct_ser.serialize_field("conversation", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::Joined {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Conversation,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversation" => Ok(GeneratedField::Conversation),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::Joined;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.Joined")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::Joined, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Conversation => {
                            if conversation__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversation"));
                            }
                            conversation__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::Joined {
                    conversation: conversation__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.Joined", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::OrganisationChanged {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.name.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.OrganisationChanged", len)?;
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::OrganisationChanged {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "name",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Name,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "name" => Ok(GeneratedField::Name),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::OrganisationChanged;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.OrganisationChanged")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::OrganisationChanged, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut name__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::OrganisationChanged {
                    name: name__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.OrganisationChanged", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::OwnReaction {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.message_id.is_empty() {
            len += 1;
        }
        if !self.emoji.is_empty() {
            len += 1;
        }
        if self.on {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.OwnReaction", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.message_id.is_empty() {
            struct_ser.serialize_field("messageId", &self.message_id)?;
        }
        if !self.emoji.is_empty() {
            struct_ser.serialize_field("emoji", &self.emoji)?;
        }
        if self.on {
            struct_ser.serialize_field("on", &self.on)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::OwnReaction {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "message_id",
            "messageId",
            "emoji",
            "on",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            MessageId,
            Emoji,
            On,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "emoji" => Ok(GeneratedField::Emoji),
                            "on" => Ok(GeneratedField::On),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::OwnReaction;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.OwnReaction")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::OwnReaction, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut message_id__ = None;
                let mut emoji__ = None;
                let mut on__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Emoji => {
                            if emoji__.is_some() {
                                return Err(serde::de::Error::duplicate_field("emoji"));
                            }
                            emoji__ = Some(map_.next_value()?);
                        }
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::OwnReaction {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    message_id: message_id__.unwrap_or_default(),
                    emoji: emoji__.unwrap_or_default(),
                    on: on__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.OwnReaction", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::Preferences {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.muted_until.is_some() {
            len += 1;
        }
        if self.pin.is_some() {
            len += 1;
        }
        if self.archived {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.Preferences", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if let Some(v) = self.muted_until.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("mutedUntil", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.pin.as_ref() {
            struct_ser.serialize_field("pin", v)?;
        }
        if self.archived {
            struct_ser.serialize_field("archived", &self.archived)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::Preferences {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "muted_until",
            "mutedUntil",
            "pin",
            "archived",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            MutedUntil,
            Pin,
            Archived,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "mutedUntil" | "muted_until" => Ok(GeneratedField::MutedUntil),
                            "pin" => Ok(GeneratedField::Pin),
                            "archived" => Ok(GeneratedField::Archived),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::Preferences;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.Preferences")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::Preferences, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut muted_until__ = None;
                let mut pin__ = None;
                let mut archived__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MutedUntil => {
                            if muted_until__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mutedUntil"));
                            }
                            muted_until__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Pin => {
                            if pin__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pin"));
                            }
                            pin__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Archived => {
                            if archived__.is_some() {
                                return Err(serde::de::Error::duplicate_field("archived"));
                            }
                            archived__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::Preferences {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    muted_until: muted_until__,
                    pin: pin__,
                    archived: archived__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.Preferences", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::ProfileChanged {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.person.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.ProfileChanged", len)?;
        if let Some(v) = self.person.as_ref() {
            struct_ser.serialize_field("person", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::ProfileChanged {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "person",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Person,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "person" => Ok(GeneratedField::Person),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::ProfileChanged;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.ProfileChanged")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::ProfileChanged, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut person__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Person => {
                            if person__.is_some() {
                                return Err(serde::de::Error::duplicate_field("person"));
                            }
                            person__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::ProfileChanged {
                    person: person__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.ProfileChanged", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::ReadMark {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if !self.user_id.is_empty() {
            len += 1;
        }
        if self.seq != 0 {
            len += 1;
        }
        if self.unread.is_some() {
            len += 1;
        }
        if self.mentions.is_some() {
            len += 1;
        }
        if self.marked_unread {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.ReadMark", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if !self.user_id.is_empty() {
            struct_ser.serialize_field("userId", &self.user_id)?;
        }
        if self.seq != 0 {
            struct_ser.serialize_field("seq", &self.seq)?;
        }
        if let Some(v) = self.unread.as_ref() {
            struct_ser.serialize_field("unread", v)?;
        }
        if let Some(v) = self.mentions.as_ref() {
            struct_ser.serialize_field("mentions", v)?;
        }
        if self.marked_unread {
            struct_ser.serialize_field("markedUnread", &self.marked_unread)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::ReadMark {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "user_id",
            "userId",
            "seq",
            "unread",
            "mentions",
            "marked_unread",
            "markedUnread",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            UserId,
            Seq,
            Unread,
            Mentions,
            MarkedUnread,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "userId" | "user_id" => Ok(GeneratedField::UserId),
                            "seq" => Ok(GeneratedField::Seq),
                            "unread" => Ok(GeneratedField::Unread),
                            "mentions" => Ok(GeneratedField::Mentions),
                            "markedUnread" | "marked_unread" => Ok(GeneratedField::MarkedUnread),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::ReadMark;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.ReadMark")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::ReadMark, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut user_id__ = None;
                let mut seq__ = None;
                let mut unread__ = None;
                let mut mentions__ = None;
                let mut marked_unread__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::UserId => {
                            if user_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("userId"));
                            }
                            user_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Seq => {
                            if seq__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seq"));
                            }
                            seq__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Unread => {
                            if unread__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unread"));
                            }
                            unread__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Mentions => {
                            if mentions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mentions"));
                            }
                            mentions__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::MarkedUnread => {
                            if marked_unread__.is_some() {
                                return Err(serde::de::Error::duplicate_field("markedUnread"));
                            }
                            marked_unread__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::ReadMark {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    user_id: user_id__.unwrap_or_default(),
                    seq: seq__.unwrap_or_default(),
                    unread: unread__,
                    mentions: mentions__,
                    marked_unread: marked_unread__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.ReadMark", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for push::ResyncRequired {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.position.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Push.ResyncRequired", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for push::ResyncRequired {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "position",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Position,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "position" => Ok(GeneratedField::Position),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = push::ResyncRequired;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Push.ResyncRequired")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<push::ResyncRequired, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut position__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(push::ResyncRequired {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    position: position__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Push.ResyncRequired", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Quote {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.message_id.is_empty() {
            len += 1;
        }
        if self.author.is_some() {
            len += 1;
        }
        if self.sent_at != 0 {
            len += 1;
        }
        if self.excerpt.is_some() {
            len += 1;
        }
        if self.deleted {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Quote", len)?;
        if !self.message_id.is_empty() {
            struct_ser.serialize_field("messageId", &self.message_id)?;
        }
        if let Some(v) = self.author.as_ref() {
            struct_ser.serialize_field("author", v)?;
        }
        if self.sent_at != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sentAt", ToString::to_string(&self.sent_at).as_str())?;
        }
        if let Some(v) = self.excerpt.as_ref() {
            struct_ser.serialize_field("excerpt", v)?;
        }
        if self.deleted {
            struct_ser.serialize_field("deleted", &self.deleted)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Quote {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
            "author",
            "sent_at",
            "sentAt",
            "excerpt",
            "deleted",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            Author,
            SentAt,
            Excerpt,
            Deleted,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "author" => Ok(GeneratedField::Author),
                            "sentAt" | "sent_at" => Ok(GeneratedField::SentAt),
                            "excerpt" => Ok(GeneratedField::Excerpt),
                            "deleted" => Ok(GeneratedField::Deleted),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Quote;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Quote")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Quote, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                let mut author__ = None;
                let mut sent_at__ = None;
                let mut excerpt__ = None;
                let mut deleted__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Author => {
                            if author__.is_some() {
                                return Err(serde::de::Error::duplicate_field("author"));
                            }
                            author__ = map_.next_value()?;
                        }
                        GeneratedField::SentAt => {
                            if sent_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sentAt"));
                            }
                            sent_at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Excerpt => {
                            if excerpt__.is_some() {
                                return Err(serde::de::Error::duplicate_field("excerpt"));
                            }
                            excerpt__ = map_.next_value()?;
                        }
                        GeneratedField::Deleted => {
                            if deleted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deleted"));
                            }
                            deleted__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Quote {
                    message_id: message_id__.unwrap_or_default(),
                    author: author__,
                    sent_at: sent_at__.unwrap_or_default(),
                    excerpt: excerpt__,
                    deleted: deleted__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Quote", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Reaction {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.emoji.is_empty() {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        if self.mine {
            len += 1;
        }
        if !self.people.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Reaction", len)?;
        if !self.emoji.is_empty() {
            struct_ser.serialize_field("emoji", &self.emoji)?;
        }
        if self.count != 0 {
            struct_ser.serialize_field("count", &self.count)?;
        }
        if self.mine {
            struct_ser.serialize_field("mine", &self.mine)?;
        }
        if !self.people.is_empty() {
            struct_ser.serialize_field("people", &self.people)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Reaction {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "emoji",
            "count",
            "mine",
            "people",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Emoji,
            Count,
            Mine,
            People,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "emoji" => Ok(GeneratedField::Emoji),
                            "count" => Ok(GeneratedField::Count),
                            "mine" => Ok(GeneratedField::Mine),
                            "people" => Ok(GeneratedField::People),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Reaction;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Reaction")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Reaction, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut emoji__ = None;
                let mut count__ = None;
                let mut mine__ = None;
                let mut people__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Emoji => {
                            if emoji__.is_some() {
                                return Err(serde::de::Error::duplicate_field("emoji"));
                            }
                            emoji__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Mine => {
                            if mine__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mine"));
                            }
                            mine__ = Some(map_.next_value()?);
                        }
                        GeneratedField::People => {
                            if people__.is_some() {
                                return Err(serde::de::Error::duplicate_field("people"));
                            }
                            people__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Reaction {
                    emoji: emoji__.unwrap_or_default(),
                    count: count__.unwrap_or_default(),
                    mine: mine__.unwrap_or_default(),
                    people: people__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Reaction", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Reply {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.id != 0 {
            len += 1;
        }
        if self.reply.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Reply", len)?;
        if self.id != 0 {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if let Some(v) = self.reply.as_ref() {
            match v {
                reply::Reply::Error(v) => {
                    struct_ser.serialize_field("error", v)?;
                }
                reply::Reply::Done(v) => {
                    struct_ser.serialize_field("done", v)?;
                }
                reply::Reply::Connected(v) => {
                    struct_ser.serialize_field("connected", v)?;
                }
                reply::Reply::History(v) => {
                    struct_ser.serialize_field("history", v)?;
                }
                reply::Reply::Sent(v) => {
                    struct_ser.serialize_field("sent", v)?;
                }
                reply::Reply::Presence(v) => {
                    struct_ser.serialize_field("presence", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Reply {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "error",
            "done",
            "connected",
            "history",
            "sent",
            "presence",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Error,
            Done,
            Connected,
            History,
            Sent,
            Presence,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "error" => Ok(GeneratedField::Error),
                            "done" => Ok(GeneratedField::Done),
                            "connected" => Ok(GeneratedField::Connected),
                            "history" => Ok(GeneratedField::History),
                            "sent" => Ok(GeneratedField::Sent),
                            "presence" => Ok(GeneratedField::Presence),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Reply;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Reply")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Reply, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut reply__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Error => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("error"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Reply::Error)
;
                        }
                        GeneratedField::Done => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("done"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Reply::Done)
;
                        }
                        GeneratedField::Connected => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("connected"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Reply::Connected)
;
                        }
                        GeneratedField::History => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("history"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Reply::History)
;
                        }
                        GeneratedField::Sent => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sent"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Reply::Sent)
;
                        }
                        GeneratedField::Presence => {
                            if reply__.is_some() {
                                return Err(serde::de::Error::duplicate_field("presence"));
                            }
                            reply__ = map_.next_value::<::std::option::Option<_>>()?.map(reply::Reply::Presence)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Reply {
                    id: id__.unwrap_or_default(),
                    reply: reply__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Reply", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for reply::Connected {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.you.is_some() {
            len += 1;
        }
        if self.internal {
            len += 1;
        }
        if self.admin {
            len += 1;
        }
        if !self.session_id.is_empty() {
            len += 1;
        }
        if self.heartbeat_seconds != 0 {
            len += 1;
        }
        if self.server_time != 0 {
            len += 1;
        }
        if self.limits.is_some() {
            len += 1;
        }
        if !self.news.is_empty() {
            len += 1;
        }
        if self.more_news {
            len += 1;
        }
        if !self.server_version.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Reply.Connected", len)?;
        if let Some(v) = self.you.as_ref() {
            struct_ser.serialize_field("you", v)?;
        }
        if self.internal {
            struct_ser.serialize_field("internal", &self.internal)?;
        }
        if self.admin {
            struct_ser.serialize_field("admin", &self.admin)?;
        }
        if !self.session_id.is_empty() {
            struct_ser.serialize_field("sessionId", &self.session_id)?;
        }
        if self.heartbeat_seconds != 0 {
            struct_ser.serialize_field("heartbeatSeconds", &self.heartbeat_seconds)?;
        }
        if self.server_time != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("serverTime", ToString::to_string(&self.server_time).as_str())?;
        }
        if let Some(v) = self.limits.as_ref() {
            struct_ser.serialize_field("limits", v)?;
        }
        if !self.news.is_empty() {
            struct_ser.serialize_field("news", &self.news)?;
        }
        if self.more_news {
            struct_ser.serialize_field("moreNews", &self.more_news)?;
        }
        if !self.server_version.is_empty() {
            struct_ser.serialize_field("serverVersion", &self.server_version)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for reply::Connected {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "you",
            "internal",
            "admin",
            "session_id",
            "sessionId",
            "heartbeat_seconds",
            "heartbeatSeconds",
            "server_time",
            "serverTime",
            "limits",
            "news",
            "more_news",
            "moreNews",
            "server_version",
            "serverVersion",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            You,
            Internal,
            Admin,
            SessionId,
            HeartbeatSeconds,
            ServerTime,
            Limits,
            News,
            MoreNews,
            ServerVersion,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "you" => Ok(GeneratedField::You),
                            "internal" => Ok(GeneratedField::Internal),
                            "admin" => Ok(GeneratedField::Admin),
                            "sessionId" | "session_id" => Ok(GeneratedField::SessionId),
                            "heartbeatSeconds" | "heartbeat_seconds" => Ok(GeneratedField::HeartbeatSeconds),
                            "serverTime" | "server_time" => Ok(GeneratedField::ServerTime),
                            "limits" => Ok(GeneratedField::Limits),
                            "news" => Ok(GeneratedField::News),
                            "moreNews" | "more_news" => Ok(GeneratedField::MoreNews),
                            "serverVersion" | "server_version" => Ok(GeneratedField::ServerVersion),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = reply::Connected;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Reply.Connected")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<reply::Connected, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut you__ = None;
                let mut internal__ = None;
                let mut admin__ = None;
                let mut session_id__ = None;
                let mut heartbeat_seconds__ = None;
                let mut server_time__ = None;
                let mut limits__ = None;
                let mut news__ = None;
                let mut more_news__ = None;
                let mut server_version__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::You => {
                            if you__.is_some() {
                                return Err(serde::de::Error::duplicate_field("you"));
                            }
                            you__ = map_.next_value()?;
                        }
                        GeneratedField::Internal => {
                            if internal__.is_some() {
                                return Err(serde::de::Error::duplicate_field("internal"));
                            }
                            internal__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Admin => {
                            if admin__.is_some() {
                                return Err(serde::de::Error::duplicate_field("admin"));
                            }
                            admin__ = Some(map_.next_value()?);
                        }
                        GeneratedField::SessionId => {
                            if session_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sessionId"));
                            }
                            session_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::HeartbeatSeconds => {
                            if heartbeat_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("heartbeatSeconds"));
                            }
                            heartbeat_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::ServerTime => {
                            if server_time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("serverTime"));
                            }
                            server_time__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Limits => {
                            if limits__.is_some() {
                                return Err(serde::de::Error::duplicate_field("limits"));
                            }
                            limits__ = map_.next_value()?;
                        }
                        GeneratedField::News => {
                            if news__.is_some() {
                                return Err(serde::de::Error::duplicate_field("news"));
                            }
                            news__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MoreNews => {
                            if more_news__.is_some() {
                                return Err(serde::de::Error::duplicate_field("moreNews"));
                            }
                            more_news__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ServerVersion => {
                            if server_version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("serverVersion"));
                            }
                            server_version__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(reply::Connected {
                    you: you__,
                    internal: internal__.unwrap_or_default(),
                    admin: admin__.unwrap_or_default(),
                    session_id: session_id__.unwrap_or_default(),
                    heartbeat_seconds: heartbeat_seconds__.unwrap_or_default(),
                    server_time: server_time__.unwrap_or_default(),
                    limits: limits__,
                    news: news__.unwrap_or_default(),
                    more_news: more_news__.unwrap_or_default(),
                    server_version: server_version__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Reply.Connected", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for reply::Done {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("parlor.v1.Reply.Done", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for reply::Done {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Ok(GeneratedField::__SkipField__)
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = reply::Done;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Reply.Done")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<reply::Done, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(reply::Done {
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Reply.Done", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for reply::HistoryPage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.messages.is_empty() {
            len += 1;
        }
        if self.position.is_some() {
            len += 1;
        }
        if self.more_before {
            len += 1;
        }
        if self.more_after {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Reply.HistoryPage", len)?;
        if !self.messages.is_empty() {
            struct_ser.serialize_field("messages", &self.messages)?;
        }
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if self.more_before {
            struct_ser.serialize_field("moreBefore", &self.more_before)?;
        }
        if self.more_after {
            struct_ser.serialize_field("moreAfter", &self.more_after)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for reply::HistoryPage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "messages",
            "position",
            "more_before",
            "moreBefore",
            "more_after",
            "moreAfter",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Messages,
            Position,
            MoreBefore,
            MoreAfter,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messages" => Ok(GeneratedField::Messages),
                            "position" => Ok(GeneratedField::Position),
                            "moreBefore" | "more_before" => Ok(GeneratedField::MoreBefore),
                            "moreAfter" | "more_after" => Ok(GeneratedField::MoreAfter),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = reply::HistoryPage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Reply.HistoryPage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<reply::HistoryPage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut messages__ = None;
                let mut position__ = None;
                let mut more_before__ = None;
                let mut more_after__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Messages => {
                            if messages__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messages"));
                            }
                            messages__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::MoreBefore => {
                            if more_before__.is_some() {
                                return Err(serde::de::Error::duplicate_field("moreBefore"));
                            }
                            more_before__ = Some(map_.next_value()?);
                        }
                        GeneratedField::MoreAfter => {
                            if more_after__.is_some() {
                                return Err(serde::de::Error::duplicate_field("moreAfter"));
                            }
                            more_after__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(reply::HistoryPage {
                    messages: messages__.unwrap_or_default(),
                    position: position__,
                    more_before: more_before__.unwrap_or_default(),
                    more_after: more_after__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Reply.HistoryPage", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for reply::Limits {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.frame_bytes != 0 {
            len += 1;
        }
        if self.text_bytes != 0 {
            len += 1;
        }
        if self.sends_at_once != 0 {
            len += 1;
        }
        if self.sends_per_second != 0 {
            len += 1;
        }
        if self.commands_under_way != 0 {
            len += 1;
        }
        if self.history_page != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Reply.Limits", len)?;
        if self.frame_bytes != 0 {
            struct_ser.serialize_field("frameBytes", &self.frame_bytes)?;
        }
        if self.text_bytes != 0 {
            struct_ser.serialize_field("textBytes", &self.text_bytes)?;
        }
        if self.sends_at_once != 0 {
            struct_ser.serialize_field("sendsAtOnce", &self.sends_at_once)?;
        }
        if self.sends_per_second != 0 {
            struct_ser.serialize_field("sendsPerSecond", &self.sends_per_second)?;
        }
        if self.commands_under_way != 0 {
            struct_ser.serialize_field("commandsUnderWay", &self.commands_under_way)?;
        }
        if self.history_page != 0 {
            struct_ser.serialize_field("historyPage", &self.history_page)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for reply::Limits {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "frame_bytes",
            "frameBytes",
            "text_bytes",
            "textBytes",
            "sends_at_once",
            "sendsAtOnce",
            "sends_per_second",
            "sendsPerSecond",
            "commands_under_way",
            "commandsUnderWay",
            "history_page",
            "historyPage",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            FrameBytes,
            TextBytes,
            SendsAtOnce,
            SendsPerSecond,
            CommandsUnderWay,
            HistoryPage,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "frameBytes" | "frame_bytes" => Ok(GeneratedField::FrameBytes),
                            "textBytes" | "text_bytes" => Ok(GeneratedField::TextBytes),
                            "sendsAtOnce" | "sends_at_once" => Ok(GeneratedField::SendsAtOnce),
                            "sendsPerSecond" | "sends_per_second" => Ok(GeneratedField::SendsPerSecond),
                            "commandsUnderWay" | "commands_under_way" => Ok(GeneratedField::CommandsUnderWay),
                            "historyPage" | "history_page" => Ok(GeneratedField::HistoryPage),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = reply::Limits;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Reply.Limits")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<reply::Limits, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut frame_bytes__ = None;
                let mut text_bytes__ = None;
                let mut sends_at_once__ = None;
                let mut sends_per_second__ = None;
                let mut commands_under_way__ = None;
                let mut history_page__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::FrameBytes => {
                            if frame_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("frameBytes"));
                            }
                            frame_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::TextBytes => {
                            if text_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("textBytes"));
                            }
                            text_bytes__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::SendsAtOnce => {
                            if sends_at_once__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sendsAtOnce"));
                            }
                            sends_at_once__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::SendsPerSecond => {
                            if sends_per_second__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sendsPerSecond"));
                            }
                            sends_per_second__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::CommandsUnderWay => {
                            if commands_under_way__.is_some() {
                                return Err(serde::de::Error::duplicate_field("commandsUnderWay"));
                            }
                            commands_under_way__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::HistoryPage => {
                            if history_page__.is_some() {
                                return Err(serde::de::Error::duplicate_field("historyPage"));
                            }
                            history_page__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(reply::Limits {
                    frame_bytes: frame_bytes__.unwrap_or_default(),
                    text_bytes: text_bytes__.unwrap_or_default(),
                    sends_at_once: sends_at_once__.unwrap_or_default(),
                    sends_per_second: sends_per_second__.unwrap_or_default(),
                    commands_under_way: commands_under_way__.unwrap_or_default(),
                    history_page: history_page__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Reply.Limits", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for reply::PresenceList {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.presence.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Reply.PresenceList", len)?;
        if !self.presence.is_empty() {
            struct_ser.serialize_field("presence", &self.presence)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for reply::PresenceList {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "presence",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Presence,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "presence" => Ok(GeneratedField::Presence),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = reply::PresenceList;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Reply.PresenceList")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<reply::PresenceList, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut presence__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Presence => {
                            if presence__.is_some() {
                                return Err(serde::de::Error::duplicate_field("presence"));
                            }
                            presence__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(reply::PresenceList {
                    presence: presence__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Reply.PresenceList", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for reply::Sent {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.message_id.is_empty() {
            len += 1;
        }
        if self.position.is_some() {
            len += 1;
        }
        if self.sent_at != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Reply.Sent", len)?;
        if !self.message_id.is_empty() {
            struct_ser.serialize_field("messageId", &self.message_id)?;
        }
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if self.sent_at != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sentAt", ToString::to_string(&self.sent_at).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for reply::Sent {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "message_id",
            "messageId",
            "position",
            "sent_at",
            "sentAt",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            MessageId,
            Position,
            SentAt,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "messageId" | "message_id" => Ok(GeneratedField::MessageId),
                            "position" => Ok(GeneratedField::Position),
                            "sentAt" | "sent_at" => Ok(GeneratedField::SentAt),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = reply::Sent;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Reply.Sent")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<reply::Sent, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut message_id__ = None;
                let mut position__ = None;
                let mut sent_at__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::MessageId => {
                            if message_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("messageId"));
                            }
                            message_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::SentAt => {
                            if sent_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sentAt"));
                            }
                            sent_at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(reply::Sent {
                    message_id: message_id__.unwrap_or_default(),
                    position: position__,
                    sent_at: sent_at__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Reply.Sent", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Role {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "ROLE_UNSPECIFIED",
            Self::Owner => "ROLE_OWNER",
            Self::Moderator => "ROLE_MODERATOR",
            Self::Member => "ROLE_MEMBER",
            Self::Guest => "ROLE_GUEST",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Role {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "ROLE_UNSPECIFIED",
            "ROLE_OWNER",
            "ROLE_MODERATOR",
            "ROLE_MEMBER",
            "ROLE_GUEST",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Role;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(Role::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok().or_else(|| Some(Role::default())))
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "ROLE_UNSPECIFIED" => Ok(Role::Unspecified),
                    "ROLE_OWNER" => Ok(Role::Owner),
                    "ROLE_MODERATOR" => Ok(Role::Moderator),
                    "ROLE_MEMBER" => Ok(Role::Member),
                    "ROLE_GUEST" => Ok(Role::Guest),
                    _ => Ok(Role::default()),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for System {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.kind.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System", len)?;
        if let Some(v) = self.kind.as_ref() {
            match v {
                system::Kind::Created(v) => {
                    struct_ser.serialize_field("created", v)?;
                }
                system::Kind::MembersAdded(v) => {
                    struct_ser.serialize_field("membersAdded", v)?;
                }
                system::Kind::JoinedByLink(v) => {
                    struct_ser.serialize_field("joinedByLink", v)?;
                }
                system::Kind::Left(v) => {
                    struct_ser.serialize_field("left", v)?;
                }
                system::Kind::Removed(v) => {
                    struct_ser.serialize_field("removed", v)?;
                }
                system::Kind::RoleChanged(v) => {
                    struct_ser.serialize_field("roleChanged", v)?;
                }
                system::Kind::Renamed(v) => {
                    struct_ser.serialize_field("renamed", v)?;
                }
                system::Kind::Described(v) => {
                    struct_ser.serialize_field("described", v)?;
                }
                system::Kind::PictureChanged(v) => {
                    struct_ser.serialize_field("pictureChanged", v)?;
                }
                system::Kind::ReadOnlySwitched(v) => {
                    struct_ser.serialize_field("readOnlySwitched", v)?;
                }
                system::Kind::LinkSwitched(v) => {
                    struct_ser.serialize_field("linkSwitched", v)?;
                }
                system::Kind::TagsChanged(v) => {
                    struct_ser.serialize_field("tagsChanged", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for System {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "created",
            "members_added",
            "membersAdded",
            "joined_by_link",
            "joinedByLink",
            "left",
            "removed",
            "role_changed",
            "roleChanged",
            "renamed",
            "described",
            "picture_changed",
            "pictureChanged",
            "read_only_switched",
            "readOnlySwitched",
            "link_switched",
            "linkSwitched",
            "tags_changed",
            "tagsChanged",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Created,
            MembersAdded,
            JoinedByLink,
            Left,
            Removed,
            RoleChanged,
            Renamed,
            Described,
            PictureChanged,
            ReadOnlySwitched,
            LinkSwitched,
            TagsChanged,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "created" => Ok(GeneratedField::Created),
                            "membersAdded" | "members_added" => Ok(GeneratedField::MembersAdded),
                            "joinedByLink" | "joined_by_link" => Ok(GeneratedField::JoinedByLink),
                            "left" => Ok(GeneratedField::Left),
                            "removed" => Ok(GeneratedField::Removed),
                            "roleChanged" | "role_changed" => Ok(GeneratedField::RoleChanged),
                            "renamed" => Ok(GeneratedField::Renamed),
                            "described" => Ok(GeneratedField::Described),
                            "pictureChanged" | "picture_changed" => Ok(GeneratedField::PictureChanged),
                            "readOnlySwitched" | "read_only_switched" => Ok(GeneratedField::ReadOnlySwitched),
                            "linkSwitched" | "link_switched" => Ok(GeneratedField::LinkSwitched),
                            "tagsChanged" | "tags_changed" => Ok(GeneratedField::TagsChanged),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = System;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<System, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kind__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Created => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("created"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::Created)
;
                        }
                        GeneratedField::MembersAdded => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("membersAdded"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::MembersAdded)
;
                        }
                        GeneratedField::JoinedByLink => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("joinedByLink"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::JoinedByLink)
;
                        }
                        GeneratedField::Left => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("left"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::Left)
;
                        }
                        GeneratedField::Removed => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("removed"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::Removed)
;
                        }
                        GeneratedField::RoleChanged => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("roleChanged"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::RoleChanged)
;
                        }
                        GeneratedField::Renamed => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("renamed"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::Renamed)
;
                        }
                        GeneratedField::Described => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("described"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::Described)
;
                        }
                        GeneratedField::PictureChanged => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("pictureChanged"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::PictureChanged)
;
                        }
                        GeneratedField::ReadOnlySwitched => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("readOnlySwitched"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::ReadOnlySwitched)
;
                        }
                        GeneratedField::LinkSwitched => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("linkSwitched"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::LinkSwitched)
;
                        }
                        GeneratedField::TagsChanged => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tagsChanged"));
                            }
                            kind__ = map_.next_value::<::std::option::Option<_>>()?.map(system::Kind::TagsChanged)
;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(System {
                    kind: kind__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::Created {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.by_link {
            len += 1;
        }
        if !self.members.is_empty() {
            len += 1;
        }
        if self.link_id.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.Created", len)?;
        if self.by_link {
            struct_ser.serialize_field("byLink", &self.by_link)?;
        }
        if !self.members.is_empty() {
            struct_ser.serialize_field("members", &self.members)?;
        }
        if let Some(v) = self.link_id.as_ref() {
            struct_ser.serialize_field("linkId", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::Created {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "by_link",
            "byLink",
            "members",
            "link_id",
            "linkId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ByLink,
            Members,
            LinkId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "byLink" | "by_link" => Ok(GeneratedField::ByLink),
                            "members" => Ok(GeneratedField::Members),
                            "linkId" | "link_id" => Ok(GeneratedField::LinkId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::Created;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.Created")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::Created, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut by_link__ = None;
                let mut members__ = None;
                let mut link_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ByLink => {
                            if by_link__.is_some() {
                                return Err(serde::de::Error::duplicate_field("byLink"));
                            }
                            by_link__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Members => {
                            if members__.is_some() {
                                return Err(serde::de::Error::duplicate_field("members"));
                            }
                            members__ = Some(map_.next_value()?);
                        }
                        GeneratedField::LinkId => {
                            if link_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("linkId"));
                            }
                            link_id__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::Created {
                    by_link: by_link__.unwrap_or_default(),
                    members: members__.unwrap_or_default(),
                    link_id: link_id__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.Created", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::Described {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.description.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.Described", len)?;
        if let Some(v) = self.description.as_ref() {
            struct_ser.serialize_field("description", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::Described {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "description",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Description,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "description" => Ok(GeneratedField::Description),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::Described;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.Described")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::Described, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut description__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Description => {
                            if description__.is_some() {
                                return Err(serde::de::Error::duplicate_field("description"));
                            }
                            description__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::Described {
                    description: description__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.Described", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::JoinedByLink {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.member.is_some() {
            len += 1;
        }
        if self.link_id.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.JoinedByLink", len)?;
        if let Some(v) = self.member.as_ref() {
            struct_ser.serialize_field("member", v)?;
        }
        if let Some(v) = self.link_id.as_ref() {
            struct_ser.serialize_field("linkId", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::JoinedByLink {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "member",
            "link_id",
            "linkId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Member,
            LinkId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "member" => Ok(GeneratedField::Member),
                            "linkId" | "link_id" => Ok(GeneratedField::LinkId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::JoinedByLink;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.JoinedByLink")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::JoinedByLink, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut member__ = None;
                let mut link_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Member => {
                            if member__.is_some() {
                                return Err(serde::de::Error::duplicate_field("member"));
                            }
                            member__ = map_.next_value()?;
                        }
                        GeneratedField::LinkId => {
                            if link_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("linkId"));
                            }
                            link_id__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::JoinedByLink {
                    member: member__,
                    link_id: link_id__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.JoinedByLink", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::Left {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.new_owner.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.Left", len)?;
        if let Some(v) = self.new_owner.as_ref() {
            struct_ser.serialize_field("newOwner", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::Left {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "new_owner",
            "newOwner",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            NewOwner,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "newOwner" | "new_owner" => Ok(GeneratedField::NewOwner),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::Left;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.Left")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::Left, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut new_owner__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::NewOwner => {
                            if new_owner__.is_some() {
                                return Err(serde::de::Error::duplicate_field("newOwner"));
                            }
                            new_owner__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::Left {
                    new_owner: new_owner__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.Left", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::LinkSwitched {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.on {
            len += 1;
        }
        if self.link_id.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.LinkSwitched", len)?;
        if self.on {
            struct_ser.serialize_field("on", &self.on)?;
        }
        if let Some(v) = self.link_id.as_ref() {
            struct_ser.serialize_field("linkId", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::LinkSwitched {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "on",
            "link_id",
            "linkId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            On,
            LinkId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "on" => Ok(GeneratedField::On),
                            "linkId" | "link_id" => Ok(GeneratedField::LinkId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::LinkSwitched;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.LinkSwitched")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::LinkSwitched, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut on__ = None;
                let mut link_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                        GeneratedField::LinkId => {
                            if link_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("linkId"));
                            }
                            link_id__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::LinkSwitched {
                    on: on__.unwrap_or_default(),
                    link_id: link_id__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.LinkSwitched", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::MembersAdded {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.members.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.MembersAdded", len)?;
        if !self.members.is_empty() {
            struct_ser.serialize_field("members", &self.members)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::MembersAdded {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "members",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Members,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "members" => Ok(GeneratedField::Members),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::MembersAdded;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.MembersAdded")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::MembersAdded, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut members__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Members => {
                            if members__.is_some() {
                                return Err(serde::de::Error::duplicate_field("members"));
                            }
                            members__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::MembersAdded {
                    members: members__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.MembersAdded", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::PictureChanged {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.picture.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.PictureChanged", len)?;
        if let Some(v) = self.picture.as_ref() {
            struct_ser.serialize_field("picture", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::PictureChanged {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "picture",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Picture,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "picture" => Ok(GeneratedField::Picture),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::PictureChanged;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.PictureChanged")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::PictureChanged, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut picture__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Picture => {
                            if picture__.is_some() {
                                return Err(serde::de::Error::duplicate_field("picture"));
                            }
                            picture__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::PictureChanged {
                    picture: picture__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.PictureChanged", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::ReadOnlySwitched {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.on {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.ReadOnlySwitched", len)?;
        if self.on {
            struct_ser.serialize_field("on", &self.on)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::ReadOnlySwitched {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "on",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            On,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "on" => Ok(GeneratedField::On),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::ReadOnlySwitched;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.ReadOnlySwitched")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::ReadOnlySwitched, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut on__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::ReadOnlySwitched {
                    on: on__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.ReadOnlySwitched", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::Removed {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.person.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.Removed", len)?;
        if let Some(v) = self.person.as_ref() {
            struct_ser.serialize_field("person", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::Removed {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "person",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Person,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "person" => Ok(GeneratedField::Person),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::Removed;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.Removed")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::Removed, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut person__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Person => {
                            if person__.is_some() {
                                return Err(serde::de::Error::duplicate_field("person"));
                            }
                            person__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::Removed {
                    person: person__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.Removed", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::Renamed {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.name.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.Renamed", len)?;
        if let Some(v) = self.name.as_ref() {
            struct_ser.serialize_field("name", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::Renamed {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "name",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Name,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "name" => Ok(GeneratedField::Name),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::Renamed;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.Renamed")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::Renamed, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut name__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::Renamed {
                    name: name__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.Renamed", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::RoleChanged {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.person.is_some() {
            len += 1;
        }
        if self.role != 0 {
            len += 1;
        }
        if self.previous_owner_id.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.RoleChanged", len)?;
        if let Some(v) = self.person.as_ref() {
            struct_ser.serialize_field("person", v)?;
        }
        if self.role != 0 {
            let v = Role::try_from(self.role)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.role)))?;
            struct_ser.serialize_field("role", &v)?;
        }
        if let Some(v) = self.previous_owner_id.as_ref() {
            struct_ser.serialize_field("previousOwnerId", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::RoleChanged {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "person",
            "role",
            "previous_owner_id",
            "previousOwnerId",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Person,
            Role,
            PreviousOwnerId,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "person" => Ok(GeneratedField::Person),
                            "role" => Ok(GeneratedField::Role),
                            "previousOwnerId" | "previous_owner_id" => Ok(GeneratedField::PreviousOwnerId),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::RoleChanged;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.RoleChanged")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::RoleChanged, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut person__ = None;
                let mut role__ = None;
                let mut previous_owner_id__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Person => {
                            if person__.is_some() {
                                return Err(serde::de::Error::duplicate_field("person"));
                            }
                            person__ = map_.next_value()?;
                        }
                        GeneratedField::Role => {
                            if role__.is_some() {
                                return Err(serde::de::Error::duplicate_field("role"));
                            }
                            role__ = Some(map_.next_value::<Role>()? as i32);
                        }
                        GeneratedField::PreviousOwnerId => {
                            if previous_owner_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("previousOwnerId"));
                            }
                            previous_owner_id__ = map_.next_value()?;
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::RoleChanged {
                    person: person__,
                    role: role__.unwrap_or_default(),
                    previous_owner_id: previous_owner_id__,
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.RoleChanged", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for system::TagsChanged {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.tags.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.System.TagsChanged", len)?;
        if !self.tags.is_empty() {
            struct_ser.serialize_field("tags", &self.tags)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for system::TagsChanged {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "tags",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Tags,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "tags" => Ok(GeneratedField::Tags),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = system::TagsChanged;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.System.TagsChanged")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<system::TagsChanged, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut tags__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Tags => {
                            if tags__.is_some() {
                                return Err(serde::de::Error::duplicate_field("tags"));
                            }
                            tags__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(system::TagsChanged {
                    tags: tags__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.System.TagsChanged", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Typing {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.conversation_id.is_empty() {
            len += 1;
        }
        if self.person.is_some() {
            len += 1;
        }
        if self.on {
            len += 1;
        }
        if self.note {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("parlor.v1.Typing", len)?;
        if !self.conversation_id.is_empty() {
            struct_ser.serialize_field("conversationId", &self.conversation_id)?;
        }
        if let Some(v) = self.person.as_ref() {
            struct_ser.serialize_field("person", v)?;
        }
        if self.on {
            struct_ser.serialize_field("on", &self.on)?;
        }
        if self.note {
            struct_ser.serialize_field("note", &self.note)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Typing {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "conversation_id",
            "conversationId",
            "person",
            "on",
            "note",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ConversationId,
            Person,
            On,
            Note,
            __SkipField__,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "conversationId" | "conversation_id" => Ok(GeneratedField::ConversationId),
                            "person" => Ok(GeneratedField::Person),
                            "on" => Ok(GeneratedField::On),
                            "note" => Ok(GeneratedField::Note),
                            _ => Ok(GeneratedField::__SkipField__),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Typing;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct parlor.v1.Typing")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Typing, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut conversation_id__ = None;
                let mut person__ = None;
                let mut on__ = None;
                let mut note__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ConversationId => {
                            if conversation_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("conversationId"));
                            }
                            conversation_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Person => {
                            if person__.is_some() {
                                return Err(serde::de::Error::duplicate_field("person"));
                            }
                            person__ = map_.next_value()?;
                        }
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Note => {
                            if note__.is_some() {
                                return Err(serde::de::Error::duplicate_field("note"));
                            }
                            note__ = Some(map_.next_value()?);
                        }
                        GeneratedField::__SkipField__ => {
                            let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Typing {
                    conversation_id: conversation_id__.unwrap_or_default(),
                    person: person__,
                    on: on__.unwrap_or_default(),
                    note: note__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("parlor.v1.Typing", FIELDS, GeneratedVisitor)
    }
}

// What the client knows, for components: each hook renders anew when its own thing changed and only then.
// Components ask here and never see the wire.

export { ClientContext, useClient } from "./client.ts";
export {
  useConnection, useConversation, useDraft, useList, useMembers, useOutbox, usePerson, useReadMarks,
  useMissing, useTimeline, useTyping,
} from "./hooks.ts";
export { type Self, SelfContext, useMe, useOrganisation, useSetMe, useSetOrganisation, useSignOut } from "./self.ts";
export { usePresence, useWatchPresence } from "./presence.ts";
export { useGone } from "./gone.ts";

// Whether one was taken out of the conversation that is shown.

import { useEffect, useRef, useState } from "preact/hooks";
import { useClient } from "./client.ts";

/** True after one left it, was removed, or it was deleted; until one is a member again. */
export function useGone(id: string | undefined): boolean {
  const client = useClient();
  const [gone, setGone] = useState<string>();
  // The next session may begin before this is rendered anew.
  const latest = useRef<string | undefined>(undefined);
  useEffect(() => {
    const set = (now: string | undefined) => {
      latest.current = now;
      setGone(now);
    };
    // A guest who proved an address may be someone else from here on, who is a member.
    const again = () => {
      if (id && latest.current === id) client.loadConversation(id).then(() => set(undefined), () => undefined);
    };
    const off = [
      client.on("connected", again),
      client.on("gone", ({ conversationId }) => conversationId === id && set(id)),
      client.on("joined", (conversation) => conversation.id === id && set(undefined)),
    ];
    return () => off.forEach((end) => end());
  }, [client, id]);
  return gone !== undefined && gone === id;
}

// Whether one was taken out of the conversation that is shown.

import { useEffect, useState } from "preact/hooks";
import { useClient } from "./client.ts";

/** True after one left it, was removed, or it was deleted; until one is a member again. */
export function useGone(id: string | undefined): boolean {
  const client = useClient();
  const [gone, setGone] = useState<string>();
  useEffect(() => {
    // A guest who proved an address may be someone else from here on, who is a member.
    const again = () => {
      if (id) client.loadConversation(id).then(() => setGone(undefined), () => undefined);
    };
    const off = [
      ...(gone === id && id ? [client.on("connected", again)] : []),
      client.on("gone", ({ conversationId }) => conversationId === id && setGone(id)),
      client.on("joined", (conversation) => conversation.id === id && setGone(undefined)),
    ];
    return () => off.forEach((end) => end());
  }, [client, id, gone]);
  return gone !== undefined && gone === id;
}

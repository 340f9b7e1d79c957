// Whether one was taken out of the conversation that is shown.

import { useEffect, useState } from "preact/hooks";
import { useClient } from "./client.ts";

/** True after one left it, was removed, or it was deleted; until one is a member again. */
export function useGone(id: string | undefined): boolean {
  const client = useClient();
  const [gone, setGone] = useState<string>();
  useEffect(() => {
    const off = [
      client.on("gone", ({ conversationId }) => conversationId === id && setGone(id)),
      client.on("joined", (conversation) => conversation.id === id && setGone(undefined)),
    ];
    return () => off.forEach((end) => end());
  }, [client, id]);
  return gone !== undefined && gone === id;
}

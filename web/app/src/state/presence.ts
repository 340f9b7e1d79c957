// Presence: who is shown anywhere is watched, all of them together.

import type { Client, Presence } from "@parlor/client";
import { useEffect } from "preact/hooks";
import { useClient, useRead } from "./client.ts";

/** The server follows no more for one session. */
const WATCHED_MAX = 200;
/** Components come and go in bursts. */
const SETTLE_MS = 150;

/** How many components show each person. */
const shown = new Map<string, number>();
let timer: ReturnType<typeof setTimeout> | undefined;
let told: { readonly client: Client; readonly ids: string } | undefined;

function tell(client: Client): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    // Those that were added last are looked at now.
    const ids = [...shown.keys()].slice(-WATCHED_MAX);
    const all = ids.toSorted().join();
    if (told?.client === client && told.ids === all) return;
    told = { client, ids: all };
    client.watchPresence(ids).catch(() => {
      told = undefined;
    });
  }, SETTLE_MS);
}

/** Follows these people's presence while the component is shown. For internal users; others learn none. */
export function useWatchPresence(userIds: readonly string[]): void {
  const client = useClient();
  const key = userIds.join();
  useEffect(() => {
    const ids = key ? key.split(",") : [];
    for (const id of ids) {
      const count = shown.get(id) ?? 0;
      shown.delete(id);
      shown.set(id, count + 1);
    }
    if (ids.length > 0) tell(client);
    return () => {
      for (const id of ids) {
        const count = (shown.get(id) ?? 1) - 1;
        if (count > 0) shown.set(id, count);
        else shown.delete(id);
      }
      if (ids.length > 0) tell(client);
    };
  }, [client, key]);
}

/** Someone's presence, as far as it is followed. */
export const usePresence = (userId: string): Presence | undefined =>
  useRead(`presence:${userId}`, ({ store }) => store.presence(userId));

// Where unsent messages are kept over a reload.

import type { OutboxItem, OutboxStorage } from "./types.ts";

/** Keeps unsent messages while the program runs. */
export function memoryStorage(): OutboxStorage {
  const items = new Map<string, OutboxItem>();
  return {
    load: async (userId) => [...items.values()].filter((item) => item.userId === userId),
    put: async (item) => void items.set(item.clientId, item),
    delete: async (_, clientId) => void items.delete(clientId),
  };
}

/**
 * Keeps unsent messages in the browser's `localStorage`, an entry for each, so that tabs never overwrite each
 * other's; they see them at once. Full or forbidden storage is no error: the message is sent all the same.
 */
export function browserStorage(prefix = "parlor.outbox."): OutboxStorage {
  const key = (userId: string, clientId: string) => `${prefix}${userId}.${clientId}`;
  return {
    async load(userId) {
      const items: OutboxItem[] = [];
      for (let at = 0; at < localStorage.length; at += 1) {
        const name = localStorage.key(at);
        if (name?.startsWith(key(userId, ""))) items.push(...parsed(localStorage.getItem(name)));
      }
      return items;
    },
    put: async (item) => localStorage.setItem(key(item.userId, item.clientId), JSON.stringify(item)),
    delete: async (userId, clientId) => localStorage.removeItem(key(userId, clientId)),
    watch(changed) {
      const heard = (event: StorageEvent) => {
        if (event.key === null || event.key.startsWith(prefix)) changed();
      };
      addEventListener("storage", heard);
      return () => removeEventListener("storage", heard);
    },
  };
}

/** Nothing of an entry that somebody else spoilt. */
function parsed(text: string | null): OutboxItem[] {
  try {
    const item = JSON.parse(text ?? "") as OutboxItem;
    return item.clientId && item.conversationId && item.message ? [item] : [];
  } catch {
    return [];
  }
}

// Reloads the page without losing what was typed: whoever holds something unsaved says so here.

const savers = new Set<() => Promise<unknown> | void>();

/** How long a reload waits for what is being saved, in milliseconds. */
const PATIENCE = 2000;

/** Calls `save` before a reload. Gives a function that ends it. */
export function beforeReload(save: () => Promise<unknown> | void): () => void {
  savers.add(save);
  return () => void savers.delete(save);
}

/** Saves and reloads. */
export async function reload(): Promise<void> {
  const saved = Promise.allSettled([...savers].map(async (save) => save()));
  await Promise.race([saved, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  location.reload();
}

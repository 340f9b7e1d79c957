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

/** Told to the window when the server is found to have another build of the client than this page's. */
export const OUTDATED = "parlor-outdated";

/**
 * Looks whether the server has another build than this page's, whose files are gone then, and tells it.
 * Nothing is reloaded by itself: someone is in the middle of something.
 */
export async function isOutdated(): Promise<boolean> {
  const own = document.querySelector("script[src]")?.getAttribute("src");
  const page = await fetch("/", { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  if (!own || !page || page.includes(own)) return false;
  dispatchEvent(new Event(OUTDATED));
  return true;
}

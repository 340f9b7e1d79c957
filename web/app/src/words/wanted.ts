// Which languages to speak before anyone has signed in: what was chosen in this browser, then its own.

const KEY = "parlor.language";

/** In the order of preference. `own` is what the viewer's profile says. */
export function wantedLanguages(own?: string | null): string[] {
  const tags: string[] = [];
  if (own) tags.push(own);
  try {
    const kept = localStorage.getItem(KEY);
    if (kept) tags.push(kept);
  } catch {
    // A browser that keeps nothing.
  }
  return [...tags, ...navigator.languages];
}

/** Remembers a choice for this browser; empty: none. */
export function keepLanguage(tag: string): void {
  try {
    if (tag) localStorage.setItem(KEY, tag);
    else localStorage.removeItem(KEY);
  } catch {
    // It holds for this page.
  }
}

// How much room there is. The widths stand here and in the sheets: 720 and 1100 px.

import { useEffect, useState } from "preact/hooks";

/** Whether a media query holds; renders anew when that changes. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const changed = () => setHolds(media.matches);
    changed();
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, [query]);
  return holds;
}

/** One pane at a time. */
export const useNarrow = (): boolean => useMedia("(max-width: 719.9px)");

/** Room for three panes. */
export const useWide = (): boolean => useMedia("(min-width: 1100px)");

// Says things to readers of screens that nothing else on the page says.

import { useEffect, useState } from "preact/hooks";
import { VisuallyHidden } from "../ui/VisuallyHidden.tsx";

type Say = (text: string, urgent: boolean) => void;
let say: Say | undefined;

/** Says a text when there is a pause, or at once. */
export const announce = (text: string, urgent = false): void => say?.(text, urgent);

/** The regions that are read; once in the page. */
export function LiveRegions() {
  const [calm, setCalm] = useState("");
  const [urgent, setUrgent] = useState("");
  useEffect(() => {
    // A text that stands there already is not read again: the invisible mark makes it another one.
    let mark = "";
    say = (text, now) => {
      mark = mark ? "" : "\u200b";
      (now ? setUrgent : setCalm)(text + mark);
    };
    return () => {
      say = undefined;
    };
  }, []);
  return (
    <VisuallyHidden>
      <span role="status" aria-live="polite">{calm}</span>
      <span role="alert" aria-live="assertive">{urgent}</span>
    </VisuallyHidden>
  );
}

// Short notices at the edge that go by themselves: what was done, and how to take it back.

import "./toasts.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { announce } from "./live.tsx";

export interface Toast {
  readonly text: string;
  readonly kind?: "done" | "problem";
  /** Something that can be done about it. */
  readonly action?: { readonly text: string; readonly run: () => void };
}

interface Shown extends Toast {
  readonly id: number;
}

const AT_ONCE = 3;
const SHOWN_MS = 5000;
/** With something to press, or to be read twice, it stays longer. */
const SHOWN_LONG_MS = 10000;

let next = 1;
let shown: readonly Shown[] = [];
let changed: (() => void) | undefined;

/** Shows a notice. */
export function toast(what: Toast | string): void {
  const one: Shown = { ...(typeof what === "string" ? { text: what } : what), id: next };
  next += 1;
  shown = [...shown, one].slice(-AT_ONCE);
  announce(one.text, one.kind === "problem");
  changed?.();
}

/** Shows what went wrong, as a sentence. */
export const toastProblem = (error: unknown): void => toast({ text: problem(error), kind: "problem" });

/** Does something that can fail; if it does, says so. Gives whether it went well. */
export async function attempt(work: Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work;
    if (done) toast(done);
    return true;
  } catch (error) {
    toastProblem(error);
    return false;
  }
}

function drop(id: number): void {
  shown = shown.filter((one) => one.id !== id);
  changed?.();
}

/** Where notices stand; once in the page. In the top layer, so that dialogs do not hide them. */
export function Toasts() {
  const [latest, setLatest] = useState(0);
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    changed = () => setLatest(shown.length === 0 ? 0 : next);
    return () => {
      changed = undefined;
    };
  }, []);
  useEffect(() => {
    const box = ref.current;
    if (!box || latest === 0) return undefined;
    // Shown last is on top, also of dialogs that were opened meanwhile.
    box.showPopover();
    return () => box.hidePopover();
  }, [latest]);
  return (
    <section ref={ref} popover="manual" class="Toasts" aria-label={t("frame.notifications")}>
      {shown.map((one) => <One key={one.id} toast={one} />)}
    </section>
  );
}

function One({ toast: one }: { toast: Shown }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => drop(one.id), one.action || one.kind === "problem" ? SHOWN_LONG_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held]);
  return (
    <div
      class={classes("Toast", one.kind === "problem" && "Toast--problem")}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      <Icon name={one.kind === "problem" ? "error" : "check"} small />
      <span class="Toast-text">{one.text}</span>
      {one.action ? (
        <button
          type="button"
          class="Toast-action"
          onClick={() => {
            one.action?.run();
            drop(one.id);
          }}
        >
          {one.action.text}
        </button>
      ) : null}
      <IconButton icon="close" label={t("do.dismiss")} small onClick={() => drop(one.id)} />
    </div>
  );
}

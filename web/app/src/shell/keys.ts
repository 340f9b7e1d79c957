// The registry of keyboard shortcuts: who shows something that has one says so here, and the overview of
// all of them is made from it.

import { useEffect, useRef } from "preact/hooks";
import type { Key } from "../words/index.ts";

/** A group of the overview. */
export type KeyGroup = "keys.general" | "keys.list" | "keys.conversation";

export interface Shortcut {
  /** `mod+k`, `alt+arrowdown`, `shift+?`, `escape`; `mod` is Cmd on Macs, else Ctrl. */
  readonly keys: string;
  /** What it does, in the overview. */
  readonly does: Key;
  readonly group: KeyGroup;
  /** Also while one types in a field. By itself only with `mod` or `alt`. */
  readonly typing?: boolean;
  /** Returns `false` to let the key be what it is otherwise. */
  readonly run: (event: KeyboardEvent) => void | false;
}

const all = new Set<{ current: Shortcut }>();

const mac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** The shortcuts there are now, the last registered last. */
export const shortcuts = (): readonly Shortcut[] => [...all].map((one) => one.current);

/** Registers a shortcut for as long as the component is shown. `undefined`: not now. */
export function useShortcut(shortcut: Shortcut | undefined): void {
  const held = useRef(shortcut);
  held.current = shortcut;
  const there = shortcut !== undefined;
  useEffect(() => {
    if (!there) return undefined;
    const entry = {
      get current(): Shortcut {
        // While it is registered there is one.
        return held.current as Shortcut;
      },
    };
    all.add(entry);
    return () => void all.delete(entry);
  }, [there]);
}

function matches(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split("+");
  const key = parts[parts.length - 1];
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  const mod = mac() ? event.metaKey : event.ctrlKey;
  const otherMod = mac() ? event.ctrlKey : event.metaKey;
  // Signs that need Shift on some keyboards come with it.
  const shiftMatters = key !== undefined && (key.length > 1 || /[a-z0-9]/.test(key));
  return event.key.toLowerCase() === key && mod === wants("mod") && !otherMod && event.altKey === wants("alt") &&
    (!shiftMatters || event.shiftKey === wants("shift"));
}

const typesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type)));

/** Listens; once, at the start. */
export function startShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const modal = document.querySelector("dialog:modal");
    // The last registered is the innermost.
    for (const { current: shortcut } of [...all].reverse()) {
      if (!matches(shortcut.keys, event)) continue;
      if (modal && shortcut.typing !== true) continue;
      const bare = !/\b(mod|alt)\+/.test(shortcut.keys);
      if (bare && !shortcut.typing && typesText(event.target)) continue;
      if (shortcut.run(event) === false) continue;
      event.preventDefault();
      return;
    }
  });
}

const SIGNS: Readonly<Record<string, string>> = {
  arrowup: "↑", arrowdown: "↓", arrowleft: "←", arrowright: "→", enter: "↵", escape: "Esc", " ": "␣",
};

/** The keys as they are written: `["Ctrl", "K"]`, `["⌘", "K"]`. */
export function keyNames(keys: string): string[] {
  return keys.split("+").map((key) => {
    if (key === "mod") return mac() ? "⌘" : "Ctrl";
    if (key === "alt") return mac() ? "⌥" : "Alt";
    if (key === "shift") return mac() ? "⇧" : "Shift";
    return SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key.charAt(0).toUpperCase() + key.slice(1));
  });
}

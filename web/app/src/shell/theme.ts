// Light, dark, or as the system says. Kept in this browser.

import { useEffect, useState } from "preact/hooks";

export type Theme = "system" | "light" | "dark";

const KEY = "parlor.theme";
const listeners = new Set<() => void>();

const valid = (value: string | null): Theme => (value === "light" || value === "dark" ? value : "system");

/** What was chosen. */
export function theme(): Theme {
  try {
    return valid(localStorage.getItem(KEY));
  } catch {
    return "system";
  }
}

/** Chooses, for this browser and all its tabs. */
export function setTheme(chosen: Theme): void {
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // A browser that keeps nothing: it holds for this page.
  }
  show(chosen);
  for (const listener of listeners) listener();
}

function show(chosen: Theme): void {
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
}

/** Shows what was chosen, now and when another tab chooses. */
export function startTheme(): void {
  show(theme());
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    show(theme());
    for (const listener of listeners) listener();
  });
}

/** What was chosen; renders anew when that changes. */
export function useTheme(): Theme {
  const [chosen, setChosen] = useState(theme);
  useEffect(() => {
    const changed = () => setChosen(theme());
    listeners.add(changed);
    return () => void listeners.delete(changed);
  }, []);
  return chosen;
}

// The start of the client: language and theme first, then who is there.

import "./style/tokens.css";
import "./style/base.css";
import { createClient } from "@parlor/client";
import { render } from "preact";
import { App } from "./shell/App.tsx";
import { startShortcuts } from "./shell/keys.ts";
import { startTheme } from "./shell/theme.ts";
import { speak } from "./words/index.ts";
import { wantedLanguages } from "./words/wanted.ts";

/** A file that misses its place must not take the page's: the browser would open it. */
function keepFiles(event: DragEvent): void {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

async function begin(): Promise<void> {
  startTheme();
  startShortcuts();
  for (const kind of ["dragover", "drop"] as const) addEventListener(kind, keepFiles);
  await speak(wantedLanguages());
  const page = document.getElementById("page");
  if (page) render(<App make={() => createClient({ name: "web" })} />, page);
}

void begin();

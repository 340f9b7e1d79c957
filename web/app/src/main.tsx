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

async function begin(): Promise<void> {
  startTheme();
  startShortcuts();
  await speak(wantedLanguages());
  const page = document.getElementById("page");
  if (page) render(<App make={() => createClient({ name: "web" })} />, page);
}

void begin();

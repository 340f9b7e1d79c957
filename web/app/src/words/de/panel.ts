import type { Words } from "../index.ts";
import type { panel as english } from "../en/panel.ts";

export const panel = {} as Words<typeof english>;

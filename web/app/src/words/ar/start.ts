import type { Words } from "../index.ts";
import type { start as english } from "../en/start.ts";

export const start = {} as Words<typeof english>;

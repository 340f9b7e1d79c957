import type { Words } from "../index.ts";
import type { inbox as english } from "../en/inbox.ts";

export const inbox = {} as Words<typeof english>;

import type { Words } from "../index.ts";
import type { conversation as english } from "../en/conversation.ts";

export const conversation = {} as Words<typeof english>;

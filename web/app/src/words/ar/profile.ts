import type { Words } from "../index.ts";
import type { profile as english } from "../en/profile.ts";

export const profile = {} as Words<typeof english>;

import type { Words } from "../index.ts";
import type { common as english } from "../en/common.ts";

export const common = {} as Words<typeof english>;

import type { Catalogue } from "../index.ts";
import { common } from "./common.ts";
import { conversation } from "./conversation.ts";
import { inbox } from "./inbox.ts";
import { panel } from "./panel.ts";
import { profile } from "./profile.ts";
import { start } from "./start.ts";

export const de: Catalogue = { ...common, ...start, ...inbox, ...conversation, ...panel, ...profile };

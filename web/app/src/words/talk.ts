// English texts of the field of a conversation, and of what stands above it.

import { talk } from "./en/talk.ts";
import { addEnglish } from "./index.ts";

addEnglish(talk);

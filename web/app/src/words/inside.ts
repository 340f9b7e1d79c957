// English texts of the pages of internal users: guests do without.

import { inbox } from "./en/inbox.ts";
import { panel } from "./en/panel.ts";
import { addEnglish } from "./index.ts";

addEnglish({ ...inbox, ...panel });

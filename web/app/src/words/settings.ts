// English texts of the settings.

import { profile } from "./en/profile.ts";
import { addEnglish } from "./index.ts";

addEnglish(profile);

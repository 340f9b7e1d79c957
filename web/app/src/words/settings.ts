// English texts of the settings.

import { account } from "./en/account.ts";
import { profile } from "./en/profile.ts";
import { addEnglish } from "./index.ts";

addEnglish({ ...profile, ...account });

// English texts of setting up, signing in, invitations and codes.

import { arrive } from "./en/arrive.ts";
import { addEnglish } from "./index.ts";

addEnglish(arrive);

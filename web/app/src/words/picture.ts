// English texts of choosing and cropping a picture.

import { picture } from "./en/picture.ts";
import { addEnglish } from "./index.ts";

addEnglish(picture);

// People and a guest in all flows, on the embedded store.

import { flows } from "./flows.ts";

flows("sqlite");

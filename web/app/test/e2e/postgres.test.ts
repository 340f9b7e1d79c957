// The same on Postgres and Redis, with neighbours at different nodes.

import { flows } from "./flows.ts";

flows("postgres");

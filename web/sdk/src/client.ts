import type { Client } from "./api.ts";
import type { ClientOptions } from "./types.ts";

/** Makes a client. It does nothing before it is asked to: `start`, or a call by HTTP. */
export function createClient(options: ClientOptions = {}): Client {
  throw new Error(`not there yet: ${options.name}`);
}

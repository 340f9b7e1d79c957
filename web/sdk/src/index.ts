/**
 * Client of Parlor. `createClient` makes one; everything else is what it takes and gives.
 * @packageDocumentation
 */

export type { Client, Http, Input, Store, Unsubscribe } from "./api.ts";
export { createClient } from "./client.ts";
export { type AnyCode, type LocalCode, ParlorError } from "./errors.ts";
export { CLOSES, type ErrorCode } from "./generated/codes.ts";
export type * as Api from "./generated/http.ts";
export type * from "./generated/protocol.ts";
export { browserStorage, memoryStorage } from "./storage.ts";
export type * from "./types.ts";

// Why something that was asked for did not happen.

import { RETRYABLE, type ErrorCode } from "./generated/codes.ts";

/** Reasons that lie on this side of the connection. */
export type LocalCode =
  /** The network, or the server, could not be reached. */
  | "unreachable"
  /** The answer did not come in time. */
  | "timeout"
  /** The client was stopped, or the server said to stay away. */
  | "stopped";

/** A code of the catalogue, one of this library, or one that a newer server knows. */
export type AnyCode = ErrorCode | LocalCode | (string & {});

/** A refusal by the server, or a failure on the way. Show people a sentence of your own for its `code`. */
export class ParlorError extends Error {
  /** What to decide by. */
  readonly code: AnyCode;
  /** The HTTP status, for answers by HTTP. */
  readonly status: number | undefined;
  /** Try again after this many milliseconds, where the server says so. */
  readonly retryAfterMs: number | undefined;
  /** For `member_limit`: places left. */
  readonly places: number | undefined;
  /** For `email_required`: who. */
  readonly userIds: readonly string[];

  constructor(
    code: AnyCode,
    message: string,
    more: { status?: number; retryAfterMs?: number; places?: number; userIds?: readonly string[] } = {},
  ) {
    super(message);
    this.name = "ParlorError";
    this.code = code;
    this.status = more.status;
    this.retryAfterMs = more.retryAfterMs;
    this.places = more.places;
    this.userIds = more.userIds ?? [];
  }

  /** Whether the same again can succeed. An unknown code with a time to wait counts as one that can. */
  get retryable(): boolean {
    return (
      this.code === "unreachable" ||
      this.code === "timeout" ||
      this.retryAfterMs !== undefined ||
      RETRYABLE.includes(this.code)
    );
  }
}

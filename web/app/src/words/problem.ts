// The sentence that people are shown for an error's code.

import { type ErrorCode, type LocalCode, ParlorError } from "@parlor/client";
import { type Key, t } from "./index.ts";

/** The sentence of each code. Those that only a mistake of this client brings say no more than that it failed. */
const KNOWN: Readonly<Record<ErrorCode | LocalCode, Key>> = {
  bad_json: "error.other",
  bad_protobuf: "error.other",
  unknown_command: "error.other",
  method_not_allowed: "error.other",
  resync_required: "error.other",
  not_found: "error.not_found",
  read_only: "error.read_only",
  forbidden: "error.forbidden",
  bad_request: "error.bad_request",
  too_large: "error.too_large",
  link_invalid: "error.link_invalid",
  was_removed: "error.was_removed",
  member_limit: "error.member_limit",
  email_required: "error.email_required",
  key_conflict: "error.key_conflict",
  edit_too_late: "error.edit_too_late",
  too_many: "error.too_many",
  not_signed_in: "error.not_signed_in",
  sign_in_failed: "error.sign_in_failed",
  code_invalid: "error.code_invalid",
  slow_down: "error.slow_down",
  email_taken: "error.email_taken",
  weak_password: "error.weak_password",
  setup_done: "error.setup_done",
  image_too_large: "error.image_too_large",
  image_unreadable: "error.image_unreadable",
  unsupported_media: "error.unsupported_media",
  origin_refused: "error.origin_refused",
  host_refused: "error.host_refused",
  rate_limited: "error.rate_limited",
  overloaded: "error.overloaded",
  unavailable: "error.unavailable",
  internal: "error.internal",
  unreachable: "error.unreachable",
  timeout: "error.timeout",
  stopped: "error.stopped",
};

const SAID: Readonly<Record<string, Key | undefined>> = KNOWN;

/** The code of whatever was thrown. */
export const codeOf = (error: unknown): string => (error instanceof ParlorError ? error.code : "other");

/** What to say for a code, as one can act on it. */
export const sentenceFor = (code: string): string => t(SAID[code] ?? "error.other");

/** What to say for whatever was thrown. */
export const problem = (error: unknown): string => sentenceFor(codeOf(error));

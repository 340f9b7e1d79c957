// Written by scripts/generate.mjs from the contract: change that, not this.

/** Why the server refused or could not do something. */
export type ErrorCode =
  /** There is no such thing, or the viewer may not know of it: one answer for both. */
  | "not_found"
  /** The conversation is read-only for external members. */
  | "read_only"
  /** The role does not allow it. */
  | "forbidden"
  /** A field is missing, unknown, doubled, of another type or out of its range. */
  | "bad_request"
  /** A frame or body is not JSON. */
  | "bad_json"
  /** A binary frame is not protobuf. */
  | "bad_protobuf"
  /** The command's name is not known to this server. */
  | "unknown_command"
  /** A body is larger than its limit. */
  | "too_large"
  /** The link is unknown, revoked, expired or used up: one answer for all. */
  | "link_invalid"
  /** Someone who was removed comes back only by being added. */
  | "was_removed"
  /** The conversation is full; places says how many are left. */
  | "member_limit"
  /** Some of those named have no e-mail address; user_ids names them. */
  | "email_required"
  /** The client id was used for a message with other content. */
  | "key_conflict"
  /** The author's 24 hours are over. */
  | "edit_too_late"
  /** A list has as many entries as it can have. */
  | "too_many"
  /** No sign-in came with the request, or it has ended. */
  | "not_signed_in"
  /** The e-mail address and the password do not go together. */
  | "sign_in_failed"
  /** The 6-digit code, the invitation or the set-up address is wrong, expired or used up. */
  | "code_invalid"
  /** Another code was sent less than a minute ago. */
  | "slow_down"
  /** Someone has this e-mail address already. */
  | "email_taken"
  /** The password is too short, too long or known to everybody. */
  | "weak_password"
  /** The first administrator was made already. */
  | "setup_done"
  /** The picture has too many bytes or pixels. */
  | "image_too_large"
  /** The picture cannot be decoded. */
  | "image_unreadable"
  /** The media type is not one that is taken here. */
  | "unsupported_media"
  /** The Origin is not on the list, or a cookie came without exactly one. */
  | "origin_refused"
  /** The Host is not one of this server's. */
  | "host_refused"
  /** The path takes other methods. */
  | "method_not_allowed"
  /** More than the rate that is allowed to a user, a link or an address. */
  | "rate_limited"
  /** The server has more to do than it can: nothing was done. */
  | "overloaded"
  /** The store cannot be reached: it is not known whether it was done. Send the same again. */
  | "unavailable"
  /** A bug of the server. Its log has the reason. */
  | "internal"
  /** What the client holds of the conversation cannot be continued: fetch it anew. */
  | "resync_required";

/** Codes with which the same again can succeed. */
export const RETRYABLE: readonly string[] = ["slow_down", "rate_limited", "overloaded", "unavailable", "internal"];

/** Why the server closed a session, by number. */
export const CLOSES = {
  /** A frame breaks RFC 6455. */
  1002: "protocol_error",
  /** A frame of the other kind than the subprotocol's: binary for JSON, text for protobuf. */
  1003: "unsupported_data",
  /** A text frame is not UTF-8. */
  1007: "not_utf8",
  /** A frame or a message is larger than the limit; before connect the limit is lower. */
  1009: "too_large",
  /** A bug of the server. */
  1011: "internal_error",
  /** The server stops or restarts; a drain push came before, if there was time. */
  1012: "service_restart",
  /** The server has too much to do; come back later, when the error before it says so. */
  1013: "try_again_later",
  /** The client took too little of what waited for it: resume. */
  4000: "slow",
  /** No answer to a ping. */
  4001: "heartbeat_missed",
  /** No connect within the deadline. */
  4002: "connect_deadline",
  /** The fragments of a message did not end within the deadline. */
  4003: "message_deadline",
  /** What the session is allowed has changed: connect again. */
  4004: "reconnect",
  /** connect brought no sign-in, or one that is not known. */
  4500: "not_signed_in",
  /** The sign-in ended: signed out here or elsewhere, revoked, or expired. */
  4501: "signed_out",
  /** The user was deactivated. */
  4502: "deactivated",
  /** Another command before connect, or a second connect. */
  4503: "protocol_misuse",
  /** The same user opened more sessions than there can be; this was the oldest. */
  4504: "session_replaced",
} as const;

/** Close codes below 4000 after which a client stays away. */
export const FINAL_CLOSES: readonly number[] = [1002, 1003, 1007, 1009];

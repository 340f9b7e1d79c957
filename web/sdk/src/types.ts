// What the library takes and gives, apart from the contract's own types.

import type { AnyCode, ParlorError } from "./errors.ts";
import type { CLOSES } from "./generated/codes.ts";
import type {
  CommandDelete, CommandEdit, CommandHistory, CommandMarkUnread, CommandPin, CommandPing, CommandReact, CommandRead,
  CommandSaveDraft, CommandSend, CommandSetPresence, CommandType, CommandWatchPresence, Connected, Conversation,
  Done, HistoryPage, Message, Person, PresenceList, Push, Sent,
} from "./generated/protocol.ts";

/** The part of the standard `WebSocket` that is used. That of browsers, of `ws` and of newer Nodes have it. */
export interface SocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** Makes a socket: `globalThis.WebSocket`, or the class of the package `ws`. */
export type SocketMaker = new (url: string, protocols: string[]) => SocketLike;

/** How a client is made. Everything has a default in a browser. */
export interface ClientOptions {
  /** The server's address, such as `https://talk.example.org`. Default: the page's own. */
  readonly url?: string;
  /** A sign-in's token. Without it the browser's cookie counts. */
  readonly token?: string;
  /** Name and version of the program, for the operator's statistics. Up to 100 characters. */
  readonly name?: string;
  /** Default: `globalThis.WebSocket`. Node 20 has none: give it that of `ws`. */
  readonly WebSocket?: SocketMaker;
  /** Default: `globalThis.fetch`. */
  readonly fetch?: typeof fetch;
  /** Where unsent messages are kept. Default: `browserStorage()` in a browser, else `memoryStorage()`. */
  readonly storage?: OutboxStorage;
  /** A number from 0 to below 1; for tests. */
  readonly random?: () => number;
}

/**
 * How the connection stands.
 * - `idle`: not started. `connecting`: on the way. `online`: signed in and live.
 * - `waiting`: broken, and tried again at `retryAt`. Show it without alarm; nothing is lost.
 * - `stopped`: by `stop()`, or the server said to stay away: `reason` says why.
 */
export type ConnectionStatus = "idle" | "connecting" | "online" | "waiting" | "stopped";

/** Why a connection ended: a name of the catalogue of close codes, or what this side saw. */
export type CloseReason =
  | (typeof CLOSES)[keyof typeof CLOSES]
  /** By `stop()`. */
  | "stopped_here"
  /** It broke, or could not be made. */
  | "broken"
  /** Nothing came for too long. */
  | "silent"
  /** The server asked to come back, for it is about to stop. */
  | "drain";

/** The connection, as a page may show it. A new object for each change. */
export interface Connection {
  readonly status: ConnectionStatus;
  /** Of `waiting`: when it is tried again, in milliseconds since 1970 by this machine's clock. */
  readonly retryAt?: number;
  /** Why the last connection ended. */
  readonly reason?: CloseReason;
  /** What the server said when the session began; kept while the connection is broken. */
  readonly session?: Connected;
}

/** The text and what goes with it, of a message to be sent. */
export interface NewMessage {
  /** 1 to `session.limits.textBytes` bytes; may be empty with attachments or a forward. */
  readonly text?: string;
  /** An internal note. */
  readonly note?: boolean;
  /** The id of a message of the same conversation that this one answers. */
  readonly replyTo?: string;
  /** The id of a message to be repeated here. */
  readonly forward?: string;
  /** Ids of files uploaded before to the same conversation. */
  readonly attachments?: readonly string[];
  /** Ids of members mentioned by name. */
  readonly mentions?: readonly string[];
  readonly mentionAll?: boolean;
}

/**
 * A message on its way.
 * - `waiting`: for the connection, for those before it, or for the server's leave.
 * - `sending`: the server has it, and has not answered yet.
 * - `sent`: it is durable; its event is about to put it into the timeline.
 * - `failed`: refused, `error` says why: `retry` or `discard` it.
 */
export type SendState = "waiting" | "sending" | "sent" | "failed";

/** One's own message that is not in the timeline yet. It survives a reload as the storage does. */
export interface OutboxItem {
  readonly clientId: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly message: NewMessage;
  /** Milliseconds since 1970 by this machine's clock. */
  readonly createdAt: number;
  readonly state: SendState;
  /** Of `failed`. */
  readonly error?: { readonly code: AnyCode; readonly message: string };
  /** Of `sent`. */
  readonly sent?: Sent;
}

/** Keeps unsent messages. Several tabs may share one: each item is put and deleted by itself. */
export interface OutboxStorage {
  /** All items of a user. */
  load(userId: string): Promise<readonly OutboxItem[]>;
  /** Keeps an item, in place of one with the same `clientId`. */
  put(item: OutboxItem): Promise<void>;
  delete(userId: string, clientId: string): Promise<void>;
  /** Calls when another tab changed something; gives a function that ends it. */
  watch?(changed: () => void): () => void;
}

/** What is held of a conversation's messages: one stretch without holes. A new object for each change. */
export interface Timeline {
  /**
   * - `empty`: never opened. `loading`: the first page is on its way. `ready`: live.
   * - `stale`: shown as it was, while it is fetched anew or the connection is broken.
   * - `failed`: it could not be fetched, `error` says why; `open` it again.
   */
  readonly status: "empty" | "loading" | "ready" | "stale" | "failed";
  /** In the log's order, each one once. */
  readonly messages: readonly Message[];
  /** One's own that are not among them yet, oldest first; they belong below the newest message. */
  readonly pending: readonly OutboxItem[];
  /** Whether there are older ones: `older()` fetches them. */
  readonly moreBefore: boolean;
  /** Whether there are newer ones, after a jump: `newer()` fetches them, `jump(id)` returns to the end. */
  readonly moreAfter: boolean;
  readonly error?: ParlorError;
}

/** The list of conversations, as far as it was fetched. A new object for each change. */
export interface List {
  readonly status: "empty" | "loading" | "ready" | "failed";
  /** Pinned ones first, in their order; then by their last message, the newest first. */
  readonly conversations: readonly Conversation[];
  /** Whether there are more: `moreList()` fetches them. */
  readonly more: boolean;
  readonly error?: ParlorError;
}

/** What the list of conversations is narrowed to: those with something unread, archived ones, those with a tag. */
export interface Narrow {
  readonly unread?: boolean;
  readonly archived?: boolean;
  readonly tag?: string;
  /** Of the page before. */
  readonly cursor?: string;
}

/** A page of what the list was narrowed to. */
export interface Narrowed {
  readonly conversations: readonly Conversation[];
  readonly next?: string;
}

/** Who types in a conversation now. */
export interface Typist {
  readonly person: Person;
  /** An internal note. */
  readonly note: boolean;
}

/** What the store can be asked for, and what `subscribe` takes. */
export type StoreKey =
  /** `store.connection()` */
  | "connection"
  /** `store.list()` */
  | "list"
  /** `store.list(true)` */
  | "archived"
  /** `store.outbox()` */
  | "outbox"
  /** `store.conversation(id)` */
  | `conversation:${string}`
  /** `store.timeline(id)` */
  | `timeline:${string}`
  /** `store.members(id)` */
  | `members:${string}`
  /** `store.readMarks(id)` */
  | `readMarks:${string}`
  /** `store.typing(id)` */
  | `typing:${string}`
  /** `store.draft(id)` */
  | `draft:${string}`
  /** `store.person(id)` */
  | `person:${string}`
  /** `store.presence(id)` */
  | `presence:${string}`;

/** Commands of the socket that a program may give, and what each answers. */
export interface Commands {
  ping: { body: CommandPing; answer: Done };
  history: { body: CommandHistory; answer: HistoryPage };
  send: { body: CommandSend; answer: Sent };
  edit: { body: CommandEdit; answer: Done };
  delete: { body: CommandDelete; answer: Done };
  react: { body: CommandReact; answer: Done };
  pin: { body: CommandPin; answer: Done };
  read: { body: CommandRead; answer: Done };
  markUnread: { body: CommandMarkUnread; answer: Done };
  typing: { body: CommandType; answer: Done };
  setPresence: { body: CommandSetPresence; answer: Done };
  watchPresence: { body: CommandWatchPresence; answer: PresenceList };
  saveDraft: { body: CommandSaveDraft; answer: Done };
}

/** What `client.on` tells. State is better read from the store; these are moments. */
export interface ClientEvents {
  /** The connection changed. */
  connection: Connection;
  /** A session began: at first, and after each break. */
  connected: Connected;
  /** A message came, live or after a break, and not for the first time. */
  message: { readonly message: Message; readonly mine: boolean; readonly conversation: Conversation | undefined };
  /** One became a member. */
  joined: Conversation;
  /** One is a member no longer, or the conversation was deleted. */
  gone: { readonly conversationId: string };
  /** A message of the outbox is durable. */
  sent: OutboxItem;
  /** A message of the outbox was refused. */
  failed: OutboxItem;
  /** The server runs another version than when this client began: offer a reload. */
  version: { readonly before: string; readonly now: string };
  /** The sign-in is over: ask to sign in again. */
  signedOut: { readonly reason: CloseReason | "not_signed_in" };
  /** Every push, as it came, also those of kinds that this library does not know. */
  push: Push;
}

// The library's face: a client, its store, and the HTTP interface.

import type { Operations, SignedInAnswer } from "./generated/http.ts";
import type { Connected, Conversation, Done, HistoryPage, Member, Person, Presence } from "./generated/protocol.ts";
import type {
  ClientEvents, Commands, Connection, List, Narrow, Narrowed, NewMessage, OutboxItem, StoreKey, Timeline, Typist,
} from "./types.ts";

/** Ends a subscription. */
export type Unsubscribe = () => void;

/**
 * A client: one sign-in, one connection that is kept, and what it knows.
 *
 * Methods that ask the server reject with a `ParlorError`. Those of the socket wait for a connection for up to
 * 30 s, and are said again by themselves when it broke before the answer; all of them can be said twice.
 */
export interface Client {
  /** What is known. Reading it never asks the server. */
  readonly store: Store;
  /** Everything that is not live. */
  readonly http: Http;

  /**
   * Connects and keeps the connection until `stop`. Resolves when the session began, however long that takes;
   * rejects when the server says to stay away (`not_signed_in` …). Again while it runs: the same promise.
   */
  start(): Promise<Connected>;
  /** Ends the connection. What was not sent stays in the outbox. `start` begins again. */
  stop(): void;
  /** Connects at once instead of when its time has come. By itself on `online` and when the page is shown. */
  wake(): void;
  /** Another token, or none for the cookie; connects anew if it runs. */
  setToken(token: string | undefined): void;
  /** Calls `fn` for each event of a kind. */
  on<K extends keyof ClientEvents>(kind: K, fn: (event: ClientEvents[K]) => void): Unsubscribe;
  /** Says a command of the protocol, for what has no method here. */
  command<K extends keyof Commands>(kind: K, body: Commands[K]["body"]): Promise<Commands[K]["answer"]>;

  /** Signs in with a password, into a cookie unless `token` is asked for, which is then used by this client. */
  signIn(by: { email: string; password: string; token?: boolean }): Promise<SignedInAnswer>;
  /** Signs out here, or on all devices; stops, and forgets everything, the outbox included. */
  signOut(everywhere?: boolean): Promise<void>;

  /** Fetches the first page of the list of conversations. Afterwards it follows by itself. */
  loadList(archived?: boolean): Promise<List>;
  /** Fetches the next page of the list. */
  moreList(archived?: boolean): Promise<List>;
  /** Fetches a page of the list narrowed to some of it; they stand in the store from then on. `next` names the next page. */
  findConversations(narrow: Narrow): Promise<Narrowed>;
  /** Fetches a conversation anew, for instance one that a link led to. */
  loadConversation(id: string): Promise<Conversation>;
  /** Fetches the members. Afterwards they follow by themselves. */
  loadMembers(id: string): Promise<readonly Member[]>;
  /** Fetches how far each member has read; internal users. Afterwards it follows by itself. */
  loadReadMarks(id: string): Promise<ReadonlyMap<string, number>>;
  /** Fetches all drafts of one's own. Afterwards they follow by themselves. */
  loadDrafts(): Promise<void>;

  /** Fetches the conversation and its newest messages, unless they are held, and keeps them live from now on. */
  open(id: string): Promise<Timeline>;
  /** Forgets the messages of a conversation that is not looked at. By itself for the longest unused beyond 50. */
  close(id: string): void;
  /** Fetches the page of messages before the first one. */
  older(id: string): Promise<Timeline>;
  /** Fetches the page of messages after the last one, after a jump. */
  newer(id: string): Promise<Timeline>;
  /** Shows the messages around a number, or the newest ones, in place of those held. */
  jump(id: string, seq?: number): Promise<Timeline>;

  /** Sends a message: at once into the timeline's `pending`, then in the order of sending. Never throws. */
  send(conversationId: string, message: NewMessage): OutboxItem;
  /** Sends a failed message again. */
  retry(clientId: string): void;
  /** Drops a message that failed or waits. One that the server had already may still appear. */
  discard(clientId: string): void;

  edit(messageId: string, text: string, mentions?: { mentions?: readonly string[]; mentionAll?: boolean }): Promise<Done>;
  delete(messageId: string): Promise<Done>;
  react(messageId: string, emoji: string, on: boolean): Promise<Done>;
  pin(messageId: string, on: boolean): Promise<Done>;
  /** Says that one has read up to a number; shown at once. Left out: everything that is known. */
  read(conversationId: string, seq?: number): Promise<Done>;
  markUnread(conversationId: string, fromSeq: number): Promise<Done>;
  /** Says that one types; call it on each key. It is passed on every 3 s, and not at all while offline. */
  typing(conversationId: string, on?: boolean, note?: boolean): void;
  setPresence(availability: "AVAILABILITY_ONLINE" | "AVAILABILITY_AWAY", status?: string): Promise<Done>;
  /** Whose presence is followed, up to 200, in place of those before; also after a break. */
  watchPresence(userIds: readonly string[]): Promise<void>;
  /** Keeps what was typed, on all devices, and shows it at once; empty: none. */
  saveDraft(conversationId: string, text: string): Promise<Done>;
  /** A page of messages as it is, past the store: for search results and previews. */
  history(conversationId: string, page?: { before?: number; after?: number; limit?: number }): Promise<HistoryPage>;
}

/**
 * What a client knows. Each answer is the same object until something in it changes, and a new one then: it can
 * be compared by identity, and put into a signal.
 */
export interface Store {
  /** Calls `fn` after what stands under `key` changed; several changes of one moment are one call. */
  subscribe(key: StoreKey, fn: () => void): Unsubscribe;
  connection(): Connection;
  /** Oneself, as the session says. */
  me(): Person | undefined;
  list(archived?: boolean): List;
  conversation(id: string): Conversation | undefined;
  timeline(id: string): Timeline;
  /** In the order of joining; nothing before `loadMembers`. */
  members(id: string): readonly Member[] | undefined;
  /** How far each has read, by user; nothing before `loadReadMarks`, then also live. */
  readMarks(id: string): ReadonlyMap<string, number> | undefined;
  typing(id: string): readonly Typist[];
  /** What was typed and not sent; empty: none. */
  draft(id: string): string;
  /** Someone who was seen anywhere, with the name and picture of now. */
  person(id: string): Person | undefined;
  presence(userId: string): Presence | undefined;
  /** All messages on their way, oldest first. */
  outbox(): readonly OutboxItem[];
}

/** What an operation takes. */
export type Input<K extends keyof Operations> = Omit<Operations[K], "answer"> & { readonly signal?: AbortSignal };

/** The HTTP interface, typed by the server's own description. */
export interface Http {
  /** `call("GET /v1/conversations/{id}", { path: { id } })`. Rejects with a `ParlorError`. */
  call<K extends keyof Operations>(
    operation: K,
    ...input: Record<never, never> extends Input<K> ? [Input<K>?] : [Input<K>]
  ): Promise<Operations[K]["answer"]>;
  /** Uploads a file for a message, telling the share from 0 to 1 that is done (in browsers). */
  upload(
    conversationId: string,
    file: Blob,
    more?: { name?: string; progress?: (share: number) => void; signal?: AbortSignal },
  ): Promise<Operations["POST /v1/conversations/{id}/attachments"]["answer"]>;
  /** The address of something on the server: `url("/v1/attachments/…")`; works in `src` with a cookie. */
  url(path: string): string;
}

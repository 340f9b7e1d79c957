// Puts the parts together, and gives them one face.

import type { Client, Http, Store, Unsubscribe } from "./api.ts";
import { ParlorError } from "./errors.ts";
import type { Connected } from "./generated/protocol.ts";
import { HttpCalls } from "./http.ts";
import { Link } from "./link.ts";
import { Outbox } from "./outbox.ts";
import { browserStorage, memoryStorage } from "./storage.ts";
import { Data } from "./store.ts";
import { Sync } from "./sync.ts";
import type {
  ClientEvents, ClientOptions, Commands, Connection, Narrow, NewMessage, SocketMaker,
} from "./types.ts";

/** A sign of typing is passed on this often while one types. */
const TYPING_EVERY = 3_000;
/** Reasons after which one has to sign in again. */
const SIGNED_OUT: readonly string[] = ["not_signed_in", "signed_out", "deactivated"];

class Parlor implements Client {
  readonly store: Store;
  readonly http: Http;
  readonly #data = new Data();
  readonly #link: Link;
  readonly #http: HttpCalls;
  readonly #sync: Sync;
  readonly #outbox: Outbox;
  readonly #listeners = new Map<keyof ClientEvents, Set<(event: never) => void>>();
  readonly #typed = new Map<string, number>();
  #token: string | undefined;
  #user: string | undefined;
  #version: string | undefined;
  #watched: readonly string[] = [];
  #unhear: (() => void) | undefined;

  constructor(options: ClientOptions) {
    const base = (options.url ?? globalThis.location?.origin ?? "").replace(/\/+$/, "");
    if (!base) throw new Error("there is no page here: give createClient the server's url");
    this.#token = options.token;
    const token = () => this.#token;
    const random = options.random ?? Math.random;
    const emit = this.#emit.bind(this);
    const ask = options.fetch ?? fetch;
    // Not as a method: browsers refuse that.
    this.#http = new HttpCalls({ base, token, fetch: (input, init) => ask(input, init) });
    this.#link = new Link({
      url: `${base.replace(/^http/, "ws")}/v1/socket`,
      WebSocket: options.WebSocket ?? (globalThis.WebSocket as SocketMaker | undefined),
      client: options.name ?? "@parlor/client",
      random,
      token,
      held: () => this.#sync.held(),
      changed: (connection) => this.#changed(connection),
      connected: (session) => this.#connected(session),
      push: (push) => {
        this.#sync.push(push);
        emit("push", push);
      },
    });
    const there = { data: this.#data, link: this.#link, random, emit };
    const inPage = typeof localStorage !== "undefined" && typeof document !== "undefined";
    const storage = options.storage ?? (inPage ? browserStorage() : memoryStorage());
    this.#outbox = new Outbox({ ...there, storage });
    this.#sync = new Sync({ ...there, http: this.#http, settled: (entry) => this.#outbox.settled(entry) });
    this.store = this.#data;
    this.http = this.#http;
  }

  // ---- connection

  start(): Promise<Connected> {
    this.#hear();
    return this.#link.start();
  }

  stop(): void {
    this.#link.stop();
  }

  wake(): void {
    this.#link.wake();
  }

  setToken(token: string | undefined): void {
    this.#token = token;
    this.#link.renew();
  }

  on<K extends keyof ClientEvents>(kind: K, fn: (event: ClientEvents[K]) => void): Unsubscribe {
    const all = this.#listeners.get(kind) ?? new Set();
    const call = (event: ClientEvents[K]) => fn(event);
    this.#listeners.set(kind, all.add(call));
    return () => void all.delete(call);
  }

  #emit<K extends keyof ClientEvents>(kind: K, event: ClientEvents[K]): void {
    for (const fn of [...(this.#listeners.get(kind) ?? [])] as ((event: ClientEvents[K]) => void)[]) {
      try {
        fn(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #changed(connection: Connection): void {
    const before = this.#data.connection().status;
    this.#data.setConnection(connection);
    const online = (status: Connection["status"]) => status === "online";
    if (online(before) !== online(connection.status)) {
      for (const entry of this.#data.entries.values()) if (entry.log) this.#data.touch(`timeline:${entry.id}`);
    }
    if (connection.status === "stopped") {
      this.#unhear?.();
      this.#unhear = undefined;
      this.#outbox.stop();
    }
    this.#emit("connection", connection);
    const { status, reason } = connection;
    if (status === "stopped" && reason && SIGNED_OUT.includes(reason)) this.#emit("signedOut", { reason });
  }

  #connected(session: Connected): void {
    if (this.#user !== undefined && this.#user !== session.you.id) this.#sync.reset();
    this.#user = session.you.id;
    this.#sync.connected(session);
    void this.#outbox.connected(session.you.id);
    if (this.#watched.length) this.watchPresence(this.#watched).catch(() => {});
    this.#emit("connected", session);
    const { serverVersion } = session;
    if (this.#version !== undefined && this.#version !== serverVersion) {
      this.#emit("version", { before: this.#version, now: serverVersion });
    }
    this.#version = serverVersion;
  }

  /** A page that comes back to life looks after its connection at once. */
  #hear(): void {
    if (this.#unhear || typeof document === "undefined") return;
    const wake = () => document.visibilityState !== "hidden" && this.wake();
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    this.#unhear = () => {
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
    };
  }

  command<K extends keyof Commands>(kind: K, body: Commands[K]["body"]): Promise<Commands[K]["answer"]> {
    return this.#link.request(kind, body);
  }

  // ---- accounts

  async signIn(by: { email: string; password: string; token?: boolean }) {
    const { email, password, token = false } = by;
    const answer = await this.#http.call("POST /v1/sign-in", { body: { email, password, cookie: !token } });
    this.setToken(answer.token ?? undefined);
    return answer;
  }

  async signOut(everywhere = false): Promise<void> {
    await this.#http.call("POST /v1/sign-out", { body: { everywhere } });
    await this.#outbox.clear();
    this.stop();
    this.#token = undefined;
    this.#user = undefined;
    this.#sync.reset();
  }

  // ---- conversations

  async loadList(archived = false) {
    await this.#sync.summaries.loadList(archived);
    return this.store.list(archived);
  }

  async moreList(archived = false) {
    await this.#sync.summaries.moreList(archived);
    return this.store.list(archived);
  }

  findConversations(narrow: Narrow) {
    return this.#sync.summaries.find(narrow);
  }

  loadConversation(id: string) {
    return this.#sync.summaries.load(id);
  }

  async loadMembers(id: string) {
    await this.#sync.loadMembers(id);
    return this.store.members(id) ?? [];
  }

  async loadReadMarks(id: string) {
    await this.#sync.loadReadMarks(id);
    return this.store.readMarks(id) ?? new Map<string, number>();
  }

  loadDrafts() {
    return this.#sync.drafts.load();
  }

  open(id: string) {
    return this.#sync.timelines.open(id);
  }

  close(id: string): void {
    this.#sync.timelines.close(id);
  }

  older(id: string) {
    return this.#sync.timelines.page(id, "before");
  }

  newer(id: string) {
    return this.#sync.timelines.page(id, "after");
  }

  jump(id: string, seq?: number) {
    return this.#sync.timelines.jump(id, seq);
  }

  history(conversationId: string, page: { before?: number; after?: number; limit?: number } = {}) {
    return this.#sync.timelines.history({ conversationId, ...page });
  }

  // ---- messages

  send(conversationId: string, message: NewMessage) {
    this.typing(conversationId, false, message.note);
    return this.#outbox.send(conversationId, message);
  }

  retry(clientId: string): void {
    this.#outbox.retry(clientId);
  }

  discard(clientId: string): void {
    this.#outbox.discard(clientId);
  }

  edit(messageId: string, text: string, mentions: { mentions?: readonly string[]; mentionAll?: boolean } = {}) {
    return this.command("edit", { messageId, text, ...mentions });
  }

  delete(messageId: string) {
    return this.command("delete", { messageId });
  }

  react(messageId: string, emoji: string, on: boolean) {
    return this.command("react", { messageId, emoji, on });
  }

  pin(messageId: string, on: boolean) {
    return this.command("pin", { messageId, on });
  }

  read(conversationId: string, seq?: number) {
    const entry = this.#data.entry(conversationId);
    const last = Math.max(entry.log?.position.seq ?? 0, entry.summary?.position.seq ?? 0);
    const upTo = seq ?? last;
    if (entry.summary && upTo >= last) {
      const readSeq = Math.max(upTo, entry.summary.readSeq);
      this.#data.setSummary(entry, { ...entry.summary, readSeq, unread: 0, mentions: 0, markedUnread: false });
    }
    return this.command("read", { conversationId, seq: upTo });
  }

  markUnread(conversationId: string, fromSeq: number) {
    return this.command("markUnread", { conversationId, fromSeq });
  }

  typing(conversationId: string, on = true, note = false): void {
    if (this.#link.connection.status !== "online") return;
    const key = `${conversationId} ${note}`;
    const last = this.#typed.get(key) ?? 0;
    if (on ? Date.now() - last < TYPING_EVERY : last === 0) return;
    if (on) this.#typed.set(key, Date.now());
    else this.#typed.delete(key);
    this.#link.request("typing", { conversationId, on, note }, false).catch(() => {});
  }

  setPresence(availability: "AVAILABILITY_ONLINE" | "AVAILABILITY_AWAY", status?: string) {
    return this.command("setPresence", { availability, ...(status !== undefined && { status }) });
  }

  async watchPresence(userIds: readonly string[]): Promise<void> {
    this.#watched = userIds;
    const { presence } = await this.command("watchPresence", { userIds });
    for (const one of presence) {
      this.#data.presences.set(one.userId, one);
      this.#data.touch(`presence:${one.userId}`);
    }
  }

  saveDraft(conversationId: string, text: string) {
    return this.#sync.drafts.save(conversationId, text);
  }
}

/** Makes a client. It does nothing before it is asked to: `start`, or a call by HTTP. */
export function createClient(options: ClientOptions = {}): Client {
  if (options.name && options.name.length > 100) throw new ParlorError("bad_request", "a name has up to 100 characters");
  return new Parlor(options);
}

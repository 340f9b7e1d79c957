// Messages on their way: in order, each until the server said yes or no, over breaks, reloads and tabs.

import { ParlorError } from "./errors.ts";
import type { Sent } from "./generated/protocol.ts";
import { backoff, type Link } from "./link.ts";
import type { Data, Entry } from "./store.ts";
import type { ClientEvents, NewMessage, OutboxItem, OutboxStorage } from "./types.ts";

/** Another tab's message is sent by this one too, if the other has not by then. Never twice: it has one id. */
const OTHER_TAB = 10_000;
/** A durable message whose event does not come is shown no longer than this. */
const EVENT_LATE = 15_000;

export interface OutboxParts {
  readonly data: Data;
  readonly link: Link;
  readonly storage: OutboxStorage;
  readonly random: () => number;
  emit<K extends keyof ClientEvents>(kind: K, event: ClientEvents[K]): void;
}

/** A UUID; also where the page is not a secure context. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Outbox {
  readonly #parts: OutboxParts;
  readonly #data: Data;
  /** Conversations with a message under way: one after another keeps the order. */
  readonly #busy = new Set<string>();
  readonly #tries = new Map<string, number>();
  /** Messages that are left to another tab for a while. */
  readonly #others = new Set<string>();
  /** What is over: a list that was read before must not bring it back. */
  readonly #over = new Set<string>();
  #last = 0;
  #user = "";
  #unwatch: (() => void) | undefined;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#data = parts.data;
  }

  get #items(): Map<string, OutboxItem> {
    return this.#data.items;
  }

  /** A session began: what was kept is sent, and what broke off is sent again. */
  async connected(userId: string): Promise<void> {
    this.#user = userId;
    this.#unwatch ??= this.#parts.storage.watch?.(() => void this.#changedElsewhere());
    for (const item of this.#items.values()) if (item.userId !== userId) this.#set({ ...item, userId });
    this.#flush();
    for (const item of await this.#load()) {
      if (this.#user === userId && !this.#items.has(item.clientId)) this.#show(item);
    }
    this.#flush();
  }

  stop(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#busy.clear();
  }

  /** Forgets everything, also what is kept. */
  async clear(): Promise<void> {
    const items = [...this.#items.values(), ...(await this.#load())];
    this.#items.clear();
    this.#data.touch("outbox");
    for (const { userId, clientId } of items) await this.#parts.storage.delete(userId, clientId).catch(() => {});
  }

  send(conversationId: string, message: NewMessage): OutboxItem {
    // Later than those before it, whatever the clock says.
    this.#last = Math.max(Date.now(), this.#last + 1);
    const createdAt = this.#last;
    const userId = this.#user;
    const item: OutboxItem = { clientId: uuid(), userId, conversationId, message, createdAt, state: "waiting" };
    this.#set(item);
    this.#flush();
    return this.#items.get(item.clientId) ?? item;
  }

  retry(clientId: string): void {
    const item = this.#items.get(clientId);
    if (item?.state !== "failed") return;
    this.#set(waiting(item));
    this.#flush();
  }

  discard(clientId: string): void {
    const item = this.#items.get(clientId);
    if (item) this.#remove(item);
  }

  /** A conversation's log moved on: what it holds is on its way no longer. */
  settled(entry: Entry): void {
    for (const item of this.#items.values()) {
      if (item.conversationId !== entry.id) continue;
      const there = entry.log?.messages.some((message) => message.clientId === item.clientId && message.author?.id === this.#user);
      if (there) this.#done(item);
      else if (item.sent && this.#past(item, item.sent)) this.#remove(item);
    }
  }

  /** Whether the timeline shows all that it will show of a durable message. */
  #past(item: OutboxItem, sent: Sent): boolean {
    const entry = this.#data.entries.get(item.conversationId);
    const log = entry?.log;
    // The first page may be on its way, and be from before this message.
    if (!log) return !entry || entry.status === "empty";
    if (log.moreAfter) return true;
    if (log.position.epoch !== sent.position.epoch) return entry.status === "ready";
    return log.position.seq >= sent.position.seq;
  }

  #done(item: OutboxItem): void {
    const told = item.state === "sent";
    this.#remove(item);
    if (!told) this.#parts.emit("sent", { ...waiting(item), state: "sent" });
  }

  #load(): Promise<readonly OutboxItem[]> {
    return this.#parts.storage.load(this.#user).catch(() => []);
  }

  #show(item: OutboxItem): void {
    if (this.#over.has(item.clientId)) return;
    this.#last = Math.max(this.#last, item.createdAt);
    this.#items.set(item.clientId, item.state === "failed" ? item : waiting(item));
    this.#data.touch("outbox", `timeline:${item.conversationId}`);
    const entry = this.#data.entries.get(item.conversationId);
    if (entry) this.settled(entry);
  }

  #set(item: OutboxItem): void {
    this.#items.set(item.clientId, item);
    this.#data.touch("outbox", `timeline:${item.conversationId}`);
    // What is under way is kept as waiting: whoever finds it says it again.
    if (item.state !== "sending") void this.#parts.storage.put(item).catch(() => {});
  }

  #remove(item: OutboxItem): void {
    this.#items.delete(item.clientId);
    this.#over.add(item.clientId);
    this.#tries.delete(item.clientId);
    this.#others.delete(item.clientId);
    this.#data.touch("outbox", `timeline:${item.conversationId}`);
    void this.#parts.storage.delete(item.userId, item.clientId).catch(() => {});
  }

  #flush(): void {
    if (this.#parts.link.connection.status !== "online" || !this.#user) return;
    for (const item of this.#data.outbox()) {
      const free = !this.#busy.has(item.conversationId) && !this.#others.has(item.clientId);
      if (item.state === "waiting" && free) void this.#go(item);
    }
  }

  async #go(item: OutboxItem): Promise<void> {
    const { conversationId, clientId, message } = item;
    this.#busy.add(conversationId);
    this.#set({ ...item, state: "sending" });
    let wait = 0;
    try {
      const sent = await this.#parts.link.request("send", { conversationId, clientId, ...message }, false);
      this.#sent(clientId, sent);
    } catch (error) {
      wait = this.#failed(clientId, error);
    }
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    this.#busy.delete(conversationId);
    this.#flush();
  }

  #sent(clientId: string, sent: Sent): void {
    const item = this.#items.get(clientId);
    // Its event was here before the reply, or it was discarded.
    if (!item) return;
    const now: OutboxItem = { ...item, state: "sent", sent };
    this.#parts.emit("sent", now);
    if (this.#past(now, sent)) {
      this.#remove(now);
      return;
    }
    this.#items.set(clientId, now);
    this.#data.touch("outbox", `timeline:${item.conversationId}`);
    void this.#parts.storage.delete(item.userId, clientId).catch(() => {});
    setTimeout(() => this.#items.get(clientId)?.state === "sent" && this.#remove(now), EVENT_LATE);
  }

  /** Gives how long to wait before the next message of that conversation. */
  #failed(clientId: string, error: unknown): number {
    const item = this.#items.get(clientId);
    if (!item) return 0;
    const known = error instanceof ParlorError ? error : new ParlorError("internal", String(error));
    if (known.retryable || known.code === "stopped") {
      this.#set(waiting(item));
      if (known.code === "unreachable" || known.code === "stopped") return 0;
      const tries = this.#tries.get(clientId) ?? 0;
      this.#tries.set(clientId, tries + 1);
      return known.retryAfterMs ?? backoff(tries, this.#parts.random);
    }
    const failed: OutboxItem = { ...item, state: "failed", error: { code: known.code, message: known.message } };
    this.#set(failed);
    this.#parts.emit("failed", failed);
    return 0;
  }

  /** Another tab sent, wrote or gave up something. */
  async #changedElsewhere(): Promise<void> {
    const user = this.#user;
    const kept = new Map((await this.#load()).map((item) => [item.clientId, item]));
    if (user !== this.#user) return;
    for (const item of kept.values()) {
      const mine = this.#items.get(item.clientId);
      if (!mine) this.#leaveToOther(item);
      else if (mine.state === "failed" && item.state === "waiting") this.#show(item);
    }
    for (const item of [...this.#items.values()]) {
      if (kept.has(item.clientId) || item.state === "sending" || item.state === "sent") continue;
      // Done there; its event is on the way here, if it was not given up.
      this.#items.set(item.clientId, { ...item, state: "sent" });
      this.#data.touch("outbox", `timeline:${item.conversationId}`);
      setTimeout(() => this.#items.get(item.clientId)?.state === "sent" && this.#remove(item), 2_000);
    }
  }

  #leaveToOther(item: OutboxItem): void {
    this.#others.add(item.clientId);
    this.#show(item);
    setTimeout(() => {
      this.#others.delete(item.clientId);
      this.#flush();
    }, OTHER_TAB);
  }
}

function waiting(item: OutboxItem): OutboxItem {
  const { error: _, sent: _s, ...rest } = item;
  return { ...rest, state: "waiting" };
}

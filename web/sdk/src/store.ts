// What is known, and who wants to hear of it. Decides nothing: sync.ts, what it is made of, and outbox.ts fill it.

import type { Store, Unsubscribe } from "./api.ts";
import type { ParlorError } from "./errors.ts";
import type { Conversation, LogEvent, Member, Message, Person, Presence } from "./generated/protocol.ts";
import type { Log } from "./log.ts";
import type { Connection, List, OutboxItem, StoreKey, Timeline, Typist } from "./types.ts";

/** What is held of a conversation. */
export interface Entry {
  readonly id: string;
  summary?: Conversation;
  /** The server's counts of unread have all events up to this number. */
  countedTo: number;
  log?: Log;
  status: Timeline["status"];
  error?: ParlorError;
  members?: readonly Member[];
  readMarks?: ReadonlyMap<string, number>;
  /** Fetches under way, and the events that came since the first of them began. */
  fetching: number;
  recent: LogEvent[];
  /** What a fetch under way has read counts no more. */
  again?: boolean;
  /** Larger: looked at later. */
  used: number;
}

/** How far a list was fetched. */
export interface Fetched {
  status: List["status"];
  next?: string;
  error?: ParlorError;
}

const NOBODY: readonly Typist[] = [];

export class Data implements Store {
  readonly entries = new Map<string, Entry>();
  readonly lists: { active: Fetched; archived: Fetched } = { active: { status: "empty" }, archived: { status: "empty" } };
  readonly items = new Map<string, OutboxItem>();
  readonly typists = new Map<string, Map<string, Typist>>();
  readonly drafts = new Map<string, string>();
  readonly presences = new Map<string, Presence>();
  readonly #people = new Map<string, Person>();
  readonly #heard = new Map<StoreKey, Set<() => void>>();
  readonly #made = new Map<StoreKey, unknown>();
  readonly #changed = new Set<StoreKey>();
  #connection: Connection = { status: "idle" };

  subscribe(key: StoreKey, fn: () => void): Unsubscribe {
    const all = this.#heard.get(key) ?? new Set();
    // A function of its own for each subscription, so that one given twice is called twice.
    const call = () => fn();
    this.#heard.set(key, all.add(call));
    return () => {
      all.delete(call);
      if (all.size === 0 && this.#heard.get(key) === all) this.#heard.delete(key);
    };
  }

  /** Says that what stands under some keys is another one now. */
  touch(...keys: StoreKey[]): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#tell());
    for (const key of keys) {
      this.#made.delete(key);
      this.#changed.add(key);
    }
  }

  #tell(): void {
    const keys = [...this.#changed];
    this.#changed.clear();
    for (const key of keys) {
      for (const fn of [...(this.#heard.get(key) ?? [])]) {
        try {
          fn();
        } catch (error) {
          // A listener's mistake is reported, and keeps nobody else from hearing.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
  }

  /** Everything about a conversation is another one now. */
  touchEntry(id: string): void {
    this.touch(`conversation:${id}`, `timeline:${id}`, `members:${id}`, `readMarks:${id}`, "list", "archived");
  }

  #once<T>(key: StoreKey, make: () => T): T {
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key) as T;
  }

  /** The entry of a conversation, which is made if need be. */
  entry(id: string): Entry {
    let entry = this.entries.get(id);
    if (!entry) {
      entry = { id, countedTo: 0, status: "empty", fetching: 0, recent: [], used: 0 };
      this.entries.set(id, entry);
    }
    return entry;
  }

  setSummary(entry: Entry, summary: Conversation): void {
    entry.summary = summary;
    if (summary.directWith) this.see(summary.directWith);
    this.touch(`conversation:${entry.id}`, "list", "archived");
  }

  /** Forgets everything but who listens. */
  reset(): void {
    const keys = [...this.#heard.keys()].filter((key) => key !== "connection");
    this.entries.clear();
    for (const kind of ["active", "archived"] as const) this.lists[kind] = { status: "empty" };
    this.items.clear();
    this.typists.clear();
    this.drafts.clear();
    this.presences.clear();
    this.#people.clear();
    this.#made.clear();
    this.touch(...keys);
  }

  connection(): Connection {
    return this.#connection;
  }

  setConnection(connection: Connection): void {
    this.#connection = connection;
    this.touch("connection");
  }

  me(): Person | undefined {
    const you = this.#connection.session?.you;
    return you && (this.#people.get(you.id) ?? you);
  }

  list(archived = false): List {
    return this.#once(archived ? "archived" : "list", () => {
      const { status, next, error } = this.lists[archived ? "archived" : "active"];
      const all = [...this.entries.values()].flatMap(({ summary }) =>
        summary && summary.archived === archived ? [summary] : [],
      );
      // Pinned ones have a place from 1 on, and the archive knows no pins.
      const place = (it: Conversation) => (archived ? undefined : it.pin) ?? Number.MAX_SAFE_INTEGER;
      all.sort((a, b) => place(a) - place(b) || b.lastAt - a.lastAt || (a.id < b.id ? 1 : -1));
      return { status, conversations: all, more: next !== undefined, ...(error && { error }) };
    });
  }

  conversation(id: string): Conversation | undefined {
    return this.entries.get(id)?.summary;
  }

  timeline(id: string): Timeline {
    return this.#once(`timeline:${id}`, () => {
      const entry = this.entries.get(id);
      const broken = entry?.status === "ready" && this.#connection.status !== "online";
      return {
        status: broken ? "stale" : (entry?.status ?? "empty"),
        messages: entry?.log?.messages ?? [],
        pending: this.outbox().filter((item) => item.conversationId === id),
        moreBefore: entry?.log?.moreBefore ?? false,
        moreAfter: entry?.log?.moreAfter ?? false,
        ...(entry?.error && { error: entry.error }),
      };
    });
  }

  members(id: string): readonly Member[] | undefined {
    return this.entries.get(id)?.members;
  }

  readMarks(id: string): ReadonlyMap<string, number> | undefined {
    return this.entries.get(id)?.readMarks;
  }

  typing(id: string): readonly Typist[] {
    return this.#once(`typing:${id}`, () => {
      const all = this.typists.get(id);
      return all?.size ? [...all.values()] : NOBODY;
    });
  }

  draft(id: string): string {
    return this.drafts.get(id) ?? "";
  }

  person(id: string): Person | undefined {
    return this.#people.get(id);
  }

  presence(userId: string): Presence | undefined {
    return this.presences.get(userId);
  }

  outbox(): readonly OutboxItem[] {
    return this.#once("outbox", () => [...this.items.values()].sort((a, b) => a.createdAt - b.createdAt));
  }

  /** Remembers someone as they are now. */
  see(person: Person): void {
    const { id, name, picture, external, proven } = person;
    const before = this.#people.get(id);
    const same = before && before.name === name && before.picture === picture;
    if (same && before.external === external && before.proven === proven) return;
    this.#people.set(id, person);
    this.touch(`person:${id}`);
  }

  seeAll(messages: readonly Message[]): void {
    for (const { author } of messages) if (author) this.see(author);
  }
}

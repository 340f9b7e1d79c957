// The messages that are held: stretches of conversations, their pages, and looking elsewhere in them.

import { ParlorError } from "./errors.ts";
import { fetching, later, pause, TRIES } from "./fetching.ts";
import type { CommandHeld, CommandHistory, HistoryPage, LogEvent } from "./generated/protocol.ts";
import type { Link } from "./link.ts";
import { Log, type Outcome } from "./log.ts";
import type { Data, Entry } from "./store.ts";
import type { Timeline } from "./types.ts";

/** Messages of a page. */
const PAGE = 50;
/** As many messages as were held are fetched anew, up to this. */
const REFETCH_MAX = 300;
/** Conversations whose messages are held. */
const HELD_MAX = 50;
/** Of so many the server continues the stream as a session begins. */
const RESUMED_MAX = 100;
/** What failed for a time is tried again after this. */
const HEAL_AFTER = 5_000;

/** Where to look: around a number, or at the end. */
interface Place {
  readonly around: number | undefined;
}

export interface TimelinesParts {
  readonly data: Data;
  readonly link: Link;
  readonly random: () => number;
  /** The messages of a conversation may hold what was on its way. */
  settled(entry: Entry): void;
  loadConversation(id: string): Promise<unknown>;
}

export class Timelines {
  readonly #parts: TimelinesParts;
  readonly #data: Data;
  /** Fetches under way: who wants the same gets the same. */
  #logs = new Map<string, Promise<void>>();
  #paging = new Map<string, Promise<Timeline>>();
  #uses = 0;

  constructor(parts: TimelinesParts) {
    this.#parts = parts;
    this.#data = parts.data;
  }

  reset(): void {
    this.#logs = new Map();
    this.#paging = new Map();
  }

  /** Those whose messages are held, what was looked at last first. */
  #held(): Entry[] {
    return [...this.#data.entries.values()].filter((entry) => entry.log).sort((a, b) => b.used - a.used);
  }

  /** For the resume. */
  held(): CommandHeld[] {
    return this.#held().slice(0, RESUMED_MAX).map(({ id, log }) => ({ conversationId: id, ...(log as Log).position }));
  }

  // ---- the stream

  event(entry: Entry, event: LogEvent): Outcome | undefined {
    const { log } = entry;
    if (!log) return undefined;
    const before = log.messages;
    const outcome = log.event(event);
    if (outcome === "hole") this.refetch(entry);
    if (log.messages !== before) this.#data.touch(`timeline:${entry.id}`);
    if (outcome === "applied") this.#parts.settled(entry);
    return outcome;
  }

  caughtUp(entry: Entry): void {
    // What could not be fetched anew was continued instead.
    if (entry.status === "failed" && entry.log) this.#status(entry, "ready");
    else this.#data.touch(`timeline:${entry.id}`);
  }

  /** Fetches anew what is held. */
  refetch(entry: Entry): void {
    later(this.#fetch(entry));
  }

  /** Tries again what failed for a time. */
  heal(entry: Entry): void {
    const online = this.#parts.link.connection.status === "online";
    const waits = entry.status === "failed" && entry.error?.retryable && this.#data.entries.get(entry.id) === entry;
    if (online && waits) this.refetch(entry);
  }

  // ---- what one looks at

  /** A page of messages, of the session of now. */
  history(command: CommandHistory): Promise<HistoryPage> {
    return this.#parts.link.request("history", command);
  }

  async open(id: string): Promise<Timeline> {
    const entry = this.#use(id);
    const summary = entry.summary ? undefined : this.#parts.loadConversation(id).catch(() => {});
    if (!entry.log) await this.#fetch(entry);
    await summary;
    for (const { id: unused } of this.#held().slice(HELD_MAX)) this.close(unused);
    return this.#data.timeline(id);
  }

  #use(id: string): Entry {
    const entry = this.#data.entry(id);
    this.#uses += 1;
    entry.used = this.#uses;
    return entry;
  }

  close(id: string): void {
    const entry = this.#data.entries.get(id);
    if (!entry) return;
    delete entry.log;
    delete entry.error;
    delete entry.members;
    delete entry.readMarks;
    entry.status = "empty";
    this.#data.touchEntry(id);
  }

  async jump(id: string, seq?: number): Promise<Timeline> {
    const entry = this.#use(id);
    await this.#logs.get(id)?.catch(() => {});
    await this.#fetch(entry, { around: seq });
    return this.#data.timeline(id);
  }

  /** One more page at an end. */
  page(id: string, end: "before" | "after"): Promise<Timeline> {
    const key = `${end} ${id}`;
    const all = this.#paging;
    const there = all.get(key);
    if (there) return there;
    const promise = this.#fetchPage(id, end).finally(() => all.delete(key));
    all.set(key, promise);
    return promise;
  }

  async #fetchPage(id: string, end: "before" | "after"): Promise<Timeline> {
    const entry = this.#data.entry(id);
    const { log } = entry;
    if (!log) return this.open(id);
    if (!(end === "before" ? log.moreBefore : log.moreAfter)) return this.#data.timeline(id);
    const edge = log.messages.at(end === "before" ? 0 : -1)?.seq;
    return fetching(entry, async () => {
      const place = end === "before" ? { before: edge ?? log.position.seq + 1 } : { after: edge ?? 0 };
      const page = await this.history({ conversationId: id, limit: PAGE, ...place });
      // Something else may stand there by now.
      if (entry.log === log && this.#data.entries.get(id) === entry) {
        const joined = log.add(page, end, entry.recent);
        if (!joined) this.refetch(entry);
        this.#data.seeAll(page.messages);
        this.#data.touch(`timeline:${id}`);
        this.#parts.settled(entry);
      }
      return this.#data.timeline(id);
    });
  }

  // ---- fetching anew

  /** Fetches messages anew: those around a number or the newest ones; by itself as many as were held, there. */
  #fetch(entry: Entry, place?: Place): Promise<void> {
    const all = this.#logs;
    const there = all.get(entry.id);
    if (there) return there;
    const promise = this.#anew(entry, place).finally(() => all.delete(entry.id));
    all.set(entry.id, promise);
    return promise;
  }

  async #anew(entry: Entry, place: Place | undefined): Promise<void> {
    const { id } = entry;
    this.#status(entry, entry.log ? "stale" : "loading");
    await fetching(entry, async () => {
      try {
        for (let tries = 0; ; tries += 1) {
          const log = await this.#stretch(entry, place);
          if (this.#data.entries.get(id) !== entry) return;
          if (log) {
            entry.log = log;
            this.#data.seeAll(log.messages);
            break;
          }
          if (tries >= TRIES) throw new ParlorError("resync_required", "no page meets the stream of events");
          await pause(tries, this.#parts.random);
        }
        this.#status(entry, "ready");
        this.#parts.settled(entry);
      } catch (error) {
        if (error instanceof ParlorError) entry.error = error;
        if (this.#data.entries.get(id) === entry) this.#status(entry, "failed", true);
        setTimeout(() => this.heal(entry), HEAL_AFTER);
        throw error;
      }
    });
  }

  #status(entry: Entry, status: Timeline["status"], failed = false): void {
    if (!failed) delete entry.error;
    entry.status = status;
    this.#data.touch(`timeline:${entry.id}`);
  }

  /** A stretch that follows the stream from now on; nothing if one of its pages did not meet it. */
  async #stretch(entry: Entry, place: Place | undefined): Promise<Log | undefined> {
    const { id, log: old } = entry;
    entry.again = false;
    const middle = old?.moreAfter ? old.messages[old.messages.length >> 1]?.seq : undefined;
    const around = place ? place.around : middle;
    // Older pages may be added meanwhile to what is held.
    const wanted = () => (place || middle !== undefined ? 0 : Math.min(entry.log?.messages.length ?? 0, REFETCH_MAX));
    const after = around === undefined ? {} : { after: Math.max(0, around - PAGE / 2) };
    const first = await this.history({ conversationId: id, limit: PAGE, ...after });
    const { session } = this.#parts.link.connection;
    const log = new Log(first, this.#data.me()?.id ?? "");
    while (log.moreBefore && log.messages.length < wanted()) {
      const before = log.messages[0]?.seq ?? 1;
      const page = await this.history({ conversationId: id, limit: PAGE, before });
      if (!log.add(page, "before", []) || page.messages.length === 0) return undefined;
    }
    // What was missed while the connection was broken does not come by itself: this stretch was not resumed.
    if (this.#parts.link.connection.session !== session || entry.again) return undefined;
    return log.catchUp(entry.recent) === "hole" ? undefined : log;
  }
}

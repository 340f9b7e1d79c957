// The conversations as a list shows them: titles, last messages, counts, what one sets for oneself; and the lists.

import { ParlorError } from "./errors.ts";
import { fetching, later, pause, TRIES } from "./fetching.ts";
import { foldConversation, needsTitle } from "./fold.ts";
import type { Connected, Conversation, LogEvent, Push, ReadMark } from "./generated/protocol.ts";
import type { HttpCalls } from "./http.ts";
import type { Data, Entry } from "./store.ts";
import type { Narrow, Narrowed } from "./types.ts";

/** Conversations of a page of the list. */
const LIST_PAGE = 50;
/** All members fetch a new title at once: within this time. */
const TITLE_WITHIN = 1_500;
/** The server has counted everything, so far as one knows. */
const ALL = Number.MAX_SAFE_INTEGER;

type Preferences = NonNullable<Push["preferences"]>;

export interface SummariesParts {
  readonly data: Data;
  readonly http: HttpCalls;
  readonly random: () => number;
  /** The server knows no such conversation any more. */
  gone(id: string): void;
}

export class Summaries {
  readonly #parts: SummariesParts;
  readonly #data: Data;
  /** Fetches under way: who wants the same gets the same. */
  #loading = new Map<string, { promise: Promise<Conversation>; again: boolean }>();
  /** What one did elsewhere while summaries were fetched: the answer may be from before it. */
  #elsewhere: (Preferences | ReadMark)[] = [];
  #summing = 0;
  /** Whose store it is, counted: an answer to somebody before says nothing to who is there now. */
  #owner = 0;

  constructor(parts: SummariesParts) {
    this.#parts = parts;
    this.#data = parts.data;
  }

  get #me(): string {
    return this.#data.me()?.id ?? "";
  }

  reset(): void {
    this.#owner += 1;
    this.#loading = new Map();
  }

  // ---- the stream

  /** The counts as the session begins; the missed events that follow must not count again. */
  recount(entry: Entry, session: Connected, all: ReadonlyMap<string, Connected["news"][number]>): void {
    const { summary } = entry;
    if (!summary) return;
    const news = all.get(entry.id);
    const same = news?.position.epoch === summary.position.epoch;
    entry.countedTo = news && same ? news.position.seq : ALL;
    if (news) entry.summary = { ...summary, unread: news.unread, mentions: news.mentions };
    else if (!session.moreNews && !summary.markedUnread) entry.summary = { ...summary, unread: 0, mentions: 0 };
  }

  /** Gives whether the event was known already. */
  event(entry: Entry, event: LogEvent): boolean {
    const { summary } = entry;
    const { epoch, seq } = event.position;
    const same = summary?.position.epoch === epoch;
    if (summary && same && seq <= summary.position.seq) return true;
    if (summary && same && seq === summary.position.seq + 1) {
      this.#data.setSummary(entry, foldConversation(summary, event, this.#me, seq <= entry.countedTo));
      if (needsTitle(summary, event)) this.title(entry);
    } else later(this.load(entry.id));
    return false;
  }

  caughtUp(entry: Entry): void {
    const { summary } = entry;
    // Whether what came after `connected` was counted is not to be known for those without news.
    if (summary && entry.countedTo === ALL && summary.lastMessage) {
      const missed = summary.lastMessage.seq > summary.readSeq && summary.lastMessage.author?.id !== this.#me;
      if (missed) later(this.load(entry.id));
    }
    entry.countedTo = 0;
  }

  /** How far one has read, here or elsewhere. */
  read(mark: ReadMark): void {
    if (this.#summing > 0) this.#elsewhere.push(mark);
    const entry = this.#data.entries.get(mark.conversationId);
    if (!entry?.summary) return;
    const { seq, unread = entry.summary.unread, mentions = entry.summary.mentions, markedUnread } = mark;
    const readSeq = Math.max(seq, entry.summary.readSeq);
    this.#data.setSummary(entry, { ...entry.summary, readSeq, unread, mentions, markedUnread });
  }

  preferences(push: Preferences): void {
    if (this.#summing > 0) this.#elsewhere.push(push);
    this.#prefer(push);
  }

  #prefer(push: Preferences): void {
    const entry = this.#data.entries.get(push.conversationId);
    if (!entry?.summary) return;
    const { mutedUntil: _, pin: _p, ...rest } = entry.summary;
    const { conversationId: _c, ...now } = push;
    this.#data.setSummary(entry, { ...rest, ...now });
  }

  /** Fetches a conversation's title after a moment: all members do so at once. */
  title(entry: Entry): void {
    setTimeout(() => later(this.load(entry.id)), this.#parts.random() * TITLE_WITHIN);
  }

  /** Takes a conversation as it was read at its position, unless something newer is known. */
  take(fetched: Conversation): Conversation {
    const entry = this.#data.entry(fetched.id);
    const before = entry.summary;
    const older =
      before?.position.epoch === fetched.position.epoch && fetched.position.seq < before.position.seq;
    if (!older) {
      entry.countedTo = 0;
      this.#data.setSummary(entry, fetched);
      for (const event of entry.recent) this.#next(entry, event);
    }
    return entry.summary as Conversation;
  }

  #next(entry: Entry, event: LogEvent): void {
    const { summary } = entry;
    const { epoch, seq } = event.position;
    if (!summary || summary.position.epoch !== epoch || seq !== summary.position.seq + 1) return;
    this.#data.setSummary(entry, foldConversation(summary, event, this.#me, false));
  }

  // ---- fetching

  /** Fetches summaries; what one did elsewhere meanwhile holds, whether the answer knows of it or not. */
  async #sum<T>(fetch: () => Promise<T>, take: (answer: T) => void): Promise<T> {
    if (this.#summing === 0) this.#elsewhere = [];
    const from = this.#elsewhere.length;
    const owner = this.#owner;
    this.#summing += 1;
    try {
      const answer = await fetch();
      if (owner !== this.#owner) throw new ParlorError("stopped", "the user changed");
      take(answer);
      for (const push of this.#elsewhere.slice(from)) {
        if (!("userId" in push)) this.#prefer(push);
        else {
          const { summary } = this.#data.entries.get(push.conversationId) ?? {};
          // Its counts may be those of before a message that came since: they are asked for.
          const older = summary && (push.seq > summary.readSeq || push.markedUnread !== summary.markedUnread);
          if (older) later(this.load(push.conversationId, true));
        }
      }
      return answer;
    } finally {
      this.#summing -= 1;
    }
  }

  /** `anew`: what an answer under way says counts no more. */
  load(id: string, anew = false): Promise<Conversation> {
    const all = this.#loading;
    const there = all.get(id);
    if (there) {
      there.again ||= anew;
      return there.promise;
    }
    const state = { again: false, promise: undefined as unknown as Promise<Conversation> };
    state.promise = this.#fetch(id, state).finally(() => all.delete(id));
    all.set(id, state);
    return state.promise;
  }

  #fetch(id: string, state: { again: boolean }): Promise<Conversation> {
    const entry = this.#data.entry(id);
    return fetching(entry, async () => {
      try {
        for (let tries = 0; ; tries += 1) {
          state.again = false;
          let now = undefined as unknown as Conversation;
          await this.#sum(() => this.#parts.http.call("GET /v1/conversations/{id}", { path: { id } }), (got) => {
            now = this.#data.entries.get(id) === entry ? this.take(got) : got;
          });
          const last = entry.recent.at(-1)?.position;
          // What came meanwhile may go on from an older state than that of the log.
          const behind = last && (last.epoch !== now.position.epoch || last.seq > now.position.seq);
          if (!(behind || state.again) || tries >= TRIES) return now;
          await pause(tries, this.#parts.random);
        }
      } catch (error) {
        // Nobody tells a client about conversations that it holds nothing of.
        const mine = this.#data.entries.get(id) === entry;
        if (mine && error instanceof ParlorError && error.code === "not_found" && entry.summary) this.#parts.gone(id);
        else if (mine && !entry.summary && !entry.log && entry.status === "empty") this.#data.entries.delete(id);
        throw error;
      }
    });
  }

  // ---- lists

  #fetched(archived: boolean) {
    return this.#data.lists[archived ? "archived" : "active"];
  }

  /** Fetches the lists that somebody looked at anew. */
  refreshLists(): void {
    for (const archived of [false, true]) {
      if (this.#fetched(archived).status !== "empty") later(this.loadList(archived));
    }
  }

  async loadList(archived: boolean): Promise<void> {
    const fetched = this.#fetched(archived);
    if (fetched.status === "empty" || fetched.status === "failed") this.#list(archived, { status: "loading" });
    await this.#listPage(archived, undefined);
  }

  async moreList(archived: boolean): Promise<void> {
    const { next } = this.#fetched(archived);
    if (next !== undefined) await this.#listPage(archived, next);
  }

  async #listPage(archived: boolean, cursor: string | undefined): Promise<void> {
    const query = { limit: LIST_PAGE, ...(archived && { archived }), ...(cursor !== undefined && { cursor }) };
    const owner = this.#owner;
    try {
      const before = cursor === undefined ? [...this.#data.list(archived).conversations] : [];
      const page = await this.#sum(() => this.#parts.http.call("GET /v1/conversations", { query }), ({ conversations }) => {
        for (const conversation of conversations) this.take(conversation);
      });
      this.#missing(before, page.conversations, page.next !== undefined && page.next !== null);
      const { next } = page;
      const there = this.#fetched(archived);
      // The first page anew says nothing of how far the others went.
      const kept = cursor === undefined && there.status === "ready" ? there.next : (next ?? undefined);
      this.#list(archived, { status: "ready", ...(kept !== undefined && { next: kept }) });
    } catch (error) {
      if (owner === this.#owner && this.#fetched(archived).status === "loading") {
        this.#list(archived, { status: "failed", ...(error instanceof ParlorError && { error }) });
      }
      throw error;
    }
  }

  async find(narrow: Narrow): Promise<Narrowed> {
    const query = { ...narrow, limit: LIST_PAGE };
    let conversations: Conversation[] = [];
    const page = await this.#sum(() => this.#parts.http.call("GET /v1/conversations", { query }), (got) => {
      conversations = got.conversations.map((conversation) => this.take(conversation));
    });
    return page.next ? { conversations, next: page.next } : { conversations };
  }

  /** Looks after those that should stand on the first page and do not: left, deleted or archived meanwhile. */
  #missing(before: readonly Conversation[], page: readonly Conversation[], more: boolean): void {
    const there = new Set(page.map((conversation) => conversation.id));
    const last = more ? (page.at(-1)?.lastAt ?? 0) : 0;
    for (const { id, lastAt } of before) if (!there.has(id) && lastAt > last) later(this.load(id));
  }

  #list(archived: boolean, fetched: Data["lists"]["active"]): void {
    this.#data.lists[archived ? "archived" : "active"] = fetched;
    this.#data.touch(archived ? "archived" : "list");
  }
}

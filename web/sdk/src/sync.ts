// Keeps the store true to the server: what a session begins with, what is pushed, and what has to be fetched.

import { ParlorError } from "./errors.ts";
import { foldConversation, foldMembers, movesMembers, needsTitle, withPerson } from "./fold.ts";
import type {
  CommandHeld, CommandHistory, Connected, Conversation, HistoryPage, LogEvent, Person, Push, ReadMark,
} from "./generated/protocol.ts";
import type { HttpCalls } from "./http.ts";
import { backoff, type Link } from "./link.ts";
import { Log, type Outcome } from "./log.ts";
import type { Data, Entry } from "./store.ts";
import type { ClientEvents, Narrow, Narrowed, Timeline } from "./types.ts";

/** Messages of a page. */
const PAGE = 50;
/** Conversations of a page of the list. */
const LIST_PAGE = 50;
/** As many messages as were held are fetched anew, up to this. */
const REFETCH_MAX = 300;
/** Conversations whose messages are held. */
const HELD_MAX = 50;
/** How long a sign of typing lasts. */
const TYPING_SPAN = 6_000;
/** What failed for a time is tried again after this. */
const HEAL_AFTER = 5_000;
/** A page that does not meet the stream is fetched again this often. */
const TRIES = 8;

/** Where to look: around a number, or at the end. */
interface Place {
  readonly around: number | undefined;
}

export interface SyncParts {
  readonly data: Data;
  readonly link: Link;
  readonly http: HttpCalls;
  readonly random: () => number;
  emit<K extends keyof ClientEvents>(kind: K, event: ClientEvents[K]): void;
  /** The messages of a conversation may hold what was on its way. */
  settled(entry: Entry): void;
}

export class Sync {
  readonly #parts: SyncParts;
  readonly #data: Data;
  /** Fetches under way: who wants the same gets the same. */
  #logs = new Map<string, Promise<void>>();
  #paging = new Map<string, Promise<Timeline>>();
  #summaries = new Map<string, { promise: Promise<Conversation>; again: boolean }>();
  readonly #typing = new Map<string, ReturnType<typeof setTimeout>>();
  /** What one did elsewhere while summaries were fetched: the answer may be from before it. */
  #elsewhere: (Push["preferences"] | Push["read"])[] = [];
  #summing = 0;
  /** Drafts on their way to the server, and when one last went or arrived, in a count of its own. */
  readonly #saving = new Map<string, number>();
  readonly #savedAt = new Map<string, number>();
  #saves = 0;
  #uses = 0;
  #draftsLoaded = false;
  /** Whose store it is, counted: an answer to somebody before says nothing to who is there now. */
  #owner = 0;

  constructor(parts: SyncParts) {
    this.#parts = parts;
    this.#data = parts.data;
  }

  get #me(): string {
    return this.#data.me()?.id ?? "";
  }

  /** What is held, what was looked at last first: for the resume. */
  held(): CommandHeld[] {
    const held = [...this.#data.entries.values()].filter((entry) => entry.log);
    held.sort((a, b) => b.used - a.used);
    return held.slice(0, 100).map(({ id, log }) => ({ conversationId: id, ...(log as Log).position }));
  }

  reset(): void {
    this.#owner += 1;
    this.#logs = new Map();
    this.#paging = new Map();
    this.#summaries = new Map();
    this.#draftsLoaded = false;
    for (const timer of this.#typing.values()) clearTimeout(timer);
    this.#typing.clear();
    this.#data.reset();
  }

  // ---- a session begins

  connected(session: Connected): void {
    this.#data.see(session.you);
    const news = new Map(session.news.map((one) => [one.conversationId, one]));
    for (const entry of this.#data.entries.values()) {
      this.#recount(entry, session, news);
      // Their changes reach only what is resumed; the rest is fetched when it is looked at.
      if (!entry.log) delete entry.members;
      delete entry.readMarks;
      this.#heal(entry);
      this.#data.touchEntry(entry.id);
    }
    for (const entry of this.#recent(3)) if (session.internal && entry.log) this.#later(this.loadReadMarks(entry.id));
    for (const archived of [false, true]) {
      if (this.#fetched(archived).status !== "empty") this.#later(this.loadList(archived));
    }
    if (this.#draftsLoaded) this.#later(this.loadDrafts());
  }

  #recent(count: number): Entry[] {
    return [...this.#data.entries.values()].sort((a, b) => b.used - a.used).slice(0, count);
  }

  /** The counts as the session begins; the missed events that follow must not count again. */
  #recount(entry: Entry, session: Connected, all: ReadonlyMap<string, Connected["news"][number]>): void {
    const { summary } = entry;
    if (!summary) return;
    const news = all.get(entry.id);
    const same = news?.position.epoch === summary.position.epoch;
    entry.countedTo = news && same ? news.position.seq : Number.MAX_SAFE_INTEGER;
    if (news) entry.summary = { ...summary, unread: news.unread, mentions: news.mentions };
    else if (!session.moreNews && !summary.markedUnread) entry.summary = { ...summary, unread: 0, mentions: 0 };
  }

  // ---- pushes

  push(push: Push): void {
    if (push.event) this.#event(push.event);
    else if (push.caughtUp) this.#caughtUp(push.caughtUp.conversationId);
    else if (push.resyncRequired) this.#resync(push.resyncRequired.conversationId);
    else if (push.joined) this.#joined(push.joined.conversation);
    else if (push.gone) this.#gone(push.gone.conversationId);
    else if (push.read) {
      if (this.#summing > 0 && push.read.userId === this.#me) this.#elsewhere.push(push.read);
      this.#read(push.read);
    }
    else if (push.typing) this.#typist(push.typing.conversationId, push.typing.person, push.typing.on, push.typing.note);
    else if (push.presence) {
      this.#data.presences.set(push.presence.userId, push.presence);
      this.#data.touch(`presence:${push.presence.userId}`);
    } else if (push.ownReaction) {
      const { conversationId, messageId, emoji, on } = push.ownReaction;
      this.#data.entries.get(conversationId)?.log?.ownReaction(messageId, emoji, on);
      this.#data.touch(`timeline:${conversationId}`);
    } else if (push.draft) this.setDraft(push.draft.conversationId, push.draft.text);
    else if (push.preferences) {
      if (this.#summing > 0) this.#elsewhere.push(push.preferences);
      this.#preferences(push.preferences);
    }
    else if (push.profileChanged) this.#profile(push.profileChanged.person);
    else if (push.organisationChanged) this.#organisation();
  }

  #event(event: LogEvent): void {
    const entry = this.#data.entry(event.conversationId);
    if (entry.fetching > 0) entry.recent.push(event);
    if (event.actor) this.#data.see(event.actor);
    if (event.posted) this.#data.seeAll([event.posted]);
    const counted = this.#intoSummary(entry, event);
    const outcome = this.#intoLog(entry, event);
    if (entry.members && movesMembers(event)) {
      entry.members = foldMembers(entry.members, event);
      this.#data.touch(`members:${entry.id}`);
    }
    const message = event.posted;
    if (!message) return;
    this.#typist(entry.id, message.author, false, false);
    if (outcome === "applied" || (outcome !== "known" && !counted)) {
      const mine = message.author?.id === this.#me;
      this.#parts.emit("message", { message, mine, conversation: entry.summary });
    }
  }

  /** Gives whether the event was known already. */
  #intoSummary(entry: Entry, event: LogEvent): boolean {
    const { summary } = entry;
    const { epoch, seq } = event.position;
    const same = summary?.position.epoch === epoch;
    if (summary && same && seq <= summary.position.seq) return true;
    if (summary && same && seq === summary.position.seq + 1) {
      this.#data.setSummary(entry, foldConversation(summary, event, this.#me, seq <= entry.countedTo));
      if (needsTitle(summary, event)) this.#soon(entry);
    } else this.#later(this.loadConversation(entry.id));
    return false;
  }

  #intoLog(entry: Entry, event: LogEvent): Outcome | undefined {
    const { log } = entry;
    if (!log) return undefined;
    const before = log.messages;
    const outcome = log.event(event);
    if (outcome === "hole") this.#later(this.#fetchLog(entry));
    if (log.messages !== before) this.#data.touch(`timeline:${entry.id}`);
    if (outcome === "applied") this.#parts.settled(entry);
    return outcome;
  }

  #caughtUp(id: string): void {
    const entry = this.#data.entries.get(id);
    if (!entry) return;
    const { summary } = entry;
    // Whether what came after `connected` was counted is not to be known for those without news.
    if (summary && entry.countedTo === Number.MAX_SAFE_INTEGER && summary.lastMessage) {
      const missed = summary.lastMessage.seq > summary.readSeq && summary.lastMessage.author?.id !== this.#me;
      if (missed) this.#later(this.loadConversation(id));
    }
    entry.countedTo = 0;
    // What could not be fetched anew was continued instead.
    if (entry.status === "failed" && entry.log) this.#status(entry, "ready");
    else this.#data.touch(`timeline:${id}`);
  }

  /** Tries again what failed for a time. */
  #heal(entry: Entry): void {
    const online = this.#parts.link.connection.status === "online";
    const waits = entry.status === "failed" && entry.error?.retryable && this.#data.entries.get(entry.id) === entry;
    if (online && waits) this.#later(this.#fetchLog(entry));
  }

  #resync(id: string): void {
    const entry = this.#data.entries.get(id);
    if (!entry) return;
    const { members, readMarks } = entry;
    entry.again = true;
    this.#later(this.loadConversation(id, true));
    if (entry.log) this.#later(this.#fetchLog(entry));
    if (members) this.#later(this.loadMembers(id));
    if (readMarks) this.#later(this.loadReadMarks(id));
  }

  #joined(conversation: Conversation): void {
    this.#take(conversation);
    this.#parts.emit("joined", conversation);
  }

  #gone(id: string): void {
    this.#data.entries.delete(id);
    this.#data.typists.delete(id);
    this.#data.drafts.delete(id);
    this.#data.touchEntry(id);
    this.#data.touch(`typing:${id}`, `draft:${id}`);
    this.#parts.emit("gone", { conversationId: id });
  }

  #read(mark: ReadMark): void {
    const { conversationId: id, userId, seq } = mark;
    const entry = this.#data.entries.get(id);
    if (!entry) return;
    const before = entry.readMarks?.get(userId) ?? 0;
    if (entry.readMarks && seq > before) {
      entry.readMarks = new Map(entry.readMarks).set(userId, seq);
      this.#data.touch(`readMarks:${id}`);
    }
    if (userId !== this.#me || !entry.summary) return;
    const { unread = entry.summary.unread, mentions = entry.summary.mentions, markedUnread } = mark;
    const readSeq = Math.max(seq, entry.summary.readSeq);
    this.#data.setSummary(entry, { ...entry.summary, readSeq, unread, mentions, markedUnread });
  }

  #typist(id: string, person: Person | undefined, on: boolean, note: boolean): void {
    if (!person) return;
    const key = `${id} ${person.id}`;
    clearTimeout(this.#typing.get(key));
    this.#typing.delete(key);
    const all = this.#data.typists.get(id) ?? new Map();
    if (!on && !all.delete(person.id)) return;
    if (on) {
      this.#data.see(person);
      this.#data.typists.set(id, all.set(person.id, { person, note }));
      this.#typing.set(key, setTimeout(() => this.#typist(id, person, false, note), TYPING_SPAN));
    }
    this.#data.touch(`typing:${id}`);
  }

  #preferences(push: NonNullable<Push["preferences"]>): void {
    const entry = this.#data.entries.get(push.conversationId);
    if (!entry?.summary) return;
    const { mutedUntil: _, pin: _p, ...rest } = entry.summary;
    const { conversationId: _c, ...now } = push;
    this.#data.setSummary(entry, { ...rest, ...now });
  }

  #profile(person: Person): void {
    this.#data.see(person);
    for (const entry of this.#data.entries.values()) {
      const before = entry.log?.messages;
      entry.log?.person(person);
      if (entry.log?.messages !== before) this.#data.touch(`timeline:${entry.id}`);
      const members = withPerson(entry.members, person);
      if (members !== entry.members && members) {
        entry.members = members;
        this.#data.touch(`members:${entry.id}`);
      }
      if (!entry.summary) continue;
      const summary = withPerson(entry.summary, person);
      if (summary !== entry.summary) this.#data.setSummary(entry, summary);
      // Titles of those without a name are made of names.
      const shown = entry.used > 0 || summary.directWith?.id === person.id;
      if (summary.name === undefined && shown) this.#soon(entry);
    }
  }

  /** To external viewers the organisation's name is the title of what has none. */
  #organisation(): void {
    if (this.#parts.link.connection.session?.internal) return;
    for (const entry of this.#data.entries.values()) if (entry.summary?.name === undefined) this.#soon(entry);
  }

  // ---- conversations

  /** A fetch whose failure is told elsewhere, or comes right with the next session. */
  #later(promise: Promise<unknown>): void {
    promise.catch(() => {});
  }

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
        if (push && !("userId" in push)) this.#preferences(push);
        else if (push) {
          const { summary } = this.#data.entries.get(push.conversationId) ?? {};
          // Its counts may be those of before a message that came since: they are asked for.
          const older = summary && (push.seq > summary.readSeq || push.markedUnread !== summary.markedUnread);
          if (older) this.#later(this.loadConversation(push.conversationId, true));
        }
      }
      return answer;
    } finally {
      this.#summing -= 1;
    }
  }

  /** Fetches a conversation's title after a moment: all members do so at once. */
  #soon(entry: Entry): void {
    setTimeout(() => this.#later(this.loadConversation(entry.id)), this.#parts.random() * 1500);
  }

  /** Takes a conversation as it was read at its position, unless something newer is known. */
  #take(fetched: Conversation): Conversation {
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

  /** `anew`: what an answer under way says counts no more. */
  loadConversation(id: string, anew = false): Promise<Conversation> {
    const all = this.#summaries;
    const there = all.get(id);
    if (there) {
      there.again ||= anew;
      return there.promise;
    }
    const state = { again: false, promise: undefined as unknown as Promise<Conversation> };
    state.promise = this.#fetchSummary(id, state).finally(() => all.delete(id));
    all.set(id, state);
    return state.promise;
  }

  async #fetchSummary(id: string, state: { again: boolean }): Promise<Conversation> {
    const entry = this.#data.entry(id);
    this.#begin(entry);
    try {
      for (let tries = 0; ; tries += 1) {
        state.again = false;
        let now = undefined as unknown as Conversation;
        await this.#sum(() => this.#parts.http.call("GET /v1/conversations/{id}", { path: { id } }), (got) => {
          now = this.#data.entries.get(id) === entry ? this.#take(got) : got;
        });
        const last = entry.recent.at(-1)?.position;
        // What came meanwhile may go on from an older state than that of the log.
        const behind = last && (last.epoch !== now.position.epoch || last.seq > now.position.seq);
        if (!(behind || state.again) || tries >= TRIES) return now;
        await this.#pause(tries);
      }
    } catch (error) {
      // Nobody tells a client about conversations that it holds nothing of.
      const mine = this.#data.entries.get(id) === entry;
      if (mine && error instanceof ParlorError && error.code === "not_found" && entry.summary) this.#gone(id);
      else if (mine && !entry.summary && !entry.log && entry.status === "empty") this.#data.entries.delete(id);
      throw error;
    } finally {
      this.#end(entry);
    }
  }

  #begin(entry: Entry): void {
    entry.fetching += 1;
  }

  #end(entry: Entry): void {
    entry.fetching -= 1;
    if (entry.fetching === 0) entry.recent = [];
  }

  #pause(tries: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, backoff(tries - 3, this.#parts.random)));
  }

  #fetched(archived: boolean) {
    return this.#data.lists[archived ? "archived" : "active"];
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
        for (const conversation of conversations) this.#take(conversation);
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

  async findConversations(narrow: Narrow): Promise<Narrowed> {
    const query = { ...narrow, limit: LIST_PAGE };
    let conversations: Conversation[] = [];
    const page = await this.#sum(() => this.#parts.http.call("GET /v1/conversations", { query }), (got) => {
      conversations = got.conversations.map((conversation) => this.#take(conversation));
    });
    return page.next ? { conversations, next: page.next } : { conversations };
  }

  /** Looks after those that should stand on the first page and do not: left, deleted or archived meanwhile. */
  #missing(before: readonly Conversation[], page: readonly Conversation[], more: boolean): void {
    const there = new Set(page.map((conversation) => conversation.id));
    const last = more ? (page.at(-1)?.lastAt ?? 0) : 0;
    for (const { id, lastAt } of before) if (!there.has(id) && lastAt > last) this.#later(this.loadConversation(id));
  }

  #list(archived: boolean, fetched: Data["lists"]["active"]): void {
    this.#data.lists[archived ? "archived" : "active"] = fetched;
    this.#data.touch(archived ? "archived" : "list");
  }

  async loadMembers(id: string): Promise<void> {
    const entry = this.#data.entry(id);
    this.#begin(entry);
    try {
      for (let tries = 0; ; tries += 1) {
        const from = entry.recent.length;
        const { members } = await this.#parts.http.call("GET /v1/conversations/{id}/members", { path: { id } });
        // Nobody can say whether the answer is from before or after a change that came meanwhile.
        if (entry.recent.slice(from).some(movesMembers) && tries < TRIES) continue;
        entry.members = members;
        for (const member of members) this.#data.see(member.person);
        this.#data.touch(`members:${id}`);
        return;
      }
    } finally {
      this.#end(entry);
    }
  }

  async loadReadMarks(id: string): Promise<void> {
    const entry = this.#data.entry(id);
    entry.readMarks ??= new Map();
    const { readMarks } = await this.#parts.http.call("GET /v1/conversations/{id}/read-marks", { path: { id } });
    const marks = new Map(entry.readMarks);
    // A mark never goes back: the later of both is the one of now.
    for (const { userId, seq } of readMarks) marks.set(userId, Math.max(seq, marks.get(userId) ?? 0));
    entry.readMarks = marks;
    this.#data.touch(`readMarks:${id}`);
  }

  async loadDrafts(): Promise<void> {
    const from = this.#saves;
    const owner = this.#owner;
    const { drafts } = await this.#parts.http.call("GET /v1/drafts");
    if (owner !== this.#owner) return;
    this.#draftsLoaded = true;
    const found = new Map(drafts.map(({ conversationId, text }) => [conversationId, text]));
    for (const id of new Set([...found.keys(), ...this.#data.drafts.keys()])) {
      // What was written here since, or has not got there yet, is newer than the answer.
      const newer = this.#saving.has(id) || (this.#savedAt.get(id) ?? 0) > from;
      if (!newer) this.setDraft(id, found.get(id) ?? "");
    }
  }

  /** Keeps a draft here at once, and on the server as soon as it can be reached. */
  async saveDraft(conversationId: string, text: string) {
    const count = (by: number) => {
      this.#saves += 1;
      this.#savedAt.set(conversationId, this.#saves);
      const now = (this.#saving.get(conversationId) ?? 0) + by;
      if (now > 0) this.#saving.set(conversationId, now);
      else this.#saving.delete(conversationId);
    };
    this.setDraft(conversationId, text);
    count(1);
    try {
      return await this.#parts.link.request("saveDraft", { conversationId, text });
    } finally {
      count(-1);
    }
  }

  setDraft(id: string, text: string): void {
    if (text === (this.#data.drafts.get(id) ?? "")) return;
    if (text) this.#data.drafts.set(id, text);
    else this.#data.drafts.delete(id);
    this.#data.touch(`draft:${id}`);
  }

  // ---- messages

  /** A page of messages, of the session of now. */
  history(command: CommandHistory): Promise<HistoryPage> {
    return this.#parts.link.request("history", command);
  }

  async open(id: string): Promise<Timeline> {
    const entry = this.#data.entry(id);
    this.#uses += 1;
    entry.used = this.#uses;
    const summary = entry.summary ? undefined : this.loadConversation(id).catch(() => {});
    if (!entry.log) await this.#fetchLog(entry);
    await summary;
    this.#evict();
    return this.#data.timeline(id);
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

  #evict(): void {
    const held = [...this.#data.entries.values()].filter((entry) => entry.log);
    held.sort((a, b) => b.used - a.used);
    for (const entry of held.slice(HELD_MAX)) this.close(entry.id);
  }

  older(id: string): Promise<Timeline> {
    return this.#page(id, "before");
  }

  newer(id: string): Promise<Timeline> {
    return this.#page(id, "after");
  }

  #page(id: string, end: "before" | "after"): Promise<Timeline> {
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
    this.#begin(entry);
    try {
      const place = end === "before" ? { before: edge ?? log.position.seq + 1 } : { after: edge ?? 0 };
      const page = await this.history({ conversationId: id, limit: PAGE, ...place });
      // Something else may stand there by now.
      if (entry.log === log && this.#data.entries.get(id) === entry) {
        const joined = log.add(page, end, entry.recent);
        if (!joined) this.#later(this.#fetchLog(entry));
        this.#data.seeAll(page.messages);
        this.#data.touch(`timeline:${id}`);
        this.#parts.settled(entry);
      }
      return this.#data.timeline(id);
    } finally {
      this.#end(entry);
    }
  }

  async jump(id: string, seq?: number): Promise<Timeline> {
    const entry = this.#data.entry(id);
    this.#uses += 1;
    entry.used = this.#uses;
    await this.#logs.get(id)?.catch(() => {});
    await this.#fetchLog(entry, { around: seq });
    return this.#data.timeline(id);
  }

  /** Fetches messages anew: those around a number or the newest ones; by itself as many as were held, there. */
  #fetchLog(entry: Entry, place?: Place): Promise<void> {
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
    this.#begin(entry);
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
        await this.#pause(tries);
      }
      this.#status(entry, "ready");
      this.#parts.settled(entry);
    } catch (error) {
      if (error instanceof ParlorError) entry.error = error;
      if (this.#data.entries.get(id) === entry) this.#status(entry, "failed", true);
      setTimeout(() => this.#heal(entry), HEAL_AFTER);
      throw error;
    } finally {
      this.#end(entry);
    }
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
    const log = new Log(first, this.#me);
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

// Keeps the store true to the server: what a session begins with, and what is pushed. What has to be fetched beside
// that is in summaries.ts, timelines.ts and drafts.ts.

import { Drafts } from "./drafts.ts";
import { fetching, later, TRIES } from "./fetching.ts";
import { foldMembers, movesMembers, withPerson } from "./fold.ts";
import type { CommandHeld, Connected, Conversation, LogEvent, Person, Push, ReadMark } from "./generated/protocol.ts";
import type { HttpCalls } from "./http.ts";
import type { Link } from "./link.ts";
import type { Data, Entry } from "./store.ts";
import { Summaries } from "./summaries.ts";
import { Timelines } from "./timelines.ts";
import type { ClientEvents } from "./types.ts";

/** How long a sign of typing lasts. */
const TYPING_SPAN = 6_000;
/** Of so many conversations it is known at once how far others have read, as a session begins. */
const MARKED = 3;

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
  readonly summaries: Summaries;
  readonly timelines: Timelines;
  readonly drafts: Drafts;
  readonly #parts: SyncParts;
  readonly #data: Data;
  readonly #typing = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(parts: SyncParts) {
    this.#parts = parts;
    this.#data = parts.data;
    this.summaries = new Summaries({ ...parts, gone: (id) => this.#gone(id) });
    this.timelines = new Timelines({ ...parts, loadConversation: (id) => this.summaries.load(id) });
    this.drafts = new Drafts(parts);
  }

  get #me(): string {
    return this.#data.me()?.id ?? "";
  }

  held(): CommandHeld[] {
    return this.timelines.held();
  }

  /** Somebody else is there. */
  reset(): void {
    this.summaries.reset();
    this.timelines.reset();
    this.drafts.reset();
    for (const timer of this.#typing.values()) clearTimeout(timer);
    this.#typing.clear();
    this.#data.reset();
  }

  // ---- a session begins

  connected(session: Connected): void {
    this.#data.see(session.you);
    const news = new Map(session.news.map((one) => [one.conversationId, one]));
    for (const entry of this.#data.entries.values()) {
      this.summaries.recount(entry, session, news);
      // Their changes reach only what is resumed; the rest is fetched when it is looked at.
      if (!entry.log) delete entry.members;
      delete entry.readMarks;
      this.timelines.heal(entry);
      this.#data.touchEntry(entry.id);
    }
    const recent = [...this.#data.entries.values()].sort((a, b) => b.used - a.used).slice(0, MARKED);
    for (const entry of recent) if (session.internal && entry.log) later(this.loadReadMarks(entry.id));
    this.summaries.refreshLists();
    if (this.drafts.loaded) later(this.drafts.load());
  }

  // ---- pushes

  push(push: Push): void {
    if (push.event) this.#event(push.event);
    else if (push.caughtUp) this.#caughtUp(push.caughtUp.conversationId);
    else if (push.resyncRequired) this.#resync(push.resyncRequired.conversationId);
    else if (push.joined) this.#joined(push.joined.conversation);
    else if (push.gone) this.#gone(push.gone.conversationId);
    else if (push.read) this.#read(push.read);
    else if (push.typing) this.#typist(push.typing.conversationId, push.typing.person, push.typing.on, push.typing.note);
    else if (push.presence) {
      this.#data.presences.set(push.presence.userId, push.presence);
      this.#data.touch(`presence:${push.presence.userId}`);
    } else if (push.ownReaction) {
      const { conversationId, messageId, emoji, on } = push.ownReaction;
      this.#data.entries.get(conversationId)?.log?.ownReaction(messageId, emoji, on);
      this.#data.touch(`timeline:${conversationId}`);
    } else if (push.draft) this.drafts.set(push.draft.conversationId, push.draft.text);
    else if (push.preferences) this.summaries.preferences(push.preferences);
    else if (push.profileChanged) this.#profile(push.profileChanged.person);
    else if (push.organisationChanged) this.#organisation();
  }

  #event(event: LogEvent): void {
    const entry = this.#data.entry(event.conversationId);
    if (entry.fetching > 0) entry.recent.push(event);
    if (event.actor) this.#data.see(event.actor);
    if (event.posted) this.#data.seeAll([event.posted]);
    const counted = this.summaries.event(entry, event);
    const outcome = this.timelines.event(entry, event);
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

  #caughtUp(id: string): void {
    const entry = this.#data.entries.get(id);
    if (!entry) return;
    this.summaries.caughtUp(entry);
    this.timelines.caughtUp(entry);
  }

  #resync(id: string): void {
    const entry = this.#data.entries.get(id);
    if (!entry) return;
    const { members, readMarks } = entry;
    entry.again = true;
    later(this.summaries.load(id, true));
    if (entry.log) this.timelines.refetch(entry);
    if (members) later(this.loadMembers(id));
    if (readMarks) later(this.loadReadMarks(id));
  }

  #joined(conversation: Conversation): void {
    this.summaries.take(conversation);
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
    if (entry?.readMarks && seq > (entry.readMarks.get(userId) ?? 0)) {
      entry.readMarks = new Map(entry.readMarks).set(userId, seq);
      this.#data.touch(`readMarks:${id}`);
    }
    if (userId === this.#me) this.summaries.read(mark);
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
      if (summary.name === undefined && shown) this.summaries.title(entry);
    }
  }

  /** To external viewers the organisation's name is the title of what has none. */
  #organisation(): void {
    if (this.#parts.link.connection.session?.internal) return;
    for (const entry of this.#data.entries.values()) {
      if (entry.summary?.name === undefined) this.summaries.title(entry);
    }
  }

  // ---- who is in a conversation, and how far they have read

  async loadMembers(id: string): Promise<void> {
    const entry = this.#data.entry(id);
    await fetching(entry, async () => {
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
    });
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
}

// One stretch of a conversation's messages: pages and events joined by number, each message once, no hole.

import { foldMessage, withOwnReaction, withPerson } from "./fold.ts";
import type { HistoryPage, LogEvent, Message, Person, Position } from "./generated/protocol.ts";

/**
 * What came of an event: it was next; it was in a page already; there is a hole before it, or it is of another
 * numbering: fetch anew.
 */
export type Outcome = "applied" | "known" | "hole";

/** A stretch that follows the log. Give it every event of its conversation. */
export class Log {
  messages: readonly Message[];
  position: Position;
  moreBefore: boolean;
  moreAfter: boolean;
  readonly #me: string;
  /** Up to which event each message is folded: pages are read at different times. */
  readonly #folded = new Map<string, number>();
  /** One's own reactions as last told, for events that do not say who; either may come first. */
  readonly #own = new Map<string, boolean>();

  /** Begins with a page. */
  constructor(page: HistoryPage, me: string) {
    this.#me = me;
    this.messages = page.messages;
    this.position = page.position;
    this.moreBefore = page.moreBefore;
    this.moreAfter = page.moreAfter;
    for (const message of page.messages) this.#folded.set(message.id, page.position.seq);
  }

  /** Takes an event of the stream. */
  event(event: LogEvent): Outcome {
    const { epoch, seq } = event.position;
    if (epoch !== this.position.epoch) return "hole";
    if (seq <= this.position.seq) return "known";
    if (seq > this.position.seq + 1) return "hole";
    this.position = event.position;
    this.#fold(event);
    return "applied";
  }

  /** Takes events that came while the first page was fetched, in the order in which they came. */
  catchUp(recent: readonly LogEvent[]): Outcome {
    let outcome: Outcome = "known";
    for (const event of recent) {
      // What is left of a numbering before says nothing.
      if (event.position.epoch !== this.position.epoch) continue;
      outcome = this.event(event);
      if (outcome === "hole") break;
    }
    return outcome === "hole" ? "hole" : "applied";
  }

  /**
   * Joins a page at one end. `recent`: the events that came since it was asked for. Gives false if it is of
   * another numbering, or does not touch what is held.
   */
  add(page: HistoryPage, end: "before" | "after", recent: readonly LogEvent[]): boolean {
    const { epoch, seq } = page.position;
    if (epoch !== this.position.epoch) return false;
    const held = new Set(this.messages.map((message) => message.id));
    const fresh = page.messages.filter((message) => !held.has(message.id));
    for (const message of fresh) this.#folded.set(message.id, seq);
    if (end === "before") this.moreBefore = page.moreBefore;
    else this.moreAfter = page.moreAfter;
    this.messages = end === "before" ? [...fresh, ...this.messages] : [...this.messages, ...fresh];
    // Events after the page that the stretch has taken already have not met these messages.
    for (const event of recent) {
      const at = event.position;
      if (at.epoch === epoch && at.seq > seq && at.seq <= this.position.seq) this.#fold(event);
    }
    return true;
  }

  ownReaction(messageId: string, emoji: string, on: boolean): void {
    this.#own.set(`${messageId} ${emoji}`, on);
    this.#map((message) => (message.id === messageId ? withOwnReaction(message, emoji, on) : message));
  }

  person(person: Person): void {
    this.#map((message) => withPerson(message, person));
  }

  #fold(event: LogEvent): void {
    const { seq } = event.position;
    if (event.posted) {
      this.#insert(event.posted, seq);
      return;
    }
    this.#map((message) => {
      if ((this.#folded.get(message.id) ?? 0) >= seq) return message;
      let after = foldMessage(message, event, this.#me);
      if (event.reacted && !event.actor && after !== message) {
        const { messageId, emoji } = event.reacted;
        const own = this.#own.get(`${messageId} ${emoji}`);
        if (own !== undefined) after = withOwnReaction(after, emoji, own);
      }
      if (after !== message) this.#folded.set(message.id, seq);
      return after;
    });
  }

  #insert(message: Message, seq: number): void {
    // Below the end of what is held lie others that were not fetched: it comes with their page.
    if (this.moreAfter || this.#folded.has(message.id)) return;
    this.#folded.set(message.id, seq);
    const last = this.messages.at(-1);
    const all = [...this.messages, message];
    // Events come in order; a page of later ones may have been joined before.
    this.messages = last && last.seq > message.seq ? all.sort((a, b) => a.seq - b.seq) : all;
  }

  #map(change: (message: Message) => Message): void {
    let changed = false;
    const after = this.messages.map((message) => {
      const next = change(message);
      changed ||= next !== message;
      return next;
    });
    if (changed) this.messages = after;
  }
}

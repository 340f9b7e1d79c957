// Drafts: kept here at once, on the server as soon as it can be reached.

import type { HttpCalls } from "./http.ts";
import type { Link } from "./link.ts";
import type { Data } from "./store.ts";

export interface DraftsParts {
  readonly data: Data;
  readonly link: Link;
  readonly http: HttpCalls;
}

export class Drafts {
  readonly #parts: DraftsParts;
  readonly #data: Data;
  /** Drafts on their way to the server, and when one last went or arrived, in a count of its own. */
  readonly #saving = new Map<string, number>();
  readonly #savedAt = new Map<string, number>();
  #saves = 0;
  #owner = 0;
  /** Whether anybody wants them: then each session begins with them. */
  loaded = false;

  constructor(parts: DraftsParts) {
    this.#parts = parts;
    this.#data = parts.data;
  }

  /** Somebody else is there. */
  reset(): void {
    this.#owner += 1;
    this.loaded = false;
  }

  async load(): Promise<void> {
    const from = this.#saves;
    const owner = this.#owner;
    const { drafts } = await this.#parts.http.call("GET /v1/drafts");
    if (owner !== this.#owner) return;
    this.loaded = true;
    const found = new Map(drafts.map(({ conversationId, text }) => [conversationId, text]));
    for (const id of new Set([...found.keys(), ...this.#data.drafts.keys()])) {
      // What was written here since, or has not got there yet, is newer than the answer.
      const newer = this.#saving.has(id) || (this.#savedAt.get(id) ?? 0) > from;
      if (!newer) this.set(id, found.get(id) ?? "");
    }
  }

  async save(conversationId: string, text: string) {
    const count = (by: number) => {
      this.#saves += 1;
      this.#savedAt.set(conversationId, this.#saves);
      const now = (this.#saving.get(conversationId) ?? 0) + by;
      if (now > 0) this.#saving.set(conversationId, now);
      else this.#saving.delete(conversationId);
    };
    this.set(conversationId, text);
    count(1);
    try {
      return await this.#parts.link.request("saveDraft", { conversationId, text });
    } finally {
      count(-1);
    }
  }

  /** Takes what another device, or the server, says. */
  set(id: string, text: string): void {
    if (text === (this.#data.drafts.get(id) ?? "")) return;
    if (text) this.#data.drafts.set(id, text);
    else this.#data.drafts.delete(id);
    this.#data.touch(`draft:${id}`);
  }
}

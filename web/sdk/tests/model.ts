// A server in a few lines, for tests of what a real one never does: it loses, repeats and swaps what it pushes,
// answers late, breaks off, and changes the numbering. Its state is the fold of its log, folded one by one.

import { foldMessage } from "../src/fold.ts";
import type { Conversation, LogEvent, Message, SocketLike } from "../src/index.ts";

export const ANA = { id: "ana", name: "Ana" };
export const BEN = { id: "ben", name: "Ben" };
export const ID = "c1";

type Body = Record<string, unknown>;

/** How often each thing goes wrong, from 0 to 1. */
export interface Faults {
  readonly lose: number;
  readonly repeat: number;
  readonly swap: number;
  readonly cut: number;
  readonly late: number;
}

const NONE: Faults = { lose: 0, repeat: 0, swap: 0, cut: 0, late: 0 };

export class Model {
  faults: Faults = NONE;
  epoch = "e1";
  /** Everything that was sent, in the order of its arrival. */
  sends: string[] = [];
  readonly log: LogEvent[] = [];
  readonly #sockets = new Set<FakeSocket>();
  readonly #random: () => number;
  #messages: Message[] = [];
  #held: LogEvent | undefined;
  /** What the next commands are refused with. */
  refusals: Body[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  get seq(): number {
    return this.log.length;
  }

  readonly Socket = ((model: Model) =>
    class extends FakeSocket {
      constructor() {
        super(model);
      }
    })(this);

  readonly fetch = (async (input: string | URL) => {
    await this.#wait();
    const path = new URL(String(input)).pathname;
    const body = path === "/v1/conversations" ? { conversations: [this.#conversation()] } : this.#conversation();
    return new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
  }) as typeof fetch;

  #conversation(): Partial<Conversation> {
    const position = { epoch: this.epoch, seq: this.seq };
    return { id: ID, title: "Plans", position, name: "Plans", role: "ROLE_OWNER", readSeq: 0 };
  }

  #wait(): Promise<void> {
    const ms = this.#random() < this.faults.late ? this.#random() * 4 : 0;
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Says something to all who are connected. */
  tell(push: object): void {
    for (const socket of this.#sockets) socket.give({ push });
  }

  /** One more entry of the log. */
  add(fact: (seq: number) => Partial<LogEvent>): LogEvent {
    const seq = this.seq + 1;
    const event = { conversationId: ID, position: { epoch: this.epoch, seq }, at: seq, ...fact(seq) } as LogEvent;
    this.log.push(event);
    if (event.posted) this.#messages = [...this.#messages, event.posted];
    else this.#messages = this.#messages.map((message) => foldMessage(message, event, ANA.id));
    this.#tell(event);
    return event;
  }

  post(author = BEN, more: Partial<Message> = {}): LogEvent {
    return this.add((seq) => ({
      posted: {
        id: `m${seq}`, conversationId: ID, seq, kind: "MESSAGE_KIND_TEXT", author, sentAt: seq, text: `text ${seq}`,
        deleted: false, attachments: [], reactions: [], mentions: [], mentionAll: false, pinned: false, ...more,
      },
    }));
  }

  /** Something that may happen in a conversation. */
  act(): void {
    const old = this.#messages[Math.floor(this.#random() * this.#messages.length)];
    const dice = this.#random();
    if (!old || dice < 0.5) {
      const quote = old && dice < 0.1 ? { replyTo: { messageId: old.id, sentAt: old.sentAt, excerpt: old.text, deleted: old.deleted } } : {};
      this.post(this.#random() < 0.3 ? ANA : BEN, quote as Partial<Message>);
    } else if (dice < 0.65 && !old.deleted) {
      this.add((seq) => ({ actor: BEN, edited: { ...old, text: `edit ${seq}`, editedAt: seq } }));
    } else if (dice < 0.75) this.add(() => ({ actor: BEN, deleted: { messageId: old.id } }));
    else if (dice < 0.9 && !old.deleted) {
      const there = old.reactions.some((reaction) => reaction.emoji === "👍");
      this.add(() => ({ actor: BEN, reacted: { messageId: old.id, emoji: "👍", on: !there, count: there ? 0 : 1 } }));
    } else if (!old.deleted) this.add(() => ({ actor: BEN, pinned: { messageId: old.id, on: !old.pinned } }));
  }

  /** Another numbering, as after a restore: everybody has to begin anew. */
  renumber(): void {
    this.epoch += "+";
    for (const [at, event] of this.log.entries()) {
      this.log[at] = { ...event, position: { ...event.position, epoch: this.epoch } };
    }
    const position = { epoch: this.epoch, seq: this.seq };
    for (const socket of this.#sockets) this.#give(socket, { resyncRequired: { conversationId: ID, position } });
  }

  cut(): void {
    for (const socket of this.#sockets) socket.end(1006);
  }

  #tell(event: LogEvent): void {
    const { lose, repeat, swap } = this.faults;
    const before = this.#held;
    this.#held = undefined;
    if (this.#random() < swap) this.#held = event;
    else if (this.#random() >= lose) this.#push(event);
    if (this.#random() < repeat) this.#push(event);
    if (before) this.#push(before);
  }

  #push(event: LogEvent): void {
    for (const socket of this.#sockets) this.#give(socket, { event });
  }

  /** Pushes keep their order; replies may overtake them, so that a page is ahead of the stream. */
  #give(socket: FakeSocket, push: object): void {
    if (socket.waiting === 0 && this.#random() >= this.faults.late) return socket.give({ push });
    socket.waiting += 1;
    socket.tail = socket.tail.then(() => this.#wait()).then(() => {
      socket.waiting -= 1;
      socket.give({ push });
    });
  }

  async command(socket: FakeSocket, command: Body & { id: number }): Promise<void> {
    const { id } = command;
    if (command["connect"]) {
      this.#sockets.add(socket);
      socket.onend = () => this.#sockets.delete(socket);
      const limits = { frameBytes: 65_536, textBytes: 16_384, commandsUnderWay: 16 };
      socket.give({ reply: { id, connected: { you: ANA, sessionId: "s", limits, serverVersion: "1", heartbeatSeconds: 25 } } });
      for (const held of ((command["connect"] as Body)["resume"] ?? []) as Body[]) this.#resume(socket, held);
      return;
    }
    if (this.#random() < this.faults.cut) return socket.end(1006);
    await this.#wait();
    const reply = this.#answer(command);
    await this.#wait();
    if (this.#random() < this.faults.cut) socket.end(1006);
    else socket.give({ reply: { id, ...reply } });
  }

  #resume(socket: FakeSocket, held: Body): void {
    const position = { epoch: this.epoch, seq: this.seq };
    const bad = held["epoch"] !== this.epoch;
    if (bad) return this.#give(socket, { resyncRequired: { conversationId: ID, position } });
    for (const event of this.log.slice(Number(held["seq"] ?? 0))) this.#give(socket, { event });
    this.#give(socket, { caughtUp: { conversationId: ID, position } });
  }

  #answer(command: Body): Body {
    const refusal = command["send"] ? this.refusals.shift() : undefined;
    if (refusal) return { error: refusal };
    if (command["history"]) return { history: this.#page(command["history"] as Body) };
    if (command["send"]) return { sent: this.#send(command["send"] as Body) };
    return { done: {} };
  }

  #send({ clientId, text }: Body): Body {
    this.sends.push(String(clientId));
    const there = this.#messages.find((message) => message.clientId === clientId);
    const message = there ?? (this.post(ANA, { clientId: String(clientId), text: String(text) }).posted as Message);
    return { messageId: message.id, position: { epoch: this.epoch, seq: message.seq }, sentAt: String(message.sentAt) };
  }

  #page({ before, after, limit = 50 }: Body): Body {
    const all = this.#messages.filter(({ seq }) => (before === undefined || seq < Number(before)) && (after === undefined || seq > Number(after)));
    const page = after === undefined ? all.slice(-Number(limit)) : all.slice(0, Number(limit));
    const [first, last] = [page[0]?.seq ?? 0, page.at(-1)?.seq ?? 0];
    return {
      messages: page,
      position: { epoch: this.epoch, seq: this.seq },
      moreBefore: this.#messages.some(({ seq }) => seq < first),
      moreAfter: this.#messages.some(({ seq }) => seq > last),
    };
  }
}

export class FakeSocket implements SocketLike {
  readyState = 0;
  readonly bufferedAmount = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onend = () => {};
  /** Pushes on their way. */
  waiting = 0;
  tail: Promise<void> = Promise.resolve();
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
    setTimeout(() => {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen?.({} as never);
    }, 0);
  }

  send(data: string): void {
    const command = JSON.parse(data);
    queueMicrotask(() => this.readyState === 1 && void this.#model.command(this, command));
  }

  give(frame: object): void {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) } as never);
  }

  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onend();
    this.onclose?.({ code } as never);
  }

  close(): void {
    this.readyState = 3;
    this.onend();
  }
}

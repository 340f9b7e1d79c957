// The connection: made, watched, made again; commands and their replies. Knows nothing of conversations.

import { ParlorError } from "./errors.ts";
import { CLOSES, FINAL_CLOSES } from "./generated/codes.ts";
import type { CommandHeld, Connected, Push, Refusal, Reply } from "./generated/protocol.ts";
import type { CloseReason, Commands, Connection, SocketLike, SocketMaker } from "./types.ts";
import { read } from "./wire.ts";

/** A connection that is not signed in after this long is given up. */
const CONNECT_DEADLINE = 15_000;
/** How long a command waits for its answer, breaks and waiting included. */
const COMMAND_DEADLINE = 30_000;
/** How long the server may take to answer a ping before the connection counts as dead. */
const PING_DEADLINE = 10_000;
/** The first bound of the time between two tries; it doubles up to the last. */
const BACKOFF_FIRST = 1_000;
const BACKOFF_LAST = 30_000;
/** A connection that lived this long was a good one: the bound begins anew. */
const GOOD_AFTER = 60_000;
/** Shortest wait after close code 1013. */
const TRY_LATER = 5_000;

/** What the connection needs, and whom it tells. */
export interface LinkParts {
  readonly url: string;
  readonly WebSocket: SocketMaker | undefined;
  readonly client: string;
  readonly random: () => number;
  token(): string | undefined;
  held(): CommandHeld[];
  changed(connection: Connection): void;
  connected(session: Connected): void;
  push(push: Push): void;
}

interface Waiting {
  readonly kind: string;
  readonly body: object;
  /** Say it again when the connection broke or the server says so. */
  readonly again: boolean;
  tries: number;
  done: boolean;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: ParlorError) => void;
}

export function refusal(error: Refusal, status?: number): ParlorError {
  return new ParlorError(error.code || "internal", error.message || error.code, {
    ...(status && { status }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    ...(error.places !== undefined && { places: error.places }),
    userIds: error.userIds,
  });
}

/** How long to wait before the same again, without a word of the server about it. */
export function backoff(tries: number, random: () => number): number {
  return random() * Math.min(BACKOFF_LAST, BACKOFF_FIRST * 2 ** tries);
}

export class Link {
  connection: Connection = { status: "idle" };
  #parts: LinkParts;
  #socket: SocketLike | undefined;
  /** Under way, by id. The command `connect` is not among them. */
  #underWay = new Map<number, Waiting>();
  #queue: Waiting[] = [];
  #lastId = 1;
  #tries = 0;
  /** Not before this time, not even when the page comes back to life. */
  #notBefore = 0;
  /** The server named that time, and another one to everybody else: it stands in place of one's own dice. */
  #named = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #onlineSince = 0;
  #heard = 0;
  #refused: ParlorError | undefined;
  #started: { promise: Promise<Connected>; resolve: (it: Connected) => void; reject: (it: ParlorError) => void } | undefined;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  start(): Promise<Connected> {
    if (this.#started) return this.#started.promise;
    let resolve = (_: Connected) => {};
    let reject = (_: ParlorError) => {};
    const promise = new Promise<Connected>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    promise.catch(() => {});
    this.#started = { promise, resolve, reject };
    this.#open();
    return promise;
  }

  stop(reason: CloseReason = "stopped_here", error = new ParlorError("stopped", `the connection ended: ${reason}`)): void {
    this.#drop(1000);
    clearTimeout(this.#retry);
    this.#notBefore = 0;
    this.#named = false;
    this.#tries = 0;
    const all = [...this.#underWay.values(), ...this.#queue];
    this.#underWay.clear();
    this.#queue = [];
    for (const waiting of all) this.#reject(waiting, error);
    this.#started?.reject(error);
    this.#started = undefined;
    this.#become("stopped", { reason });
  }

  /** Connects at once, unless the server asked for another time; looks whether a connection still lives. */
  wake(): void {
    if (this.connection.status === "online") this.#ping();
    else if (this.connection.status === "waiting" && Date.now() >= this.#notBefore) this.#open();
  }

  /** Connects anew, for what it was connected with has changed. */
  renew(): void {
    if (!this.#started) return;
    this.#notBefore = 0;
    this.#named = false;
    this.#broken("broken");
    this.#open();
  }

  request<K extends keyof Commands>(kind: K, body: Commands[K]["body"], again = true): Promise<Commands[K]["answer"]> {
    if (this.connection.status === "stopped") {
      return Promise.reject(new ParlorError("stopped", "the client was stopped"));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(waiting), COMMAND_DEADLINE);
      const waiting: Waiting = { kind, body, again, tries: 0, done: false, timer, resolve, reject };
      this.#queue.push(waiting);
      this.#flush();
    });
  }

  #become(status: Connection["status"], more: Partial<Connection> = {}): void {
    const session = more.session ?? this.connection.session;
    this.connection = { status, ...(session && { session }), ...more };
    this.#parts.changed(this.connection);
  }

  #open(): void {
    clearTimeout(this.#retry);
    if (!this.#started || this.#socket) return;
    const Socket = this.#parts.WebSocket;
    if (!Socket) throw new Error("there is no WebSocket here: give createClient one, such as that of the package ws");
    this.#become("connecting");
    let socket: SocketLike;
    try {
      socket = new Socket(this.#parts.url, ["parlor.v1.json"]);
    } catch {
      this.#broken("broken");
      return;
    }
    this.#socket = socket;
    this.#refused = undefined;
    const mine = () => this.#socket === socket;
    this.#watch = setTimeout(() => mine() && this.#broken("silent"), CONNECT_DEADLINE);
    socket.onopen = () => mine() && this.#signIn(socket);
    socket.onmessage = ({ data }: { data: unknown }) => mine() && this.#message(data);
    socket.onclose = ({ code }: { code: number }) => mine() && this.#closed(code);
    // A close follows every error.
    socket.onerror = () => {};
  }

  #signIn(socket: SocketLike): void {
    const token = this.#parts.token();
    const resume = this.#parts.held();
    const connect = { ...(token && { token }), ...(resume.length && { resume }), client: this.#parts.client };
    socket.send(JSON.stringify({ id: 1, connect }));
  }

  #message(data: unknown): void {
    this.#heard = Date.now();
    let frame: { reply?: Reply; push?: Push };
    try {
      frame = read("Frame", JSON.parse(String(data)));
    } catch {
      return;
    }
    if (frame.push?.drain) this.#drain(frame.push.drain.reconnectAfterMs);
    if (frame.push) this.#parts.push(frame.push);
    else if (frame.reply?.connected) this.#connected(frame.reply.connected);
    else if (frame.reply?.error && this.connection.status !== "online") this.#notConnected(refusal(frame.reply.error));
    else if (frame.reply) this.#answer(frame.reply);
  }

  #connected(session: Connected): void {
    this.#onlineSince = this.#heard;
    this.#named = false;
    this.#become("online", { session });
    this.#started?.resolve(session);
    this.#watchOver();
    this.#parts.connected(session);
    this.#flush();
  }

  /** The server closes after telling why, except where it is a matter of time. */
  #notConnected(error: ParlorError): void {
    this.#refused = error;
    if (error.retryAfterMs !== undefined) this.#name(error.retryAfterMs);
    if (error.retryable) this.#broken("broken");
  }

  #answer(reply: Reply): void {
    const waiting = this.#underWay.get(reply.id);
    if (!waiting) return;
    this.#underWay.delete(reply.id);
    if (reply.error) this.#failed(waiting, refusal(reply.error));
    else {
      this.#settle(waiting);
      const { id: _, ...rest } = reply;
      waiting.resolve(Object.values(rest)[0] as never);
    }
    this.#flush();
  }

  #failed(waiting: Waiting, error: ParlorError): void {
    if (!waiting.again || !error.retryable) {
      this.#reject(waiting, error);
      return;
    }
    const delay = error.retryAfterMs ?? backoff(waiting.tries, this.#parts.random);
    waiting.tries += 1;
    setTimeout(() => {
      if (waiting.done) return;
      this.#queue.push(waiting);
      this.#flush();
    }, delay);
  }

  #reject(waiting: Waiting, error: ParlorError): void {
    this.#settle(waiting);
    waiting.reject(error);
  }

  #settle(waiting: Waiting): void {
    waiting.done = true;
    clearTimeout(waiting.timer);
  }

  #expire(waiting: Waiting): void {
    this.#queue = this.#queue.filter((other) => other !== waiting);
    for (const [id, other] of this.#underWay) if (other === waiting) this.#underWay.delete(id);
    const online = this.connection.status === "online";
    this.#reject(waiting, new ParlorError(online ? "timeout" : "unreachable", `no answer to ${waiting.kind}`));
  }

  #flush(): void {
    const limits = this.connection.session?.limits;
    // A socket that has ended is told of a moment later; what it cannot take any more waits for the next one.
    while (this.#socket?.readyState === 1 && this.connection.status === "online" && this.#queue.length && this.#underWay.size < (limits?.commandsUnderWay || 16)) {
      const waiting = this.#queue.shift() as Waiting;
      const id = ++this.#lastId;
      const text = JSON.stringify({ id, [waiting.kind]: waiting.body });
      // The server would end the session over it.
      if (limits?.frameBytes && new TextEncoder().encode(text).length > limits.frameBytes) {
        this.#reject(waiting, new ParlorError("too_large", `this ${waiting.kind} is too large`));
        continue;
      }
      this.#underWay.set(id, waiting);
      this.#socket.send(text);
    }
  }

  /** Says a ping when nothing came for a while; a browser does not show the server's. */
  #watchOver(): void {
    clearTimeout(this.#watch);
    const every = (this.connection.session?.heartbeatSeconds || 25) * 1000;
    const left = this.#heard + every - Date.now();
    if (left <= 0) this.#ping();
    else this.#watch = setTimeout(() => this.#watchOver(), left);
  }

  #ping(): void {
    clearTimeout(this.#watch);
    const asked = Date.now();
    // Past the queue: a full one must not look like a dead connection.
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify({ id: ++this.#lastId, ping: {} }));
    this.#watch = setTimeout(() => {
      if (this.#heard >= asked) this.#watchOver();
      else this.#broken("silent");
    }, PING_DEADLINE);
  }

  #name(after: number): void {
    this.#notBefore = Date.now() + after;
    this.#named = true;
  }

  #drain(after: number): void {
    this.#name(after);
    clearTimeout(this.#retry);
    // 1012 should have come by then.
    this.#retry = setTimeout(() => this.#socket && this.#broken("drain"), after + 1000);
  }

  #closed(code: number): void {
    const away = code >= 4500 ? code < 5000 : FINAL_CLOSES.includes(code);
    const reason = CLOSES[code as keyof typeof CLOSES] ?? "broken";
    if (away) this.stop(reason, this.#refused ?? new ParlorError(reason, `the server closed the session: ${reason}`));
    else {
      if (code === 1013 && !this.#named) this.#notBefore = Math.max(this.#notBefore, Date.now() + TRY_LATER);
      this.#broken(reason);
    }
  }

  #drop(code: number): void {
    const socket = this.#socket;
    this.#socket = undefined;
    clearTimeout(this.#watch);
    try {
      socket?.close(code);
    } catch {
      // It was not open yet, and will never be looked at.
    }
  }

  #broken(reason: CloseReason): void {
    this.#drop(1000);
    if (!this.#started) return;
    if (this.connection.status === "online" && Date.now() - this.#onlineSince >= GOOD_AFTER) this.#tries = 0;
    const lost = [...this.#underWay.values()];
    this.#underWay.clear();
    this.#queue.unshift(...lost.filter((waiting) => waiting.again));
    const delay = backoff(this.#tries, this.#parts.random);
    this.#tries += 1;
    const told = this.#notBefore - Date.now();
    const wait = this.#named ? Math.max(told, 0) : Math.max(told, delay);
    this.#named = false;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#open(), wait);
    this.#become("waiting", { reason, retryAt: Date.now() + wait });
    const error = new ParlorError("unreachable", "the connection broke before the answer");
    for (const waiting of lost) if (!waiting.again) this.#reject(waiting, error);
  }
}

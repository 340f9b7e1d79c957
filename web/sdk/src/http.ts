// Everything that is not live: typed by the server's description, at run time a `fetch`.

import type { Http, Input } from "./api.ts";
import { ParlorError } from "./errors.ts";
import type { Operations } from "./generated/http.ts";
import { read } from "./wire.ts";

/** A reading request is tried this often. */
const TRIES = 3;
/** Longest wait between two tries; a longer one is the caller's to decide. */
const WAIT_MAX = 5_000;

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly title?: string;
  readonly retryAfterMs?: number;
  readonly places?: number;
  readonly userIds?: string[];
}

interface AnyInput {
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string | number | boolean | undefined>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Fields of an answer that hold messages of the socket's contract. */
const OF_CONTRACT = { conversations: "Conversation", conversation: "Conversation", members: "Member", messages: "Message" } as const;

function whole(operation: string, answer: unknown): unknown {
  if (/^(GET|PATCH) \/v1\/conversations\/\{id\}$/.test(operation)) return read("Conversation", answer);
  if (operation.endsWith("/messages")) return read("HistoryPage", answer);
  const result: Record<string, unknown> = { ...(answer as object) };
  for (const [name, shape] of Object.entries(OF_CONTRACT)) {
    const value = result[name];
    if (Array.isArray(value)) result[name] = value.map((entry) => read(shape, entry));
    else if (typeof value === "object" && value !== null) result[name] = read(shape, value);
  }
  return result;
}

function failure(status: number, problem: Problem, retryAfter: string | null): ParlorError {
  const seconds = Number(retryAfter ?? Number.NaN);
  const wait = problem.retryAfterMs ?? (Number.isFinite(seconds) ? seconds * 1000 : undefined);
  const code = problem.code ?? (status >= 500 ? "unavailable" : "bad_request");
  return new ParlorError(code, problem.detail ?? problem.title ?? `HTTP ${status}`, {
    status,
    ...(wait !== undefined && { retryAfterMs: wait }),
    ...(problem.places !== undefined && { places: problem.places }),
    ...(problem.userIds && { userIds: problem.userIds }),
  });
}

export interface HttpParts {
  readonly base: string;
  readonly fetch: typeof fetch;
  token(): string | undefined;
}

export class HttpCalls implements Http {
  readonly #parts: HttpParts;

  constructor(parts: HttpParts) {
    this.#parts = parts;
  }

  url(path: string): string {
    return this.#parts.base + path;
  }

  async call<K extends keyof Operations>(
    operation: K,
    ...[input]: Record<never, never> extends Input<K> ? [Input<K>?] : [Input<K>]
  ): Promise<Operations[K]["answer"]> {
    const given = (input ?? {}) as AnyInput;
    const again = operation.startsWith("GET ");
    for (let tries = 1; ; tries += 1) {
      try {
        return (await this.#once(operation, given)) as Operations[K]["answer"];
      } catch (error) {
        if (!(error instanceof ParlorError) || !error.retryable || !again || tries >= TRIES) throw error;
        const wait = error.retryAfterMs ?? 500 * 2 ** tries * Math.random();
        if (wait > WAIT_MAX) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  #address(path: string, given: AnyInput): string {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given.path?.[name] ?? ""));
    const query = Object.entries(given.query ?? {}).filter(([, value]) => value !== undefined);
    const text = new URLSearchParams(query.map(([name, value]) => [name, String(value)])).toString();
    return this.url(filled) + (text && `?${text}`);
  }

  #headers(): Record<string, string> {
    const token = this.#parts.token();
    return token ? { authorization: `Bearer ${token}` } : {};
  }

  async #once(operation: string, given: AnyInput): Promise<unknown> {
    const [method = "GET", path = ""] = operation.split(" ");
    const headers = this.#headers();
    const { body, signal } = given;
    const raw = body instanceof Blob || typeof body === "string";
    if (body !== undefined) headers["content-type"] = raw ? this.#kind(body) : "application/json";
    const init: RequestInit = { method, headers, ...(signal && { signal }) };
    if (body !== undefined) init.body = raw ? (body as BodyInit) : JSON.stringify(body);
    try {
      return await this.#answer(operation, await this.#parts.fetch(this.#address(path, given), init));
    } catch (error) {
      if (signal?.aborted || error instanceof ParlorError) throw error;
      // The answer may break off as well, in the middle.
      throw new ParlorError("unreachable", "the server could not be reached");
    }
  }

  async #answer(operation: string, response: Response): Promise<unknown> {
    if (!response.ok) {
      const problem = (await response.json().catch(() => ({}))) as Problem;
      throw failure(response.status, problem, response.headers.get("retry-after"));
    }
    const kind = response.headers.get("content-type") ?? "";
    if (response.status === 204 || response.headers.get("content-length") === "0") return undefined;
    if (kind.startsWith("application/json")) return whole(operation, await response.json());
    return await (kind.startsWith("text/") || kind.includes("jsonl") ? response.text() : response.blob());
  }

  #kind(body: unknown): string {
    return body instanceof Blob ? "application/octet-stream" : "text/csv";
  }

  upload(
    conversationId: string,
    file: Blob,
    more: { name?: string; progress?: (share: number) => void; signal?: AbortSignal } = {},
  ): Promise<Operations["POST /v1/conversations/{id}/attachments"]["answer"]> {
    const { name = file instanceof File ? file.name : undefined, progress, signal } = more;
    const operation = "POST /v1/conversations/{id}/attachments";
    const input = { path: { id: conversationId }, query: name === undefined ? {} : { name } };
    if (!progress || typeof XMLHttpRequest === "undefined") {
      return this.call(operation, { ...input, body: file, ...(signal && { signal }) });
    }
    return new Promise((resolve, reject) => {
      // Only this one tells how much of a body is gone.
      const request = new XMLHttpRequest();
      request.open("POST", this.#address(operation.slice(5), input));
      for (const [key, value] of Object.entries(this.#headers())) request.setRequestHeader(key, value);
      request.setRequestHeader("content-type", "application/octet-stream");
      request.responseType = "json";
      request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
      request.onload = () => {
        if (request.status < 300) resolve(request.response);
        else reject(failure(request.status, (request.response ?? {}) as Problem, request.getResponseHeader("retry-after")));
      };
      request.onerror = () => reject(new ParlorError("unreachable", "the server could not be reached"));
      request.onabort = () => reject(signal?.reason ?? new ParlorError("stopped", "the upload was ended"));
      signal?.addEventListener("abort", () => request.abort());
      request.send(file);
    });
  }
}

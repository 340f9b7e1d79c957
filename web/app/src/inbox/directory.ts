// Looks people up, colleagues before those from outside.

import type { Api, Client } from "@parlor/client";

/** Those whose name or address matches, without oneself and without who was deactivated. Up to `limit` of each side. */
export async function findPeople(
  client: Client, by: { query: string; me: string; limit: number; signal: AbortSignal },
): Promise<readonly Api.UserView[]> {
  const { query, me, limit, signal } = by;
  const side = (external: boolean) =>
    client.http.call("GET /v1/users", { query: { ...(query && { query }), external, limit }, signal });
  const [inside, outside] = await Promise.all([side(false), side(true)]);
  return [...inside.users, ...outside.users].filter((user) => user.id !== me && !user.deactivated);
}

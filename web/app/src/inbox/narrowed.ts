// The list as it is narrowed: all, unread, archived, or those with a tag.

import type { Client, Conversation, List } from "@parlor/client";
import { useCallback, useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { useClient, useList } from "../state/index.ts";
import { isUnread } from "./order.ts";

/** What the list shows. */
export type Filter = "all" | "unread" | "archived";

/** The list to be shown. */
export interface Narrowed {
  readonly status: List["status"];
  readonly list: readonly Conversation[];
  readonly more: boolean;
  readonly onMore: () => Promise<unknown>;
  readonly onRetry: () => void;
}

/** `chosen` stays among the unread ones although it is read by being shown. */
export function useNarrowed(filter: Filter, tag: string | undefined, chosen: string | undefined): Narrowed {
  const client = useClient();
  const all = useList(false);
  const archived = useListWhen(filter === "archived");
  const found = useFound(filter === "all" && tag === undefined, filter, tag);

  const source = filter === "archived" ? archived ?? all : all;
  const list = useMemo(() => {
    const tagged = tag === undefined ? source.conversations : source.conversations.filter(({ tags }) => tags.includes(tag));
    return filter === "unread" ? tagged.filter((one) => isUnread(one) || one.id === chosen) : tagged;
  }, [source, filter, tag, chosen]);

  const onRetry = useCallback(() => void client.loadList(filter === "archived").catch(() => undefined), [client, filter]);
  if (filter === "archived") {
    return { status: archived?.status ?? "loading", list, more: source.more, onMore: () => client.moreList(true), onRetry };
  }
  if (found.narrowed) return { status: list.length > 0 ? "ready" : found.status, list, more: found.more, onMore: found.onMore, onRetry: found.onRetry };
  return { status: all.status, list, more: all.more, onMore: () => client.moreList(), onRetry };
}

/** The archive is fetched when it is looked at. */
function useListWhen(wanted: boolean): List | undefined {
  const client = useClient();
  const [, render] = useState(0);
  useEffect(() => {
    if (!wanted) return undefined;
    if (client.store.list(true).status === "empty") client.loadList(true).catch(() => undefined);
    render((count) => count + 1);
    return client.store.subscribe("archived", () => render((count) => count + 1));
  }, [client, wanted]);
  return wanted ? client.store.list(true) : undefined;
}

interface Found {
  readonly narrowed: boolean;
  readonly status: List["status"];
  readonly more: boolean;
  readonly onMore: () => Promise<unknown>;
  readonly onRetry: () => void;
}

/** Has the server look for those further down than the list was fetched; what it finds comes into the store. */
function useFound(all: boolean, filter: Filter, tag: string | undefined): Found {
  const client = useClient();
  const [state, setState] = useState<{ status: List["status"]; next?: string }>({ status: "empty" });
  const [tries, retry] = useReducer((count: number) => count + 1, 0);
  const narrowed = !all && filter !== "archived";
  const narrow = useMemo(
    () => ({ ...(filter === "unread" && { unread: true }), ...(tag !== undefined && { tag }) }), [filter, tag],
  );
  useEffect(() => {
    if (!narrowed) return undefined;
    let shown = true;
    const look = async () => {
      setState((before) => ({ ...before, status: "loading" }));
      try {
        const { next } = await client.findConversations(narrow);
        if (shown) setState({ status: "ready", ...(next !== undefined && { next }) });
      } catch {
        if (shown) setState({ status: "failed" });
      }
    };
    void look();
    const off = client.on("connected", () => void look());
    return () => {
      shown = false;
      off();
    };
  }, [client, narrowed, narrow, tries]);
  return {
    narrowed,
    status: state.status,
    more: state.next !== undefined,
    onRetry: () => retry(0),
    onMore: async () => {
      if (state.next === undefined) return;
      const { next } = await client.findConversations({ ...narrow, cursor: state.next });
      setState({ status: "ready", ...(next !== undefined && { next }) });
    },
  };
}

/** Fetches the rest of the list, page by page, for as long as it is wanted: to look for names in it. */
export function useWholeList(wanted: boolean): readonly Conversation[] {
  const list = useList(false);
  const client = useClient();
  useEffect(() => {
    if (!wanted || !list.more || list.status !== "ready") return undefined;
    return fetchRest(client);
  }, [client, wanted, list.status]);
  return list.conversations;
}

function fetchRest(client: Client): () => void {
  let on = true;
  const next = async () => {
    while (on && client.store.list().more) await client.moreList();
  };
  next().catch(() => undefined);
  return () => {
    on = false;
  };
}

// One hook for each thing that the store knows. Those of a conversation also fetch it, once.

import type {
  Connection, Conversation, List, Member, OutboxItem, Person, Timeline, Typist,
} from "@parlor/client";
import { useEffect } from "preact/hooks";
import { useClient, useRead } from "./client.ts";

/** What went wrong stands in what the hook gives, or is tried again after the next break. */
const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);

/** How the connection stands. */
export const useConnection = (): Connection => useRead("connection", ({ store }) => store.connection());

/** The list of conversations as far as it was fetched; the first page is fetched by this. */
export function useList(archived = false): List {
  const client = useClient();
  const list = useRead(archived ? "archived" : "list", ({ store }) => store.list(archived));
  useEffect(() => {
    if (list.status === "empty") quietly(client.loadList(archived));
  }, [client, archived, list.status]);
  return list;
}

/** A conversation, as one sees it; nothing until it is fetched, which `useTimeline` or the list does. */
export const useConversation = (id: string): Conversation | undefined =>
  useRead(`conversation:${id}`, ({ store }) => store.conversation(id));

/** A conversation's messages, fetched and kept live from the first use on. */
export function useTimeline(id: string): Timeline {
  const client = useClient();
  useEffect(() => quietly(client.open(id)), [client, id]);
  return useRead(`timeline:${id}`, ({ store }) => store.timeline(id));
}

/** Whether there is no such conversation, for this viewer at least. */
export function useMissing(id: string | undefined): boolean {
  return useRead(`timeline:${id ?? ""}`, ({ store }) => id !== undefined && store.timeline(id).error?.code === "not_found");
}

/** Who is in a conversation, in the order of joining; nothing until it is fetched, which this does. */
export function useMembers(id: string, wanted = true): readonly Member[] | undefined {
  const client = useClient();
  const members = useRead(`members:${id}`, ({ store }) => store.members(id));
  useEffect(() => {
    if (wanted) quietly(client.loadMembers(id));
  }, [client, id, wanted]);
  return members;
}

/** How far each member has read, by user. For internal users; fetched by this. */
export function useReadMarks(id: string, wanted = true): ReadonlyMap<string, number> | undefined {
  const client = useClient();
  const marks = useRead(`readMarks:${id}`, ({ store }) => store.readMarks(id));
  useEffect(() => {
    if (wanted) quietly(client.loadReadMarks(id));
  }, [client, id, wanted]);
  return marks;
}

/** Who types now, oneself left out. */
export const useTyping = (id: string): readonly Typist[] => useRead(`typing:${id}`, ({ store }) => store.typing(id));

/** What one typed and did not send. */
export const useDraft = (id: string): string => useRead(`draft:${id}`, ({ store }) => store.draft(id));

/** Someone who was seen anywhere, with the name and picture of now. */
export const usePerson = (id: string): Person | undefined => useRead(`person:${id}`, ({ store }) => store.person(id));

/** All of one's messages on their way. */
export const useOutbox = (): readonly OutboxItem[] => useRead("outbox", ({ store }) => store.outbox());

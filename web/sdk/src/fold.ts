// What a fact of the log changes in a message, and in a conversation. Nothing here asks, keeps or decides.

import type { Conversation, LogEvent, Member, Message, Person, Quote, Reaction, Role } from "./generated/protocol.ts";

/** Characters of a quoted text. */
const QUOTE_CHARS = 300;

/** A message without its content: its place stays. */
function emptied(message: Message): Message {
  const { editedAt: _, replyTo: _r, forwarded: _f, ...rest } = message;
  return {
    ...rest, text: "", deleted: true, attachments: [], reactions: [], mentions: [], mentionAll: false, pinned: false,
  };
}

function reacted(message: Message, event: LogEvent, me: string): Message {
  const { emoji, on, count } = event.reacted as NonNullable<LogEvent["reacted"]>;
  const { actor } = event;
  const before = message.reactions.find((reaction) => reaction.emoji === emoji);
  if (count === 0) return { ...message, reactions: message.reactions.filter((reaction) => reaction !== before) };
  const others = before?.people.filter((person) => person.id !== actor?.id) ?? [];
  const after: Reaction = {
    emoji,
    count,
    mine: actor?.id === me ? on : (before?.mine ?? false),
    people: actor && on ? [...others, actor] : others,
  };
  const reactions = before
    ? message.reactions.map((reaction) => (reaction === before ? after : reaction))
    : [...message.reactions, after];
  return { ...message, reactions };
}

/** Sets whether one has reacted, for viewers whose events do not say who did. */
export function withOwnReaction(message: Message, emoji: string, on: boolean): Message {
  const changes = message.reactions.some((reaction) => reaction.emoji === emoji && reaction.mine !== on);
  if (!changes) return message;
  const set = (reaction: Reaction) => (reaction.emoji === emoji ? { ...reaction, mine: on } : reaction);
  return { ...message, reactions: message.reactions.map(set) };
}

function withMine(message: Message, before: Message): Message {
  const mine = new Set(before.reactions.filter((reaction) => reaction.mine).map((reaction) => reaction.emoji));
  const keep = (reaction: Reaction) => ({ ...reaction, mine: mine.has(reaction.emoji) });
  return { ...message, reactions: message.reactions.map(keep) };
}

function quoteOf(quote: Quote, event: LogEvent): Quote {
  const { excerpt: _, ...rest } = quote;
  if (event.deleted) return { ...rest, deleted: true };
  const excerpt = [...(event.edited?.text ?? "")].slice(0, QUOTE_CHARS).join("");
  return excerpt ? { ...rest, excerpt } : rest;
}

/** The id of the message that a fact is about, if it is about one that was there before. */
export function target(event: LogEvent): string | undefined {
  return event.edited?.id ?? event.deleted?.messageId ?? event.reacted?.messageId ?? event.pinned?.messageId;
}

/** A message after an event; the same object if the event does not change it. */
export function foldMessage(message: Message, event: LogEvent, me: string): Message {
  const id = target(event);
  if (message.id === id) {
    if (event.edited) return withMine(event.edited, message);
    if (event.deleted) return emptied(message);
    if (event.reacted) return reacted(message, event, me);
    if (event.pinned) return { ...message, pinned: event.pinned.on };
  }
  const quote = message.replyTo;
  if (quote && quote.messageId === id && (event.edited || event.deleted)) {
    return { ...message, replyTo: quoteOf(quote, event) };
  }
  return message;
}

/** Puts a person in place of who has that id, anywhere inside; the same object where nobody has. */
export function withPerson<T>(value: T, person: Person): T {
  if (typeof value !== "object" || value === null) return value;
  const same = value as unknown as Partial<Person>;
  if (same.id === person.id && typeof same.name === "string") return { ...person } as unknown as T;
  let copy: T | undefined;
  for (const [key, before] of Object.entries(value)) {
    const after = withPerson(before, person);
    if (after === before) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as T;
    (copy as Record<string, unknown>)[key] = after;
  }
  return copy ?? value;
}

/** Whether a message counts as something that a person wrote. */
const written = (message: Message) => message.kind !== "MESSAGE_KIND_SYSTEM";

/** A conversation after an event that is next for it. `counted`: the server's counts have it already. */
export function foldConversation(before: Conversation, event: LogEvent, me: string, counted: boolean): Conversation {
  let now: Conversation = { ...before, position: event.position };
  const message = event.posted;
  if (message && written(message)) {
    now = { ...now, lastMessage: message, lastAt: message.sentAt };
    if (now.archived && !(now.mutedUntil && now.mutedUntil > Date.now())) now = { ...now, archived: false };
    if (!counted && message.author?.id !== me) {
      const named = message.mentionAll || message.mentions.includes(me);
      now = { ...now, unread: now.unread + 1, mentions: now.mentions + (named ? 1 : 0) };
    }
  } else if (message) {
    now = foldSystem(now, message, me);
    // While nobody has written anything.
    if (!now.lastMessage || !written(now.lastMessage)) now = { ...now, lastMessage: message };
  }
  else if (now.lastMessage) {
    const last = foldMessage(now.lastMessage, event, me);
    if (last !== now.lastMessage) now = { ...now, lastMessage: last };
  }
  return now;
}

function withCount(now: Conversation, by: number): Conversation {
  if (now.memberCount === undefined) return now;
  const memberCount = now.memberCount + by;
  return { ...now, memberCount, ...(memberCount > 2 && { kind: "CONVERSATION_KIND_GROUP" as const }) };
}

function withMembers(now: Conversation, members: readonly Member[]): Conversation {
  const after = withCount(now, members.length);
  const guests = now.hasGuests !== undefined && members.some(({ person }) => person.external);
  return guests ? { ...after, hasGuests: true } : after;
}

function set<K extends keyof Conversation>(now: Conversation, key: K, value: Conversation[K] | undefined): Conversation {
  const { [key]: _, ...rest } = now;
  return (value === undefined ? rest : { ...rest, [key]: value }) as Conversation;
}

function foldSystem(now: Conversation, message: Message, me: string): Conversation {
  const { system } = message;
  if (!system) return now;
  if (system.membersAdded) return withMembers(now, system.membersAdded.members);
  if (system.joinedByLink) return withMembers(now, [system.joinedByLink.member]);
  if (system.left) return withRole(withCount(now, -1), me, system.left.newOwner?.id, "ROLE_OWNER");
  if (system.removed) return withCount(now, -1);
  if (system.roleChanged) {
    const { person, role, previousOwnerId } = system.roleChanged;
    return withRole(withRole(now, me, previousOwnerId, "ROLE_MODERATOR"), me, person.id, role);
  }
  if (system.renamed) {
    const { name } = system.renamed;
    return { ...set(now, "name", name), title: name ?? now.title };
  }
  if (system.described) return set(now, "description", system.described.description);
  if (system.pictureChanged) return set(now, "picture", system.pictureChanged.picture);
  if (system.readOnlySwitched) return { ...now, readOnly: system.readOnlySwitched.on };
  if (system.linkSwitched) return { ...now, byLink: system.linkSwitched.on };
  if (system.tagsChanged) return { ...now, tags: system.tagsChanged.tags };
  return now;
}

function withRole(now: Conversation, me: string, who: string | undefined, role: Role): Conversation {
  return who === me ? { ...now, role } : now;
}

/** Whether the title may be another one now, or the last guest gone, which only the server can say. */
export function needsTitle(now: Conversation, event: LogEvent): boolean {
  const system = event.posted?.system;
  if (!system) return false;
  const gone = system.removed?.person ?? (system.left && event.posted?.author);
  if (now.hasGuests && gone?.external) return true;
  const moved = system.membersAdded ?? system.joinedByLink ?? system.left ?? system.removed;
  return now.name === undefined && Boolean(moved ?? system.renamed);
}

/** Whether an event changes who is a member, or as what. */
export function movesMembers(event: LogEvent): boolean {
  const system = event.posted?.system;
  return Boolean(
    system && (system.membersAdded ?? system.joinedByLink ?? system.left ?? system.removed ?? system.roleChanged),
  );
}

/** The members after an event. Doing it twice changes nothing. */
export function foldMembers(before: readonly Member[], event: LogEvent): readonly Member[] {
  const system = event.posted?.system;
  if (!system || !movesMembers(event)) return before;
  const come = system.membersAdded?.members ?? (system.joinedByLink ? [system.joinedByLink.member] : []);
  const went = system.removed?.person.id ?? (system.left ? event.posted?.author?.id : undefined);
  const coming = new Set(come.map((member) => member.person.id));
  const stay = before.filter((member) => member.person.id !== went && !coming.has(member.person.id));
  const roles = new Map<string | undefined, Role>();
  if (system.roleChanged) {
    roles.set(system.roleChanged.previousOwnerId, "ROLE_MODERATOR");
    roles.set(system.roleChanged.person.id, system.roleChanged.role);
  }
  if (system.left) roles.set(system.left.newOwner?.id, "ROLE_OWNER");
  const withRoles = (member: Member) => {
    const role = roles.get(member.person.id);
    return role ? { ...member, role } : member;
  };
  return [...stay.map(withRoles), ...come];
}

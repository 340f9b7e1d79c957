// The sentence of what happened in a conversation. Who may not know by whom reads it without a name.

import type { Message, Person } from "@parlor/client";
import type { Key } from "../words/index.ts";

/** A text and what goes into its places. */
export interface Sentence {
  readonly key: Key;
  readonly values: Readonly<Record<string, string>>;
}

interface Words {
  /** A name as it is now. */
  readonly name: (person: Person) => string;
  readonly list: (names: readonly string[]) => string;
  readonly someone: string;
}

/** Gives nothing for what this client does not know yet. */
export function sentenceOf(message: Message, { name, list, someone }: Words): Sentence | undefined {
  const { system, author } = message;
  if (!system) return undefined;
  const actor = author ? name(author) : someone;
  /** One text for an actor that is known, one for none. */
  const by = (known: Key, unknown: Key, values: Record<string, string> = {}): Sentence =>
    author ? { key: known, values: { actor, ...values } } : { key: unknown, values };
  const all = (people: readonly Person[]) => list(people.map(name));

  if (system.created) {
    const others = system.created.members.map((one) => one.person).filter((one) => one.id !== author?.id);
    if (author && others.length > 0) return { key: "conversation.sysCreatedWith", values: { actor, people: all(others) } };
    return by("conversation.sysCreated", "conversation.sysCreated0");
  }
  if (system.membersAdded) {
    return { key: "conversation.sysAdded", values: { actor, people: all(system.membersAdded.members.map((one) => one.person)) } };
  }
  if (system.joinedByLink) {
    return { key: "conversation.sysJoined", values: { person: name(system.joinedByLink.member.person) } };
  }
  if (system.left) {
    const { newOwner } = system.left;
    if (newOwner) return { key: "conversation.sysLeftOwner", values: { actor, person: name(newOwner) } };
    return { key: "conversation.sysLeft", values: { actor } };
  }
  if (system.removed) return { key: "conversation.sysRemoved", values: { actor, person: name(system.removed.person) } };
  if (system.roleChanged) {
    const person = name(system.roleChanged.person);
    if (system.roleChanged.role === "ROLE_OWNER") return { key: "conversation.sysOwner", values: { person } };
    const moderator = system.roleChanged.role === "ROLE_MODERATOR";
    return { key: moderator ? "conversation.sysModerator" : "conversation.sysMember", values: { actor, person } };
  }
  if (system.renamed) {
    const to = system.renamed.name;
    if (to) return by("conversation.sysNamed", "conversation.sysNamed0", { name: to });
    return by("conversation.sysUnnamed", "conversation.sysUnnamed0");
  }
  if (system.described) {
    return system.described.description
      ? by("conversation.sysDescribed", "conversation.sysDescribed0")
      : by("conversation.sysUndescribed", "conversation.sysUndescribed0");
  }
  if (system.pictureChanged) {
    return system.pictureChanged.picture
      ? by("conversation.sysPicture", "conversation.sysPicture0")
      : by("conversation.sysNoPicture", "conversation.sysNoPicture0");
  }
  if (system.readOnlySwitched) {
    return system.readOnlySwitched.on
      ? by("conversation.sysReadOnly", "conversation.sysReadOnly0")
      : by("conversation.sysWritable", "conversation.sysWritable0");
  }
  if (system.linkSwitched) {
    return { key: system.linkSwitched.on ? "conversation.sysLinkOn" : "conversation.sysLinkOff", values: { actor } };
  }
  if (system.tagsChanged) {
    const { tags } = system.tagsChanged;
    if (tags.length === 0) return { key: "conversation.sysNoTags", values: { actor } };
    return { key: "conversation.sysTags", values: { actor, tags: list(tags) } };
  }
  return undefined;
}

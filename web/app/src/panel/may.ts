// What one may do with a conversation, by one's role in it: the same table as the server's.

import type { Conversation, Member, Role } from "@parlor/client";

/** Who looks. */
export interface Viewer {
  readonly id: string;
  readonly external: boolean;
  readonly admin: boolean;
}

export interface May {
  /** Name, description, picture, read-only, link, removing members, roles. */
  readonly moderate: boolean;
  /** Adding members, tags, pins, export. */
  readonly help: boolean;
  readonly handOver: boolean;
  readonly delete: boolean;
  /** Readers see neither who the members are nor how many. */
  readonly seeMembers: boolean;
}

export function may({ role, readOnly }: Conversation, { external, admin }: Viewer): May {
  const owner = role === "ROLE_OWNER";
  return {
    moderate: !external && (owner || role === "ROLE_MODERATOR" || admin),
    help: !external,
    handOver: !external && (owner || admin),
    delete: !external && (owner || admin),
    seeMembers: !(external && readOnly),
  };
}

/** What one may do with a member. */
export interface MayWith {
  readonly remove: boolean;
  readonly makeModerator: boolean;
  readonly makeMember: boolean;
  readonly handOver: boolean;
  readonly talk: boolean;
}

export function mayWith(member: Member, all: May, { id, external }: Viewer): MayWith {
  const { person, role } = member;
  const self = person.id === id;
  const colleague = person.external !== true && role !== "ROLE_GUEST";
  return {
    remove: all.moderate && !self && role !== "ROLE_OWNER",
    makeModerator: all.moderate && colleague && role === "ROLE_MEMBER",
    makeMember: all.moderate && colleague && role === "ROLE_MODERATOR",
    handOver: all.handOver && colleague && role !== "ROLE_OWNER",
    talk: !external && !self,
  };
}

const RANK: Readonly<Record<Role, number>> = {
  ROLE_OWNER: 0, ROLE_MODERATOR: 1, ROLE_MEMBER: 2, ROLE_UNSPECIFIED: 2, ROLE_GUEST: 3,
};

/** By role, then by name; those whose name has the text in it. */
export function ordered(members: readonly Member[], text: string): Member[] {
  const wanted = text.trim().toLocaleLowerCase();
  return members
    .filter(({ person }) => person.name.toLocaleLowerCase().includes(wanted))
    .toSorted((a, b) =>
      RANK[a.role ?? "ROLE_MEMBER"] - RANK[b.role ?? "ROLE_MEMBER"] || a.person.name.localeCompare(b.person.name));
}

// Who may do what: the table of roles.

import type { Conversation, Member, Role } from "@parlor/client";
import { expect, test } from "vitest";
import { may, mayWith, ordered, type Viewer } from "../src/panel/may.ts";

const as = (role: Role, readOnly = false) => ({ role, readOnly }) as Conversation;
const inside: Viewer = { id: "ana", external: false, admin: false };
const admin: Viewer = { ...inside, admin: true };
const guest: Viewer = { id: "guest", external: true, admin: false };
const member = (id: string, role: Role, external = false): Member => ({ person: { id, name: id, external }, role });

test("owners and moderators change settings, members help, guests do neither", () => {
  expect(may(as("ROLE_OWNER"), inside)).toEqual({ moderate: true, help: true, handOver: true, delete: true, seeMembers: true });
  expect(may(as("ROLE_MODERATOR"), inside)).toMatchObject({ moderate: true, handOver: false, delete: false });
  expect(may(as("ROLE_MEMBER"), inside)).toMatchObject({ moderate: false, help: true, delete: false });
  expect(may(as("ROLE_GUEST"), guest)).toEqual({ moderate: false, help: false, handOver: false, delete: false, seeMembers: true });
});

test("an administrator who is a member does what moderators do, hands over and deletes", () => {
  expect(may(as("ROLE_MEMBER"), admin)).toMatchObject({ moderate: true, handOver: true, delete: true });
});

test("readers see no members", () => {
  expect(may(as("ROLE_GUEST", true), guest).seeMembers).toBe(false);
  expect(may(as("ROLE_MEMBER", true), inside).seeMembers).toBe(true);
});

test("nobody removes the owner or themselves, and guests get no role", () => {
  const all = may(as("ROLE_MODERATOR"), inside);
  expect(mayWith(member("ben", "ROLE_OWNER"), all, inside).remove).toBe(false);
  expect(mayWith(member("ana", "ROLE_MODERATOR"), all, inside).remove).toBe(false);
  expect(mayWith(member("guest", "ROLE_GUEST", true), all, inside)).toEqual({
    remove: true, makeModerator: false, makeMember: false, handOver: false, talk: true,
  });
  expect(mayWith(member("ben", "ROLE_MEMBER"), may(as("ROLE_OWNER"), inside), inside)).toMatchObject({
    makeModerator: true, handOver: true, remove: true,
  });
  expect(mayWith(member("ben", "ROLE_MEMBER"), may(as("ROLE_MEMBER"), inside), inside)).toMatchObject({ remove: false, makeModerator: false });
});

test("members stand by role, then by name, and are found by a part of it", () => {
  const all = [member("guest", "ROLE_GUEST", true), member("ben", "ROLE_MEMBER"), member("ana", "ROLE_OWNER")];
  expect(ordered(all, "").map(({ person }) => person.id)).toEqual(["ana", "ben", "guest"]);
  expect(ordered(all, "EN").map(({ person }) => person.id)).toEqual(["ben"]);
});

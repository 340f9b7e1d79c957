// Written by scripts/generate.mjs from the contract: change that, not this.

import type { Conversation, HistoryPage, Member, Message } from "./protocol.ts";

export interface Archive {
  /** Archived until a new message comes, or not. */
  readonly on: boolean;
}

/** A file that was uploaded: name its id when sending the message. */
export interface AttachmentView {
  /** Its length. */
  readonly bytes: number;
  /** Of a picture, in pixels. */
  readonly height?: number | null;
  /** Its id. */
  readonly id: string;
  /** Found from its bytes. */
  readonly mediaType: string;
  /** Its name. */
  readonly name: string;
  /** Whether there is a preview. */
  readonly preview: boolean;
  /** Of a picture, in pixels. */
  readonly width?: number | null;
}

/** A link without its address, of which the server keeps a hash alone. */
export interface ConversationLink {
  /** When it was made, in milliseconds since 1970. */
  readonly createdAt: number;
  /** When it ends by itself, in milliseconds since 1970; absent: never. */
  readonly expiresAt?: number | null;
  /** How many have. */
  readonly uses: number;
  /** How many may join by it; absent: any number. */
  readonly usesMax?: number | null;
}

export interface DirectWith {
  /** Or an e-mail address, for internal users. */
  readonly email?: string | null;
  /** Which user. */
  readonly userId?: string | null;
}

export interface Directory {
  /** The cursor of the next page, if there is one. */
  readonly next?: string | null;
  /** By name. */
  readonly users: readonly UserView[];
}

export interface DraftView {
  /** Where. */
  readonly conversationId: string;
  /** What was typed and not sent. */
  readonly text: string;
}

export interface Drafts {
  /** The newest first. */
  readonly drafts: readonly DraftView[];
}

export interface FilesView {
  /** Messages as on the socket, the newest first, each with at least one such file. */
  readonly messages: readonly Message[];
  /** Before which message the next page begins; absent after the last one. */
  readonly next?: string | null;
}

/** A page of results, the best ones first. */
export interface FoundView {
  /** Messages as on the socket. */
  readonly messages: readonly Message[];
  /** Where the next page begins; absent after the last one. */
  readonly next?: string | null;
}

export interface ImportedView {
  /** Users that were made. */
  readonly made: number;
  /** Rows with mistakes; if there are any, nothing was imported. */
  readonly refused: readonly RefusedRowView[];
  /** Rows whose address somebody has already. */
  readonly thereAlready: number;
}

export interface JoinBody {
  /** Keep a stranger's token in a cookie instead of answering with it. */
  readonly cookie?: boolean;
  /** A stranger's address. It proves nothing until a code was sent to it. */
  readonly email?: string | null;
  /** A stranger's name. */
  readonly name?: string | null;
  /** From the link's fragment. */
  readonly token: string;
}

export interface JoinedView {
  readonly conversationId: string;
  readonly user: UserView;
}

export interface LinkBody {
  /** When it ends by itself, in milliseconds since 1970. */
  readonly expiresAt?: number | null;
  /** How many may join by it. */
  readonly usesMax?: number | null;
}

export interface LinkView {
  /** What a stranger has to say of themselves; who is signed in, nothing. */
  readonly needs: readonly string[];
  /** Where its picture is, without its size: append `-48`, `-128` or `-512`. */
  readonly picture?: string | null;
  /** Whether people from outside only read and react. */
  readonly readOnly: boolean;
  /** The conversation's title. */
  readonly title: string;
}

export interface ListPage {
  /** Pinned ones first, all on the first page; then by their last message. */
  readonly conversations: readonly Conversation[];
  /** Names the next page, if there is one. */
  readonly next?: string | null;
}

export interface LookBody {
  /** From the link's fragment. */
  readonly token: string;
}

export interface MadeConversation {
  /** As one sees it. */
  readonly conversation: Conversation;
  /** The address that one joins by. It is shown only now: the server keeps a hash of it. */
  readonly link?: string | null;
}

export interface MadeLink {
  /** The address that one joins by. It is shown only now: the server keeps a hash of it. */
  readonly link: string;
}

export interface MadeScheduled {
  /** Names it, to cancel it. */
  readonly id: string;
}

export interface Me {
  /** The organisation's name. */
  readonly organisation: string;
  readonly user: UserView;
}

export interface Members {
  /** In the order of joining. */
  readonly members: readonly Member[];
}

export interface Mute {
  /** Muted, or not. */
  readonly on: boolean;
  /** Until when, in milliseconds since 1970; left out: until switched on again. */
  readonly until?: number | null;
}

export interface NewConversation {
  /** Whoever has the link can join. */
  readonly byLink?: boolean;
  /** Up to 1,000 characters. */
  readonly description?: string;
  /** E-mail addresses of further people, who are invited by mail. */
  readonly emails?: readonly string[];
  /** Users to become members. */
  readonly members?: readonly string[];
  /** 1 to 120 characters. */
  readonly name: string;
  /** External members only read and react. */
  readonly readOnly?: boolean;
}

export interface NewMembers {
  /** E-mail addresses of further people, who are invited by mail. */
  readonly emails?: readonly string[];
  /** Users. */
  readonly members?: readonly string[];
}

export interface NewUserBody {
  /** Whether they administer the organisation. */
  readonly admin?: boolean;
  /** The address, nobody else's. */
  readonly email: string;
  /** The name shown. */
  readonly name: string;
  /** Without it they get a mail with a one-time address. */
  readonly password?: string | null;
}

export interface OpenBody {
  /** Keep the new token in a cookie instead of answering with it. */
  readonly cookie?: boolean;
  /** From the fragment of the mailed address. */
  readonly token: string;
}

/** The organisation, as it is and as it is changed. */
export interface Organisation {
  /** 1 to 120 characters. */
  readonly name: string;
}

export interface PasswordBody {
  /** 12 characters or more. */
  readonly new: string;
  /** The password so far; left out by who has none yet. */
  readonly present?: string | null;
}

/** Where the picture is now. */
export interface PictureView {
  /** Its address without its size: append `-48`, `-128` or `-512`. */
  readonly picture?: string | null;
}

export interface Pinned {
  /** The last pinned first. */
  readonly messages: readonly Message[];
}

export interface PinnedConversations {
  /** In their order, up to 20. Those that are not named are pinned no longer. */
  readonly conversations: readonly string[];
}

/** The body of an error answer. */
export interface Problem {
  /** The same code as on the socket; see `proto/PROTOCOL.md`. */
  readonly code: string;
  /** What to change. */
  readonly detail: string;
  /** With `member_limit`: how many places are left. */
  readonly places?: number | null;
  /** When the same can be tried again. */
  readonly retryAfterMs?: number | null;
  /** The status of the answer. */
  readonly status: number;
  /** What the code means. */
  readonly title: string;
  /** `urn:parlor:error:` and the code. */
  readonly type: string;
  /** With `email_required`: who has no address. */
  readonly userIds?: readonly string[];
}

export interface ProfileBody {
  /** A language tag such as `pt-BR`; empty for none. */
  readonly language?: string | null;
  /** The name shown. */
  readonly name?: string | null;
  /** Up to 100 characters; empty for none. */
  readonly status?: string | null;
  /** A time zone such as `Europe/Berlin`; empty for none. */
  readonly timeZone?: string | null;
  /** What of the unread one wants mail about: `all`, `mentions` or `none`. */
  readonly unreadMail?: string | null;
}

export interface ProvenView {
  /**
   * Whether that is another user than before, known by this address. The token stays; live
   * sessions are closed and connect again.
   */
  readonly moved: boolean;
  /** Who one is from now on. */
  readonly user: UserView;
}

export interface ReadMark {
  /** How far: the number of an event. */
  readonly seq: number;
  /** Whose. */
  readonly userId: string;
}

export interface ReadMarks {
  /** One for each member. */
  readonly readMarks: readonly ReadMark[];
}

export interface RefusedRowView {
  /** Its line in the file, from 1. */
  readonly line: number;
  /** What to change. */
  readonly reason: string;
}

export interface RoleBody {
  /** `owner` hands the ownership over. */
  readonly role: RoleName;
}

export type RoleName = "owner" | "moderator" | "member";

export interface ScheduleBody {
  /** Files uploaded before. */
  readonly attachments?: readonly string[];
  /** A UUID that the client makes for this message. */
  readonly clientId: string;
  /** Mentions everyone. */
  readonly mentionAll?: boolean;
  /** Members mentioned by name. */
  readonly mentions?: readonly string[];
  /** An internal note. */
  readonly note?: boolean;
  /** The message that it answers. */
  readonly replyTo?: string | null;
  /** When, in milliseconds since 1970: up to one year ahead. */
  readonly sendAt: number;
  /** As in the command `send`. */
  readonly text?: string;
}

export interface ScheduledList {
  /** The next one first. */
  readonly scheduled: readonly ScheduledView[];
}

export interface ScheduledView {
  /** Where to. */
  readonly conversationId: string;
  /** The code under which it was refused when it was due. */
  readonly failed?: string | null;
  /** Names it, to cancel it. */
  readonly id: string;
  /** An internal note. */
  readonly note: boolean;
  /** When, in milliseconds since 1970. */
  readonly sendAt: number;
  /** What it says. */
  readonly text: string;
}

export interface SendCodeBody {
  /** The address. */
  readonly email: string;
}

export interface SetUpBody {
  /** Keep the token in a cookie instead of answering with it. */
  readonly cookie?: boolean;
  /** The administrator's address. */
  readonly email: string;
  /** The administrator's name. */
  readonly name: string;
  /** The organisation's name. */
  readonly organisation: string;
  /** 12 characters or more. */
  readonly password: string;
  /** From the one-time address that the server printed at its start. */
  readonly token: string;
}

export interface SettingsBody {
  /** Another description; empty for none. */
  readonly description?: string | null;
  /** Another name; empty: each viewer sees a title of their own. */
  readonly name?: string | null;
  /** Whether external members only read and react. */
  readonly readOnly?: boolean | null;
  /** All tags. */
  readonly tags?: readonly string[] | null;
}

export interface SignInBody {
  /** Keep the token in a cookie instead of answering with it. */
  readonly cookie?: boolean;
  /** The address. */
  readonly email: string;
  /** The password. */
  readonly password: string;
}

export interface SignInView {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970, unless it is used before. */
  readonly expiresAt: number;
  /** Which. */
  readonly id: string;
  /** The browser's name, as it gave it. */
  readonly label: string;
  /** Whether this request came by it. */
  readonly thisOne: boolean;
  /** Milliseconds since 1970, give or take an hour. */
  readonly usedAt: number;
}

export interface SignIns {
  readonly signIns: readonly SignInView[];
}

export interface SignOutBody {
  /** End all sign-ins of this user, not this one alone. */
  readonly everywhere?: boolean;
}

/** A sign-in that began. */
export interface SignedInAnswer {
  /** The conversation that this leads to. */
  readonly conversationId?: string | null;
  /** The token, unless it went into the cookie: send it as `Authorization: Bearer`. */
  readonly token?: string | null;
  /** Who signed in. */
  readonly user: UserView;
}

export interface StandingBody {
  /** Whether they administer the organisation. */
  readonly admin?: boolean | null;
  /** Whether they can sign in no longer; it ends their sign-ins at once. */
  readonly deactivated?: boolean | null;
  /** The name shown. */
  readonly name?: string | null;
}

/** A user, to themselves and to internal users. Never to an external user about someone else. */
export interface UserView {
  /** Whether they administer the organisation. */
  readonly admin: boolean;
  /** Whether an administrator deactivated them. */
  readonly deactivated: boolean;
  /** Their address. */
  readonly email?: string | null;
  /** Whether they have proven it. */
  readonly emailProven: boolean;
  /** Whether they come from outside. */
  readonly external: boolean;
  /** Which. */
  readonly id: string;
  /** A language tag (BCP 47). */
  readonly language?: string | null;
  /** The name shown. */
  readonly name: string;
  /** Where the picture is, without its size: append `-48`, `-128` or `-512`. */
  readonly picture?: string | null;
  /** What they say of themselves. */
  readonly status?: string | null;
  /** A time zone (IANA). */
  readonly timeZone?: string | null;
  /** What of the unread they want mail about: `all`, `mentions` or `none`. To themselves alone. */
  readonly unreadMail?: string | null;
}

export interface VerifyCodeBody {
  /** The 6 digits. */
  readonly code: string;
  /** The address. */
  readonly email: string;
}

/** Every operation: what it takes, and what it answers. */
export interface Operations {
  /** A file, for those who see its message. Takes a `Range` of the form `bytes=a-b`. */
  readonly "GET /v1/attachments/{id}": { readonly path: { readonly id: string }; readonly answer: Blob };
  /** The preview of a picture, at most 640 pixels wide and high. */
  readonly "GET /v1/attachments/{id}/preview": { readonly path: { readonly id: string }; readonly answer: Blob };
  /** One's conversations. */
  readonly "GET /v1/conversations": { readonly query?: { readonly unread?: boolean; readonly archived?: boolean; readonly tag?: string; readonly cursor?: string; readonly limit?: number }; readonly answer: ListPage };
  /** Makes a group: all of it, or nothing. */
  readonly "POST /v1/conversations": { readonly body: NewConversation; readonly answer: MadeConversation };
  /** The direct conversation with someone: the one that there is, or a new one. */
  readonly "POST /v1/conversations/direct": { readonly body: DirectWith; readonly answer: MadeConversation };
  /** One conversation, as one sees it. */
  readonly "GET /v1/conversations/{id}": { readonly path: { readonly id: string }; readonly answer: Conversation };
  /** Deletes a conversation with everything in it. */
  readonly "DELETE /v1/conversations/{id}": { readonly path: { readonly id: string }; readonly answer: void };
  /** Changes settings: all that are named, or none. What is left out stays. */
  readonly "PATCH /v1/conversations/{id}": { readonly path: { readonly id: string }; readonly body: SettingsBody; readonly answer: Conversation };
  /** Archives a conversation. */
  readonly "PUT /v1/conversations/{id}/archive": { readonly path: { readonly id: string }; readonly body: Archive; readonly answer: void };
  /**
   * Uploads a file of up to 100 MB for a message: as the body itself, or as the one part of a
   * `multipart/form-data`. Not sent within 24 hours, it is dropped.
   */
  readonly "POST /v1/conversations/{id}/attachments": { readonly path: { readonly id: string }; readonly query?: { readonly name?: string }; readonly body: Blob; readonly answer: AttachmentView };
  /** Exports a conversation as this internal member sees it. */
  readonly "GET /v1/conversations/{id}/export": { readonly path: { readonly id: string }; readonly query: { readonly format: string }; readonly answer: string };
  /** The messages of a conversation that have files, as the viewer sees them. */
  readonly "GET /v1/conversations/{id}/files": { readonly path: { readonly id: string }; readonly query?: { readonly kind?: string; readonly before?: string; readonly limit?: number }; readonly answer: FilesView };
  /** Leaves a conversation. */
  readonly "POST /v1/conversations/{id}/leave": { readonly path: { readonly id: string }; readonly answer: void };
  /** How long and how often the link can be used. For internal members. */
  readonly "GET /v1/conversations/{id}/link": { readonly path: { readonly id: string }; readonly answer: ConversationLink };
  /**
   * Says anew how long and how often the link can be used: what is left out has no limit. The
   * address stays.
   */
  readonly "PUT /v1/conversations/{id}/link": { readonly path: { readonly id: string }; readonly body: LinkBody; readonly answer: ConversationLink };
  /** Makes a link; the one before ends. */
  readonly "POST /v1/conversations/{id}/link": { readonly path: { readonly id: string }; readonly body: LinkBody; readonly answer: MadeLink };
  /** Switches the link off. */
  readonly "DELETE /v1/conversations/{id}/link": { readonly path: { readonly id: string }; readonly answer: void };
  /** The members. */
  readonly "GET /v1/conversations/{id}/members": { readonly path: { readonly id: string }; readonly answer: Members };
  /** Adds people, all or none. */
  readonly "POST /v1/conversations/{id}/members": { readonly path: { readonly id: string }; readonly body: NewMembers; readonly answer: void };
  /** Removes a member. They come back only by being added. */
  readonly "DELETE /v1/conversations/{id}/members/{user}": { readonly path: { readonly id: string; readonly user: string }; readonly answer: void };
  /** Gives an internal member another role. */
  readonly "PATCH /v1/conversations/{id}/members/{user}": { readonly path: { readonly id: string; readonly user: string }; readonly body: RoleBody; readonly answer: void };
  /** A page of messages, newest last: as the command `history`. */
  readonly "GET /v1/conversations/{id}/messages": { readonly path: { readonly id: string }; readonly query?: { readonly before?: number; readonly after?: number; readonly limit?: number }; readonly answer: HistoryPage };
  /** Mutes a conversation. */
  readonly "PUT /v1/conversations/{id}/mute": { readonly path: { readonly id: string }; readonly body: Mute; readonly answer: void };
  /** Sets a conversation's picture. */
  readonly "PUT /v1/conversations/{id}/picture": { readonly path: { readonly id: string }; readonly query?: { readonly x?: number; readonly y?: number; readonly side?: number }; readonly body: Blob; readonly answer: PictureView };
  /** Takes a conversation's picture away: the default returns. */
  readonly "DELETE /v1/conversations/{id}/picture": { readonly path: { readonly id: string }; readonly answer: void };
  /** The pinned messages. */
  readonly "GET /v1/conversations/{id}/pinned": { readonly path: { readonly id: string }; readonly answer: Pinned };
  /** How far each member has read. For internal members. */
  readonly "GET /v1/conversations/{id}/read-marks": { readonly path: { readonly id: string }; readonly answer: ReadMarks };
  /** Schedules a message. */
  readonly "POST /v1/conversations/{id}/scheduled": { readonly path: { readonly id: string }; readonly body: ScheduleBody; readonly answer: MadeScheduled };
  /** What one typed and did not send. */
  readonly "GET /v1/drafts": { readonly answer: Drafts };
  /** Sends a 6-digit code to an address: good for 10 minutes and 5 tries, one a minute. */
  readonly "POST /v1/email-codes": { readonly body: SendCodeBody; readonly answer: void };
  /** Proves an address by the code that was sent to it. */
  readonly "POST /v1/email-codes/verify": { readonly body: VerifyCodeBody; readonly answer: ProvenView };
  /** Opens an invitation, once: signs in, and proves the address that it was mailed to. */
  readonly "POST /v1/invitations/open": { readonly body: OpenBody; readonly answer: SignedInAnswer };
  /** Joins by a link: as who is signed in, else as a new guest, who is signed in by that. */
  readonly "POST /v1/links/join": { readonly body: JoinBody; readonly answer: JoinedView | SignedInAnswer };
  /** Shows what a link leads to. Changes nothing. */
  readonly "POST /v1/links/look": { readonly body: LookBody; readonly answer: LinkView };
  /** Oneself. */
  readonly "GET /v1/me": { readonly answer: Me };
  /** Changes what one says of oneself. What is left out stays. */
  readonly "PATCH /v1/me": { readonly body: ProfileBody; readonly answer: UserView };
  /** Sets the own picture: JPEG, PNG, WebP or GIF, up to 10 MB and 40 megapixels. */
  readonly "PUT /v1/me/picture": { readonly query?: { readonly x?: number; readonly y?: number; readonly side?: number }; readonly body: Blob; readonly answer: PictureView };
  /** Takes the own picture away. */
  readonly "DELETE /v1/me/picture": { readonly answer: void };
  /** Names the organisation. Everybody who is there hears of it. */
  readonly "PATCH /v1/organisation": { readonly body: Organisation; readonly answer: Organisation };
  /** Changes one's password, which ends one's other sign-ins. */
  readonly "POST /v1/password": { readonly body: PasswordBody; readonly answer: void };
  /** A picture in one of its sizes. It never changes: another picture has another address. */
  readonly "GET /v1/pictures/{picture}": { readonly path: { readonly picture: string }; readonly answer: Blob };
  /** Pins conversations to the top of one's list. */
  readonly "PUT /v1/pinned-conversations": { readonly body: PinnedConversations; readonly answer: void };
  /**
   * Records what the clients of this node do from now on, with stand-ins for people and texts. For
   * administrators, where `PARLOR_RECORDING` is on.
   */
  readonly "GET /v1/recording": { readonly query: { readonly seconds: number }; readonly answer: string };
  /** What one has scheduled and is not sent yet. */
  readonly "GET /v1/scheduled": { readonly answer: ScheduledList };
  /** Takes back what was scheduled. */
  readonly "DELETE /v1/scheduled/{id}": { readonly path: { readonly id: string }; readonly answer: void };
  /** Finds messages in one's own conversations. */
  readonly "GET /v1/search": { readonly query: { readonly q: string; readonly from?: string; readonly in?: string; readonly before?: number; readonly after?: number; readonly has?: string; readonly cursor?: string; readonly limit?: number }; readonly answer: FoundView };
  /** Makes the first administrator and signs them in. Works once. */
  readonly "POST /v1/setup": { readonly body: SetUpBody; readonly answer: SignedInAnswer };
  /** Signs an internal user in by address and password. */
  readonly "POST /v1/sign-in": { readonly body: SignInBody; readonly answer: SignedInAnswer };
  /** Lists one's own sign-ins, the last used first. */
  readonly "GET /v1/sign-ins": { readonly answer: SignIns };
  /** Ends one of one's own sign-ins. */
  readonly "DELETE /v1/sign-ins/{id}": { readonly path: { readonly id: string }; readonly answer: void };
  /** Ends this sign-in, or all of this user's. Their live sessions close. */
  readonly "POST /v1/sign-out": { readonly body: SignOutBody; readonly answer: void };
  /** Finds users by name or address. For internal users. */
  readonly "GET /v1/users": { readonly query?: { readonly query?: string; readonly external?: boolean; readonly cursor?: string; readonly limit?: number }; readonly answer: Directory };
  /** Makes an internal user. For administrators. */
  readonly "POST /v1/users": { readonly body: NewUserBody; readonly answer: UserView };
  /**
   * Makes internal users from a CSV file with the columns name, email, role (`admin` or `member`)
   * and password. Who has no password gets a mail with a one-time address. For administrators.
   */
  readonly "POST /v1/users/import": { readonly body: string; readonly answer: ImportedView };
  /** Changes a user's name or standing. For administrators. What is left out stays. */
  readonly "PATCH /v1/users/{id}": { readonly path: { readonly id: string }; readonly body: StandingBody; readonly answer: UserView };
}

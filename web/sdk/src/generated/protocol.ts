// Written by scripts/generate.mjs from the contract: change that, not this.

/** What a member is in a conversation. */
export type Role =
  | "ROLE_UNSPECIFIED"
  | "ROLE_OWNER"
  | "ROLE_MODERATOR"
  | "ROLE_MEMBER"
  | "ROLE_GUEST";

/** A user as the viewer may see them. Never an e-mail address. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** Where the picture is, without its size: append "-48", "-128" or "-512". Absent: none, show initials. */
  readonly picture?: string;
  /** Internal viewers only: whether this is someone from outside. */
  readonly external?: boolean;
  /** Internal viewers only, for external people: whether they have proven their e-mail address. */
  readonly proven?: boolean;
}

/** A member of a conversation. */
export interface Member {
  readonly person: Person;
  /** Internal viewers only. */
  readonly role?: Role;
}

/** What a message is. */
export type MessageKind =
  | "MESSAGE_KIND_UNSPECIFIED"
  | "MESSAGE_KIND_TEXT"
  | "MESSAGE_KIND_NOTE"
  | "MESSAGE_KIND_SYSTEM";

/** A message as the viewer may see it. */
export interface Message {
  readonly id: string;
  readonly conversationId: string;
  /** Its number in the viewer's numbering; see Position. */
  readonly seq: number;
  readonly kind: MessageKind;
  /** Who wrote or caused it. Absent where the viewer may not know. */
  readonly author?: Person;
  /** Milliseconds since 1970, by the server's clock. Not an order: seq is. */
  readonly sentAt: number;
  /** A subset of Markdown, byte for byte as it was sent. Never HTML. Empty with attachments alone. */
  readonly text: string;
  /** Whether its content was taken away. Its place stays. */
  readonly deleted: boolean;
  readonly editedAt?: number;
  /** The name that its sender's client gave it. */
  readonly clientId?: string;
  readonly replyTo?: Quote;
  readonly forwarded?: Forwarded;
  readonly attachments: readonly Attachment[];
  readonly reactions: readonly Reaction[];
  /** Ids of members mentioned by name. Empty for external members of a read-only conversation. */
  readonly mentions: readonly string[];
  readonly mentionAll: boolean;
  readonly pinned: boolean;
  /** For MESSAGE_KIND_SYSTEM. */
  readonly system?: System;
}

/** What a reply carries of the message that it answers, as that is now. */
export interface Quote {
  readonly messageId: string;
  readonly author?: Person;
  readonly sentAt: number;
  /** Its first 300 characters. Absent if it was deleted or has attachments alone. */
  readonly excerpt?: string;
  readonly deleted: boolean;
}

/** Says that a message was forwarded. From where, internal viewers learn. */
export interface Forwarded {
  readonly author?: Person;
  readonly sentAt?: number;
}

/** A file of a message: GET /v1/attachments/{id}, its preview at /v1/attachments/{id}/preview. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  /** Found from the bytes. */
  readonly mediaType: string;
  readonly bytes: number;
  /** For pictures, in pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly preview: boolean;
}

/** One kind of reaction on a message. */
export interface Reaction {
  readonly emoji: string;
  readonly count: number;
  /**
   * Whether the viewer is one of them. Meaningful in answers to one viewer (history, search); in
   * pushed events it is always false and OwnReaction tells.
   */
  readonly mine: boolean;
  /** The first of them. Empty for external members of a read-only conversation. */
  readonly people: readonly Person[];
}

/**
 * What happened in the conversation; clients write the sentence in their user's language. Exactly
 * one is set. The message's author caused it.
 */
export interface System {
  readonly created?: Created;
  readonly membersAdded?: MembersAdded;
  readonly joinedByLink?: JoinedByLink;
  readonly left?: Left;
  readonly removed?: Removed;
  readonly roleChanged?: RoleChanged;
  readonly renamed?: Renamed;
  readonly described?: Described;
  readonly pictureChanged?: PictureChanged;
  readonly readOnlySwitched?: ReadOnlySwitched;
  readonly linkSwitched?: LinkSwitched;
  readonly tagsChanged?: TagsChanged;
}

export interface Created {
  /** Internal viewers only: whether it is available by link. */
  readonly byLink: boolean;
  /** Empty for external members of a read-only conversation. */
  readonly members: readonly Member[];
  /** Internal viewers only: its link, if it is available by link. */
  readonly linkId?: string;
}

export interface MembersAdded {
  readonly members: readonly Member[];
}

export interface JoinedByLink {
  readonly member: Member;
  /** Internal viewers only. */
  readonly linkId?: string;
}

export interface Left {
  /** Internal viewers only: who owns the conversation from now on, if the author did. */
  readonly newOwner?: Person;
}

export interface Removed {
  readonly person: Person;
}

/** Internal viewers only. */
export interface RoleChanged {
  readonly person: Person;
  readonly role: Role;
  /** Who was the owner, if the ownership moved. */
  readonly previousOwnerId?: string;
}

export interface Renamed {
  /** Absent: the name was cleared, and each viewer sees a title of their own. */
  readonly name?: string;
}

export interface Described {
  readonly description?: string;
}

export interface PictureChanged {
  /** As in Conversation.picture. Absent: it was deleted. */
  readonly picture?: string;
}

export interface ReadOnlySwitched {
  readonly on: boolean;
}

/** Internal viewers only. */
export interface LinkSwitched {
  readonly on: boolean;
  readonly linkId?: string;
}

/** Internal viewers only. */
export interface TagsChanged {
  readonly tags: readonly string[];
}

/**
 * Where a viewer stands in a conversation.
 *
 * Numbers are dense from 1 for each class of viewers: whoever may see less counts less.
 * The epoch names the numbering. It changes when the store is restored from a backup, and for
 * external members when the conversation is switched to read-only or back: a position of another
 * epoch says nothing, and is answered with resync_required.
 */
export interface Position {
  /** Opaque: compare for equality only. */
  readonly epoch: string;
  /** The number of the last event that is known; 0 before the first. */
  readonly seq: number;
}

/** Two people, or a group. */
export type ConversationKind =
  | "CONVERSATION_KIND_UNSPECIFIED"
  | "CONVERSATION_KIND_DIRECT"
  | "CONVERSATION_KIND_GROUP";

/** A conversation as one viewer sees it. */
export interface Conversation {
  readonly id: string;
  readonly kind: ConversationKind;
  /** What to show as its title: its name, or what stands for one for this viewer. */
  readonly title: string;
  /** The name that someone gave it, if any. */
  readonly name?: string;
  readonly description?: string;
  readonly readOnly: boolean;
  /**
   * Where its picture is, without its size: append "-48", "-128" or "-512". Absent: show initials
   * of the title, or the other person's picture.
   */
  readonly picture?: string;
  /** Where the log stands in the viewer's numbering. */
  readonly position: Position;
  /** The viewer's own role. */
  readonly role: Role;
  /** How many members it has. Absent for external members of a read-only conversation. */
  readonly memberCount?: number;
  /**
   * The last message by a person that the viewer may see; while there is none, the last system
   * message.
   */
  readonly lastMessage?: Message;
  /** Messages after the viewer's read mark, and mentions of the viewer among them. */
  readonly unread: number;
  readonly mentions: number;
  /** The viewer's read mark, in the viewer's numbering. */
  readonly readSeq: number;
  /** The viewer marked it as unread from a message on. */
  readonly markedUnread: boolean;
  /** Milliseconds since 1970; the largest number: until switched on again. Absent: not muted. */
  readonly mutedUntil?: number;
  /** The place among the viewer's pinned conversations, from 1. Absent: not pinned. */
  readonly pin?: number;
  readonly archived: boolean;
  readonly createdAt: number;
  /** When the last message came; orders the list. */
  readonly lastAt: number;
  /** Whether the viewer may send messages now. */
  readonly canSend: boolean;
  /** Internal viewers only. */
  readonly byLink?: boolean;
  readonly tags: readonly string[];
  /** In a direct conversation the other person, if the viewer may know them. */
  readonly directWith?: Person;
  /** Whether people from outside are members. Internal viewers only. */
  readonly hasGuests?: boolean;
}

/** A conversation that has something new for the viewer. */
export interface News {
  readonly conversationId: string;
  readonly position: Position;
  readonly unread: number;
  readonly mentions: number;
}

/**
 * One entry of a conversation's log, as the viewer may see it. Events of a conversation arrive in
 * the order of seq, without hole or repeat.
 */
export interface LogEvent {
  readonly conversationId: string;
  readonly position: Position;
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
  /** Who did it. Absent where the viewer may not know, and for posted: the message has its author. */
  readonly actor?: Person;
  readonly posted?: Message;
  /** The message, whole, as it is from now on. */
  readonly edited?: Message;
  readonly deleted?: Deleted;
  readonly reacted?: Reacted;
  readonly pinned?: Pinned;
}

/** The message lost its content, its files and its pin. Quotes of it are to be emptied, too. */
export interface Deleted {
  readonly messageId: string;
}

export interface Reacted {
  readonly messageId: string;
  readonly emoji: string;
  readonly on: boolean;
  /** How many have this reaction now. */
  readonly count: number;
}

export interface Pinned {
  readonly messageId: string;
  readonly on: boolean;
}

/** Whether someone is there. */
export type Availability =
  | "AVAILABILITY_UNSPECIFIED"
  | "AVAILABILITY_OFFLINE"
  | "AVAILABILITY_AWAY"
  | "AVAILABILITY_ONLINE";

/** Someone's presence. Internal viewers only. Not kept: the latest one counts. */
export interface Presence {
  readonly userId: string;
  readonly availability: Availability;
  /** Up to 100 characters. */
  readonly status?: string;
}

/**
 * Someone is typing in a conversation; it lasts 6 seconds unless it is said again or ended. Never
 * sent to external members of a read-only conversation, and for a note to internal ones only.
 */
export interface Typing {
  readonly conversationId: string;
  readonly person: Person;
  /** False: they stopped. */
  readonly on: boolean;
  readonly note: boolean;
}

/**
 * Client to server. The first command is connect; then up to 16 may be under way at once, and
 * replies may overtake each other.
 */
export interface Command {
  /** Chosen by the client and repeated in the reply. From 1. */
  readonly id?: number;
  readonly connect?: CommandConnect;
  readonly ping?: CommandPing;
  readonly history?: CommandHistory;
  readonly send?: CommandSend;
  readonly edit?: CommandEdit;
  readonly delete?: CommandDelete;
  readonly react?: CommandReact;
  readonly pin?: CommandPin;
  readonly read?: CommandRead;
  readonly markUnread?: CommandMarkUnread;
  readonly typing?: CommandType;
  readonly setPresence?: CommandSetPresence;
  readonly watchPresence?: CommandWatchPresence;
  readonly saveDraft?: CommandSaveDraft;
}

/** Signs the session in. */
export interface CommandConnect {
  /** A sign-in's token. A browser that sends its cookie at the upgrade leaves it empty. */
  readonly token?: string;
  /** What the client holds of the conversations that matter to it, up to 100. */
  readonly resume?: readonly CommandHeld[];
  /** Name and version of the client, for the operator's statistics. Up to 100 characters. */
  readonly client?: string;
}

/** A position that the client holds; see Position. */
export interface CommandHeld {
  readonly conversationId: string;
  readonly epoch: string;
  readonly seq: number;
}

/** Answered at once; for clients that cannot see WebSocket pings. */
export interface CommandPing {}

/** A page of messages, newest last. At most one of before and after; neither: the newest. */
export interface CommandHistory {
  readonly conversationId: string;
  /** Messages with a smaller seq than this. */
  readonly before?: number;
  /** Messages with a larger seq than this. */
  readonly after?: number;
  /** 1 to 100; 0 or absent: 50. */
  readonly limit?: number;
}

/**
 * Posts a message. The same client_id again in the same conversation gives the first answer
 * again, for as long as the message exists; with other content it is refused (key_conflict).
 */
export interface CommandSend {
  readonly conversationId: string;
  /** A UUID that the client makes for this message. */
  readonly clientId: string;
  /** 1 to 16,384 bytes; may be empty with attachments. */
  readonly text?: string;
  /** An internal note, which external members never see. Internal users only. */
  readonly note?: boolean;
  /** A message of the same conversation that this one answers. */
  readonly replyTo?: string;
  /**
   * A message of any conversation of yours whose text and files this one repeats; text and
   * attachments are then empty.
   */
  readonly forward?: string;
  /** Files uploaded before to the same conversation, up to 10. */
  readonly attachments?: readonly string[];
  /** Members mentioned by name, up to 50. */
  readonly mentions?: readonly string[];
  readonly mentionAll?: boolean;
}

/** Another text for one's own message, within 24 hours. */
export interface CommandEdit {
  readonly messageId: string;
  readonly text?: string;
  readonly mentions?: readonly string[];
  readonly mentionAll?: boolean;
}

export interface CommandDelete {
  readonly messageId: string;
}

/** Adds or takes back a reaction. Doing it twice changes nothing and succeeds. */
export interface CommandReact {
  readonly messageId: string;
  readonly emoji: string;
  readonly on: boolean;
}

/** Pins or unpins a message for all. Doing it twice changes nothing and succeeds. */
export interface CommandPin {
  readonly messageId: string;
  readonly on: boolean;
}

/** Moves the own read mark forward to seq; backwards changes nothing, beyond the end is the end. */
export interface CommandRead {
  readonly conversationId: string;
  readonly seq: number;
}

/** Marks a conversation as unread from a message on, until it is read again. */
export interface CommandMarkUnread {
  readonly conversationId: string;
  readonly fromSeq: number;
}

/** Says that one is typing; to be said again every 2 to 5 seconds. */
export interface CommandType {
  readonly conversationId: string;
  readonly on: boolean;
  /** Typing an internal note. */
  readonly note?: boolean;
}

/** Internal and external users. Online and away only: offline is the absence of sessions. */
export interface CommandSetPresence {
  readonly availability: Availability;
  /** Absent: stays. Empty: none. */
  readonly status?: string;
}

/**
 * Internal users: the people whose presence this session wants to be told, up to 200; replaces
 * the list before.
 */
export interface CommandWatchPresence {
  readonly userIds: readonly string[];
}

/** Keeps what was typed and not sent, for all of the user's devices. Empty: none. */
export interface CommandSaveDraft {
  readonly conversationId: string;
  readonly text?: string;
}

/** Server to client. Exactly one is set. */
export interface Frame {
  readonly reply?: Reply;
  readonly push?: Push;
}

/** The answer to one command. */
export interface Reply {
  /** The command's id; 0 if it could not be read. */
  readonly id: number;
  readonly error?: Refusal;
  /** It is done, and there is nothing more to say. */
  readonly done?: Done;
  readonly connected?: Connected;
  readonly history?: HistoryPage;
  readonly sent?: Sent;
  readonly presence?: PresenceList;
}

export interface Done {}

export interface Connected {
  /** The session's own user. */
  readonly you: Person;
  readonly internal: boolean;
  readonly admin: boolean;
  /** Names this session in the server's logs. */
  readonly sessionId: string;
  /** The server pings this often; no byte for longer than this and 10 s means a dead connection. */
  readonly heartbeatSeconds: number;
  /** Milliseconds since 1970. */
  readonly serverTime: number;
  readonly limits: Limits;
  /** Conversations with something unread, most recent first. */
  readonly news: readonly News[];
  /** There are more of them than are named. */
  readonly moreNews: boolean;
  readonly serverVersion: string;
}

export interface Limits {
  readonly frameBytes: number;
  readonly textBytes: number;
  readonly sendsAtOnce: number;
  readonly sendsPerSecond: number;
  readonly commandsUnderWay: number;
  readonly historyPage: number;
}

export interface HistoryPage {
  readonly messages: readonly Message[];
  /** Where the log stood when this was read. */
  readonly position: Position;
  /** Whether there are messages before the first one, and after the last one. */
  readonly moreBefore: boolean;
  readonly moreAfter: boolean;
}

export interface Sent {
  readonly messageId: string;
  readonly position: Position;
  readonly sentAt: number;
}

export interface PresenceList {
  readonly presence: readonly Presence[];
}

/** Why a command was refused or failed. */
export interface Refusal {
  /** From the closed list in PROTOCOL.md. */
  readonly code: string;
  /** For developers, in English: what to change. */
  readonly message: string;
  /** Try again after this many milliseconds. */
  readonly retryAfterMs?: number;
  /** For member_limit: places left. */
  readonly places?: number;
  /** For email_required: who. */
  readonly userIds: readonly string[];
}

/** Something that happened. Clients skip kinds that they do not know. */
export interface Push {
  readonly event?: LogEvent;
  readonly caughtUp?: CaughtUp;
  readonly resyncRequired?: ResyncRequired;
  readonly joined?: Joined;
  readonly gone?: Gone;
  readonly read?: ReadMark;
  readonly typing?: Typing;
  readonly presence?: Presence;
  readonly ownReaction?: OwnReaction;
  readonly draft?: Draft;
  readonly preferences?: Preferences;
  readonly drain?: Drain;
  readonly profileChanged?: ProfileChanged;
  readonly organisationChanged?: OrganisationChanged;
}

/** All events missed since a held position were sent; live ones follow. */
export interface CaughtUp {
  readonly conversationId: string;
  readonly position: Position;
}

/**
 * What the client holds of this conversation cannot be continued: fetch it anew. Live events
 * after this position follow.
 */
export interface ResyncRequired {
  readonly conversationId: string;
  readonly position: Position;
}

/** You are a member from now on. Events after its position follow. */
export interface Joined {
  readonly conversation: Conversation;
}

/** You are no longer a member, or the conversation was deleted. Drop what you hold of it. */
export interface Gone {
  readonly conversationId: string;
}

/** A read mark moved: your own, on any device of yours; and for internal viewers other members'. */
export interface ReadMark {
  readonly conversationId: string;
  readonly userId: string;
  readonly seq: number;
  /** For your own only. */
  readonly unread?: number;
  readonly mentions?: number;
  readonly markedUnread: boolean;
}

/** You reacted, on any device of yours. Sent where the event does not say who did. */
export interface OwnReaction {
  readonly conversationId: string;
  readonly messageId: string;
  readonly emoji: string;
  readonly on: boolean;
}

export interface Draft {
  readonly conversationId: string;
  /** Empty: none. */
  readonly text: string;
}

/** You muted, pinned or archived a conversation, on any device of yours. */
export interface Preferences {
  readonly conversationId: string;
  readonly mutedUntil?: number;
  readonly pin?: number;
  readonly archived: boolean;
}

/** This server is about to stop. Connect again after this many milliseconds. */
export interface Drain {
  readonly reconnectAfterMs: number;
}

/** Someone whom you share a conversation with, or you, has another name or picture. */
export interface ProfileChanged {
  readonly person: Person;
}

/** The organisation has another name. Titles may have it in them. */
export interface OrganisationChanged {
  readonly name: string;
}

// The page that comes with the server: sets it up, signs in, joins by link, shows conversations
// live and sends. A small client of the protocol in proto/PROTOCOL.md; no text ever becomes HTML.

const page = document.getElementById("page");
const QUICK = ["👍", "❤️", "😂", "🎉", "👀"];

function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

async function call(method, path, body) {
  const options = { method, headers: {}, credentials: "same-origin" };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("The server cannot be reached. Try again.");
  }
  const text = await answer.text();
  const value = text ? JSON.parse(text) : {};
  if (!answer.ok) throw Object.assign(new Error(value.detail ?? answer.statusText), { code: value.code });
  return value;
}

// A form on a card: fields as [name, label, type, hint].
function card(title, hint, fields, button, submit) {
  const problem = el("p", { className: "problem", role: "alert" });
  const inputs = fields.map(([name, label, type, note, autocomplete]) => {
    const input = el("input", { name, type, required: true, autocomplete: autocomplete ?? "on" });
    return el("label", {}, label, note ? el("small", {}, note) : null, input);
  });
  const go = el("button", { className: "main" }, button);
  const form = el("form", {
    async onsubmit(event) {
      event.preventDefault();
      problem.textContent = "";
      go.disabled = true;
      try {
        await submit(Object.fromEntries(new FormData(form)));
      } catch (error) {
        problem.textContent = error.message;
      }
      go.disabled = false;
    },
  }, ...inputs, problem, go);
  page.replaceChildren(el("main", { className: "card" }, el("h1", {}, title), el("p", {}, hint), form));
  form.querySelector("input")?.focus();
}

const done = () => {
  history.replaceState(null, "", "/");
  return open();
};

function setUp(token) {
  card("Welcome to Parlor", "You are the first administrator. Say who you are, and your server is ready.", [
    ["organisation", "Organisation", "text", "Shown to your guests.", "organization"],
    ["name", "Your name", "text", null, "name"],
    ["email", "E-mail address", "email", null, "username"],
    ["password", "Password", "password", "12 characters or more.", "new-password"],
  ], "Set up", async (values) => {
    await call("POST", "/v1/setup", { ...values, token, cookie: true });
    await done();
  });
}

function signIn() {
  card("Sign in", "With your e-mail address and password.", [
    ["email", "E-mail address", "email", null, "username"],
    ["password", "Password", "password", null, "current-password"],
  ], "Sign in", async (values) => {
    await call("POST", "/v1/sign-in", { ...values, cookie: true });
    await done();
  });
}

async function join(token) {
  let looked;
  try {
    looked = await call("POST", "/v1/links/look", { token });
  } catch (error) {
    message("This link leads nowhere", error.message);
    return;
  }
  const me = await call("GET", "/v1/me").catch(() => null);
  const enter = async (values) => {
    const joined = await call("POST", "/v1/links/join", { token, ...values, cookie: true });
    history.replaceState(null, "", "/");
    await open(joined.conversationId ?? joined.conversation?.id);
  };
  const hint = looked.readOnly
    ? "You can read everything and react. Only members of the organisation write here."
    : "You can read and write as soon as you have joined.";
  if (me) {
    card(looked.title, hint, [], `Join as ${me.user.name}`, () => enter({}));
    return;
  }
  card(looked.title, hint, [
    ["name", "Your name", "text", "Shown with what you write.", "name"],
    ["email", "E-mail address", "email", "Other guests never see it.", "email"],
  ], "Join", enter);
}

function message(title, text) {
  page.replaceChildren(el("main", { className: "card" }, el("h1", {}, title), el("p", {}, text)));
}

// One conversation list and one open conversation over one socket, which comes back by itself.
class Talks {
  constructor(me) {
    this.me = me;
    this.talks = new Map();
    this.shown = null;
    this.waiting = new Map();
    this.next = 1;
    this.wait = 500;
    this.build();
  }

  build() {
    this.items = el("ul");
    this.title = el("h1");
    this.bar = el("div", { className: "bar", role: "status" });
    this.log = el("ol", { className: "log", tabIndex: 0, "aria-label": "Messages", "aria-live": "polite" });
    this.say = el("div", { className: "say" });
    const internal = !this.me.user.external;
    this.app = el("div", { className: "app" },
      el("nav", { className: "list", "aria-label": "Conversations" },
        el("header", {}, el("h1", {}, this.me.organisation || "Parlor"),
          internal ? el("button", { onclick: () => this.create(), title: "New conversation", "aria-label": "New conversation" }, "+") : null,
          el("button", { className: "plain", onclick: () => this.signOut() }, "Sign out")),
        this.items),
      el("main", { className: "talk" },
        el("header", {}, el("button", { className: "plain back", onclick: () => this.app.classList.remove("open") }, "‹ Back"),
          this.title),
        this.bar, this.log, this.say));
    page.replaceChildren(this.app);
  }

  async start(wanted) {
    const { conversations } = await call("GET", "/v1/conversations?limit=100");
    for (const talk of conversations) this.talks.set(talk.id, { ...talk, messages: new Map(), loaded: false });
    this.connect();
    this.list();
    const first = wanted ?? (conversations.length === 1 ? conversations[0].id : null);
    if (first) await this.show(first);
    else this.title.textContent = conversations.length ? "Choose a conversation" : "No conversation yet";
  }

  connect() {
    const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/v1/socket`;
    this.socket = new WebSocket(address, "parlor.v1.json");
    this.socket.onopen = async () => {
      const resume = [...this.talks.values()].filter((talk) => talk.loaded)
        .map((talk) => ({ conversationId: talk.id, ...talk.position })).slice(0, 100);
      try {
        await this.command({ connect: { token: "", resume, client: "page" } });
        this.wait = 500;
        this.bar.textContent = this.bar.dataset.rule ?? "";
      } catch {
        open();
      }
    };
    this.socket.onmessage = ({ data }) => this.heard(JSON.parse(data));
    this.socket.onclose = ({ code }) => {
      for (const { fail } of this.waiting.values()) fail(new Error("The connection was lost. Try again."));
      this.waiting.clear();
      if (code >= 4500) return open();
      this.bar.textContent = "Connecting again…";
      setTimeout(() => this.connect(), this.wait * (0.5 + Math.random()));
      this.wait = Math.min(this.wait * 2, 15000);
    };
  }

  command(command) {
    const id = this.next++;
    return new Promise((good, fail) => {
      if (this.socket.readyState !== WebSocket.OPEN) {
        fail(new Error("Not connected. Try again in a moment."));
        return;
      }
      this.waiting.set(id, { good, fail });
      this.socket.send(JSON.stringify({ id, ...command }));
    });
  }

  heard({ reply, push }) {
    if (reply) {
      const waiting = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (reply.error) waiting?.fail(Object.assign(new Error(reply.error.message), { code: reply.error.code }));
      else waiting?.good(reply);
    }
    if (!push) return;
    if (push.event) this.event(push.event);
    else if (push.joined) {
      const talk = push.joined.conversation;
      if (!this.talks.has(talk.id)) this.talks.set(talk.id, { ...talk, messages: new Map(), loaded: false });
      this.list();
    } else if (push.gone) {
      this.talks.delete(push.gone.conversationId);
      if (this.shown === push.gone.conversationId) {
        this.shown = null;
        this.log.replaceChildren();
        this.say.replaceChildren();
        this.title.textContent = "You are no longer in this conversation";
      }
      this.list();
    } else if (push.resyncRequired) this.load(push.resyncRequired.conversationId);
    else if (push.ownReaction) this.own(push.ownReaction);
    else if (push.read && push.read.userId === this.me.user.id) {
      const talk = this.talks.get(push.read.conversationId);
      if (talk) talk.unread = push.read.unread ?? 0;
      this.list();
    }
  }

  event(event) {
    const talk = this.talks.get(event.conversationId);
    if (!talk || !talk.loaded) {
      if (talk && event.posted && event.posted.kind !== "MESSAGE_KIND_SYSTEM") {
        talk.unread = (talk.unread ?? 0) + 1;
        this.list();
      }
      return;
    }
    if (event.position.epoch !== talk.position.epoch || event.position.seq !== (talk.position.seq ?? 0) + 1) {
      if ((event.position.seq ?? 0) > (talk.position.seq ?? 0)) this.load(talk.id);
      return;
    }
    talk.position = event.position;
    const changed = event.posted ?? event.edited;
    if (changed) {
      const before = talk.messages.get(changed.id);
      const mine = new Set((before?.reactions ?? []).filter((one) => one.mine).map((one) => one.emoji));
      for (const one of changed.reactions ?? []) one.mine = mine.has(one.emoji);
      talk.messages.set(changed.id, changed);
      if (changed.system) this.refresh(talk.id);
    }
    if (event.deleted) {
      const gone = talk.messages.get(event.deleted.messageId);
      if (gone) Object.assign(gone, { deleted: true, text: "", reactions: [], attachments: [] });
      for (const one of talk.messages.values()) {
        if (one.replyTo?.messageId === event.deleted.messageId) Object.assign(one.replyTo, { deleted: true, excerpt: undefined });
      }
    }
    if (event.reacted) this.react(talk, event.reacted, event.actor?.id === this.me.user.id);
    if (this.shown === talk.id) this.draw();
    else if (event.posted && event.posted.author?.id !== this.me.user.id && !event.posted.system) {
      talk.unread = (talk.unread ?? 0) + 1;
    }
    this.list();
  }

  react(talk, { messageId, emoji, on, count }, mine) {
    const one = talk.messages.get(messageId);
    if (!one) return;
    one.reactions ??= [];
    let reaction = one.reactions.find((known) => known.emoji === emoji);
    if (!reaction) one.reactions.push(reaction = { emoji });
    reaction.count = count ?? 0;
    if (mine) reaction.mine = Boolean(on);
  }

  own({ conversationId, messageId, emoji, on }) {
    const one = this.talks.get(conversationId)?.messages.get(messageId);
    if (!one) return;
    one.reactions ??= [];
    // The event that counts it may come later.
    let reaction = one.reactions.find((known) => known.emoji === emoji);
    if (!reaction) one.reactions.push(reaction = { emoji, count: 0 });
    reaction.mine = Boolean(on);
    if (this.shown === conversationId) this.draw();
  }

  async refresh(id) {
    const fresh = await call("GET", `/v1/conversations/${id}`).catch(() => null);
    const talk = this.talks.get(id);
    if (!fresh || !talk) return;
    const { position, ...rest } = fresh;
    Object.assign(talk, { readOnly: false, canSend: false, unread: 0 }, rest);
    if (this.shown === id) this.head();
    this.list();
  }

  async load(id) {
    const talk = this.talks.get(id);
    if (!talk) return;
    const history = await call("GET", `/v1/conversations/${id}/messages?limit=100`);
    talk.messages = new Map((history.messages ?? []).map((one) => [one.id, one]));
    talk.position = history.position;
    talk.loaded = true;
    await this.refresh(id);
    if (this.shown === id) this.draw();
  }

  async show(id) {
    this.shown = id;
    this.app.classList.add("open");
    await this.load(id);
    this.head();
    this.draw();
  }

  list() {
    const talks = [...this.talks.values()].sort((a, b) => Number(b.lastAt) - Number(a.lastAt));
    this.items.replaceChildren(...talks.map((talk) => el("li", {},
      el("button", { "aria-current": String(talk.id === this.shown), onclick: () => this.show(talk.id) },
        el("span", {}, talk.title), talk.unread ? el("span", { className: "count" }, String(talk.unread)) : null))));
  }

  head() {
    const talk = this.talks.get(this.shown);
    if (!talk) return;
    this.title.textContent = talk.title;
    const rule = talk.canSend ? "" : "Read-only: you see everything here and can react. Only the organisation writes.";
    this.bar.dataset.rule = rule;
    this.bar.textContent = rule;
    this.say.replaceChildren(...(talk.canSend ? [this.writer(talk)] : []));
  }

  writer(talk) {
    const text = el("textarea", { placeholder: "Message", "aria-label": "Message", rows: 1 });
    const note = el("input", { type: "checkbox" });
    const problem = el("p", { className: "problem", role: "alert", hidden: true });
    let name = crypto.randomUUID();
    const form = el("form", {
      async onsubmit(event) {
        event.preventDefault();
        if (!text.value.trim()) return;
        problem.hidden = true;
        try {
          await talks.command({ send: { conversationId: talk.id, clientId: name, text: text.value, note: note.checked } });
          text.value = "";
          name = crypto.randomUUID();
        } catch (error) {
          // The same name again: a message whose answer was lost is not sent twice.
          problem.textContent = error.message;
          problem.hidden = false;
          if (error.code) name = crypto.randomUUID();
        }
      },
    }, text, el("button", { className: "main" }, "Send"));
    const talks = this;
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    const internal = !this.me.user.external;
    return el("div", {}, form, problem,
      internal ? el("label", {}, note, "Internal note: guests never see it") : "");
  }

  draw() {
    const talk = this.talks.get(this.shown);
    if (!talk) return;
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    const ordered = [...talk.messages.values()].sort((a, b) => a.seq - b.seq);
    this.log.replaceChildren(...ordered.map((one) => this.line(talk, one)));
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
    const last = talk.position?.seq ?? 0;
    if (talk.unread && document.visibilityState === "visible") {
      talk.unread = 0;
      this.command({ read: { conversationId: talk.id, seq: last } }).catch(() => {});
    }
  }

  line(talk, one) {
    if (one.system) return el("li", { className: "system" }, sentence(one));
    const who = one.author?.name ?? "Someone";
    const own = one.author?.id === this.me.user.id;
    const when = new Date(Number(one.sentAt));
    const counted = (one.reactions ?? []).filter((known) => known.count > 0);
    const reactions = new Map(counted.map((known) => [known.emoji, known]));
    const kinds = [...new Set([...reactions.keys(), ...(one.deleted ? [] : QUICK)])];
    const button = (emoji) => {
      const known = reactions.get(emoji);
      return el("button", {
        "aria-pressed": String(Boolean(known?.mine)),
        "aria-label": `${emoji} ${known?.count ?? 0}`,
        onclick: () => this.command({ react: { messageId: one.id, emoji, on: !known?.mine } })
          .catch((error) => { this.bar.textContent = error.message; }),
      }, known ? `${emoji} ${known.count}` : emoji);
    };
    const kind = one.kind === "MESSAGE_KIND_NOTE" ? "note" : "";
    return el("li", { className: `${kind} ${own ? "own" : ""}` }, el("div", { className: "bubble" },
      el("b", {}, who), el("time", { dateTime: when.toISOString() }, when.toLocaleString()),
      kind ? el("i", {}, " · internal note") : null, one.editedAt ? el("i", {}, " · edited") : null,
      one.replyTo ? el("blockquote", {}, one.replyTo.deleted ? "deleted message" : one.replyTo.excerpt ?? "attachment") : null,
      el("div", { className: "text" }, one.deleted ? el("i", {}, "This message was deleted.") : one.text ?? ""),
      ...(one.attachments ?? []).map((file) => el("div", {}, el("a", { href: `/v1/attachments/${file.id}` }, file.name))),
      el("div", { className: "reactions" }, ...kinds.map(button))));
  }

  create() {
    const problem = el("p", { className: "problem", role: "alert" });
    const name = el("input", { required: true, maxLength: 120 });
    const emails = el("textarea", { rows: 2, placeholder: "name@example.com, …" });
    const readOnly = el("input", { type: "checkbox" });
    const byLink = el("input", { type: "checkbox" });
    const dialog = el("dialog", { onclose: () => dialog.remove() }, el("form", {
      onsubmit: async (event) => {
        event.preventDefault();
        try {
          const made = await call("POST", "/v1/conversations", {
            name: name.value, readOnly: readOnly.checked, byLink: byLink.checked,
            emails: emails.value.split(/[\s,;]+/).filter(Boolean),
          });
          const id = made.conversation.id;
          if (!this.talks.has(id)) this.talks.set(id, { ...made.conversation, messages: new Map(), loaded: false });
          await this.show(id);
          if (made.link) {
            dialog.replaceChildren(el("h2", {}, "The link to your conversation"),
              el("p", {}, "Whoever has it can join. It is shown only now."),
              el("input", { value: made.link, readOnly: true, onfocus: (focus) => focus.target.select() }),
              el("p", {}, el("button", { className: "main", onclick: () => dialog.close() }, "Done")));
          } else dialog.close();
        } catch (error) {
          problem.textContent = error.message;
        }
      },
    },
    el("h2", {}, "New conversation"),
    el("label", {}, "Name", name),
    el("label", {}, "Invite by e-mail", el("small", {}, "Optional. Each of them gets a mail."), emails),
    el("label", {}, readOnly, "Read-only for people from outside", el("small", {}, "They see messages and react, and learn nothing about who else is there.")),
    el("label", {}, byLink, "Available by link", el("small", {}, "Whoever has the link can join.")),
    problem,
    el("button", { className: "main" }, "Create"), " ",
    el("button", { type: "button", onclick: () => dialog.close() }, "Cancel")));
    document.body.append(dialog);
    dialog.showModal();
  }

  async signOut() {
    await call("POST", "/v1/sign-out", {}).catch(() => {});
    this.socket.onclose = null;
    this.socket.close();
    signIn();
  }
}

const names = (members) => (members ?? []).map((member) => member.person?.name).join(", ");

function sentence({ system, author }) {
  const who = author?.name ?? "Someone";
  if (system.created) return author ? `${who} created the conversation` : "The conversation was created";
  if (system.membersAdded) return `${who} added ${names(system.membersAdded.members)}`;
  if (system.joinedByLink) return `${who} joined by link`;
  if (system.left) return `${who} left`;
  if (system.removed) return `${who} removed ${system.removed.person?.name}`;
  if (system.roleChanged) return `${who} changed the role of ${system.roleChanged.person?.name}`;
  if (system.renamed) return system.renamed.name ? `The conversation is now called “${system.renamed.name}”` : "The name was cleared";
  if (system.described) return "The description was changed";
  if (system.pictureChanged) return "The picture was changed";
  if (system.readOnlySwitched) return system.readOnlySwitched.on ? "The conversation is now read-only for people from outside" : "People from outside can write again";
  if (system.linkSwitched) return system.linkSwitched.on ? `${who} made a link to this conversation` : `${who} switched the link off`;
  if (system.tagsChanged) return `${who} changed the tags`;
  return "Something happened that this page does not know";
}

async function open(wanted) {
  const [name, token] = location.hash.slice(1).split("=");
  if (name === "setup" && token) return setUp(token);
  if (name === "join" && token) return join(token);
  if (name === "invitation" && token) {
    try {
      const opened = await call("POST", "/v1/invitations/open", { token, cookie: true });
      history.replaceState(null, "", "/");
      return open(opened.conversationId);
    } catch (error) {
      return message("This invitation was opened before, or it is too old", error.message);
    }
  }
  let me;
  try {
    me = await call("GET", "/v1/me");
  } catch {
    return signIn();
  }
  return new Talks(me).start(wanted);
}

addEventListener("hashchange", () => open());
open();

"""A guest who was written with nothing but the protocol document and the package `websockets`.

Joins by a link, reads, hears, reacts, is refused a message, goes and comes back. Speaks with the
test that runs it in lines: says `ready` and waits for a line whenever somebody else has to act.

usage: guest.py http://HOST:PORT LINK_TOKEN
"""

import asyncio
import json
import sys
import urllib.request
import uuid

import websockets

DEADLINE_S = 60


def post(url, body):
    request = urllib.request.Request(
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=DEADLINE_S) as answer:
        return json.load(answer)


class Session:
    def __init__(self, socket):
        self.socket = socket
        self.last_id = 0
        self.pushes = []

    async def ask(self, name, fields):
        self.last_id += 1
        await self.socket.send(json.dumps({"id": self.last_id, name: fields}))
        while True:
            frame = json.loads(await self.socket.recv())
            if "push" in frame:
                self.pushes.append(frame["push"])
            elif frame["reply"]["id"] == self.last_id:
                return frame["reply"]

    async def push(self, kind):
        """The next push of a kind; those of other kinds are skipped."""
        while True:
            while self.pushes:
                push = self.pushes.pop(0)
                if kind in push:
                    return push[kind]
            frame = json.loads(await self.socket.recv())
            if "push" in frame:
                self.pushes.append(frame["push"])


def connect(base):
    url = base.replace("http", "ws", 1) + "/v1/socket"
    return websockets.connect(url, subprotocols=["parlor.v1.json"], origin=None)


async def wait_for_others():
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


async def main():
    base, link = sys.argv[1:]
    join = {"token": link, "name": "python", "email": "python@guests.example"}
    joined = post(base + "/v1/links/join", join)
    token, conversation = joined["token"], joined["conversationId"]

    async with connect(base) as socket:
        session = Session(socket)
        connected = await session.ask("connect", {"token": token, "client": "guest.py"})
        assert connected["connected"]["you"]["name"] == "python", connected
        page = (await session.ask("history", {"conversationId": conversation}))["history"]
        texts = [message.get("text") for message in page["messages"]]
        assert "before you came" in texts, texts

        await wait_for_others()
        event = await session.push("event")
        while "posted" not in event:
            event = await session.push("event")
        message = event["posted"]
        assert message["text"] == "live", message
        held = event["position"]

        reacted = await session.ask(
            "react", {"messageId": message["id"], "emoji": "\U0001f44d", "on": True}
        )
        assert "done" in reacted, reacted
        own = await session.push("ownReaction")
        assert own["messageId"] == message["id"] and own["on"], own
        page = (await session.ask("history", {"conversationId": conversation}))["history"]
        assert page["messages"][-1]["reactions"][0] == {
            "emoji": "\U0001f44d", "count": 1, "mine": True,
        }, page
        held = page["position"]

        send = {"conversationId": conversation, "clientId": str(uuid.uuid4()), "text": "hello"}
        refused = await session.ask("send", send)
        assert refused["error"]["code"] == "read_only", refused

    await wait_for_others()
    async with connect(base) as socket:
        session = Session(socket)
        position = {"conversationId": conversation, "epoch": held["epoch"], "seq": held["seq"]}
        await session.ask("connect", {"token": token, "resume": [position]})
        missed = await session.push("event")
        assert missed["posted"]["text"] == "while you were away", missed
        assert missed["position"]["seq"] == held["seq"] + 1, missed
        caught_up = await session.push("caughtUp")
        assert caught_up["position"] == missed["position"], caught_up
    print("done", flush=True)


asyncio.run(asyncio.wait_for(main(), DEADLINE_S))

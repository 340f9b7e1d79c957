// Addresses and routes, there and back.

import { expect, test } from "vitest";
import { type Route, arrival, href, parse } from "../src/shell/router.ts";

test.each<Route>([
  { at: "home" },
  { at: "new" },
  { at: "conversation", id: "01920000-0000-7000-8000-0000000000c1" },
  { at: "conversation", id: "01920000-0000-7000-8000-0000000000c1", seq: 12 },
  { at: "settings", page: "people" },
])("%o is found again", (route) => {
  expect(parse(href(route))).toEqual(route);
});

test("what is not understood leads home, or to the nearest place", () => {
  expect(parse("#nonsense")).toEqual({ at: "home" });
  expect(parse("#/c/")).toEqual({ at: "home" });
  expect(parse("#/c/x/m/y")).toEqual({ at: "conversation", id: "x" });
  expect(parse("#/settings/nothing")).toEqual({ at: "settings", page: "profile" });
});

test("tokens arrive by the server's addresses alone", () => {
  expect(arrival("#join=abc-_1")).toEqual({ kind: "join", token: "abc-_1" });
  expect(arrival("#setup=x")).toEqual({ kind: "setup", token: "x" });
  expect(arrival("#other=x")).toBeUndefined();
  expect(arrival("#join=")).toBeUndefined();
  expect(arrival("#join=a&b")).toBeUndefined();
});

// Every language says everything, and leaves the same places open.

import { expect, test } from "vitest";
import { ar } from "../src/words/ar/index.ts";
import { de } from "../src/words/de/index.ts";
import { account } from "../src/words/en/account.ts";
import { arrive } from "../src/words/en/arrive.ts";
import { common } from "../src/words/en/common.ts";
import { conversation } from "../src/words/en/conversation.ts";
import { inbox } from "../src/words/en/inbox.ts";
import { panel } from "../src/words/en/panel.ts";
import { profile } from "../src/words/en/profile.ts";
import { start } from "../src/words/en/start.ts";
import { picture } from "../src/words/en/picture.ts";
import { talk } from "../src/words/en/talk.ts";
import { type Plural, addEnglish, choose, speak, t } from "../src/words/index.ts";

type Entries = Readonly<Record<string, string | Plural>>;
const en: Entries = { ...common, ...start, ...arrive, ...inbox, ...conversation, ...panel, ...profile, ...account, ...picture, ...talk };

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "").sort();

test.each([["de", de as Entries], ["ar", ar as Entries]])("%s has every text and every place of it", (tag, words) => {
  expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
  for (const [key, entry] of Object.entries(words)) {
    const english = en[key];
    if (typeof entry === "string") {
      expect(typeof english, key).toBe("string");
      expect(places(entry), key).toEqual(places(String(english)));
    } else {
      expect(typeof english, key).toBe("object");
      const whole = places((english as Plural).other);
      for (const form of new Intl.PluralRules(tag).resolvedOptions().pluralCategories) {
        // One and two may be words of their own.
        const named = places(entry[form] ?? entry.other).filter((place) => place !== "n");
        expect(named, `${key} ${form}`).toEqual(whole.filter((place) => place !== "n"));
      }
    }
  }
});

test("the first language that there is, is chosen", () => {
  expect(choose(["fr-FR", "de-AT", "en"])).toEqual({ language: "de", tag: "de-AT" });
  expect(choose(["tlh"])).toEqual({ language: "en", tag: "en" });
});

// `speak` in English knows what parts brought.
addEnglish(arrive);

test("plurals are those of the language", async () => {
  await speak(["en"]);
  expect(t("setup.inviteGo", { n: 1 })).toBe("Invite 1 person");
  expect(t("setup.inviteGo", { n: 1200 })).toBe("Invite 1,200 people");
  await speak(["ar"]);
  expect(t("setup.inviteGo", { n: 2 })).toBe("دعوة شخصين");
  await speak(["en"]);
});

test("what is no language tag is English", async () => {
  await speak(["de_!!"]);
  expect(t("do.close")).toBe("Close");
});

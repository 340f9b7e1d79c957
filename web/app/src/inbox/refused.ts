// What is wrong with the people one chose, as the server says.

import { ParlorError } from "@parlor/client";
import { t } from "../words/index.ts";
import { listOf } from "../words/times.ts";
import { type Chosen, nameOf } from "./PeoplePicker.tsx";

/** Members that a conversation can have. */
export const MEMBERS_MAX = 1000;

/** A sentence for the field, and whom it is about; nothing if the error is about something else. */
export function refusedPeople(error: unknown, chosen: readonly Chosen[]): { text: string; keys: readonly string[] } | undefined {
  if (!(error instanceof ParlorError)) return undefined;
  if (error.code === "email_required") {
    const keys = error.userIds;
    const names = chosen.filter((one) => keys.includes(one.key)).map(nameOf);
    return { text: names.length > 0 ? t("new.withoutEmail", { names: listOf(names) }) : t("error.email_required"), keys };
  }
  if (error.code === "member_limit") {
    return { text: error.places ? t("new.full", { n: error.places }) : t("error.member_limit"), keys: [] };
  }
  return undefined;
}

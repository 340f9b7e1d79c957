// Mails that the server wrote to files, as a reader sees them.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Quoted-printable, back to text. */
function plain(text: string): string {
  const bytes = text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** All mails to an address, the oldest first. */
export function mails(data: string, to: string): string[] {
  const folder = join(data, "mail");
  // There is none before the first mail.
  // One that is still being written has another name in a moment.
  return (existsSync(folder) ? readdirSync(folder) : []).filter((name) => !name.endsWith(".part"))
    .sort()
    .map((name) => plain(readFileSync(join(folder, name), "latin1")))
    .filter((mail) => new RegExp(`^To:.*${to}`, "m").test(mail));
}

/** Waits for a mail to an address that has this in it, past those `known`, and gives the first group of the last. */
export async function mailed(data: string, to: string, what: RegExp, known = 0): Promise<string> {
  const end = Date.now() + 30_000;
  for (;;) {
    const all = mails(data, to).flatMap((mail) => what.exec(mail)?.[1] ?? []);
    const found = all.length > known ? all.at(-1) : undefined;
    if (found) return found;
    if (Date.now() > end) throw new Error(`no mail to ${to} has ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

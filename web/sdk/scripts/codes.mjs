// The two catalogues of proto/PROTOCOL.md as TypeScript. A test of the server holds that file to its code.

/** The rows of the table under a heading, without the two lines of its head. */
function table(text, heading) {
  const section = text.split(`\n## ${heading}\n`)[1].split("\n## ")[0];
  const rows = section.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(2).map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim().replaceAll("`", "")));
}

const docs = (text) => `  /** ${text} */\n`;

export function codes(text) {
  const errors = table(text, "Error codes");
  const closes = table(text, "Close codes");
  let code = "/** Why the server refused or could not do something. */\nexport type ErrorCode =\n";
  code += `${errors.map(([name, , , means]) => `${docs(means)}  | "${name}"`).join("\n")};\n\n`;
  const again = errors.filter(([, , retry]) => retry === "yes").map(([name]) => `"${name}"`);
  code += "/** Codes with which the same again can succeed. */\n";
  code += `export const RETRYABLE: readonly string[] = [${again.join(", ")}];\n\n`;
  const rows = closes.map(([number, name, , means]) => `${docs(means)}  ${number}: "${name}",`).join("\n");
  code += `/** Why the server closed a session, by number. */\nexport const CLOSES = {\n${rows}\n} as const;\n\n`;
  const away = closes.filter(([number, , retry]) => retry === "no" && Number(number) < 4000).map(([number]) => number);
  code += "/** Close codes below 4000 after which a client stays away. */\n";
  code += `export const FINAL_CLOSES: readonly number[] = [${away.join(", ")}];\n`;
  return code;
}

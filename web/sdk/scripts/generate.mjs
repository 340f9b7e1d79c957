// Writes src/generated from the contract: the socket's types and shapes from the descriptor set, the
// codes from proto/PROTOCOL.md, the HTTP types from docs/openapi.json. With `--check` it writes
// nothing and fails if a file is not what it would write.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createFileRegistry, fromBinary, ScalarType } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { codes } from "./codes.mjs";
import { http } from "./http.mjs";

const root = new URL("../../../", import.meta.url);
const text = (path) => readFileSync(new URL(path, root), "utf8");
const out = new URL("../src/generated/", import.meta.url);
const head = "// Written by scripts/generate.mjs from the contract: change that, not this.\n\n";

/** Names that mean something else in JavaScript. */
const RENAMED = { Error: "Refusal", Event: "LogEvent" };
/** What a command cannot do without; everything else has a default. */
const NEEDED = /(Id|^emoji|^seq|^fromSeq|^epoch|^availability|^on|^userIds)$/;

const set = fromBinary(FileDescriptorSetSchema, readFileSync(new URL("src/protocol/generated/descriptor.bin", root)));
const files = [...createFileRegistry(set).files];

/** Comments of a file by the path of what they stand before. */
const comments = new Map(files.map((file) => {
  const places = set.file.find((one) => one.name === file.proto.name).sourceCodeInfo?.location ?? [];
  return [file.proto.name, new Map(places.map((place) => [place.path.join("."), place.leadingComments]))];
}));

function doc(file, path, indent = "") {
  const lines = comments.get(file.proto.name).get(path)?.trim().split("\n") ?? [];
  if (!lines[0]) return "";
  if (lines.length === 1) return `${indent}/** ${lines[0].trim()} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line.trim()}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

/** All messages with the path of their comments, outer ones first. */
function* messages(list, path) {
  for (const [at, message] of list.entries()) {
    const here = `${path}${at}`;
    yield { message, path: here };
    yield* messages(message.nestedMessages, `${here}.3.`);
  }
}

const isCommand = (message) => message.typeName.startsWith("parlor.v1.Command");
const ofCommand = (message) => message.parent?.name === "Command";
const name = (type) => (ofCommand(type) ? `Command${type.name}` : (RENAMED[type.name] ?? type.name));

function scalar(field) {
  if (field.enum) return name(field.enum);
  if (field.message) return name(field.message);
  if (field.scalar === ScalarType.STRING) return "string";
  return field.scalar === ScalarType.BOOL ? "boolean" : "number";
}

function fieldLine(file, message, path, field, at) {
  const command = isCommand(message);
  const list = field.fieldKind === "list";
  const absent = Boolean(field.oneof) || field.proto.proto3Optional || (command && !NEEDED.test(field.jsonName));
  const type = list ? `readonly ${scalar(field)}[]` : scalar(field);
  return `${doc(file, `${path}.2.${at}`, "  ")}  readonly ${field.jsonName}${absent ? "?" : ""}: ${type};\n`;
}

function protocol() {
  let code = head;
  for (const file of files) {
    for (const [at, type] of file.enums.entries()) {
      const values = type.values.map((value) => `  | "${value.name}"`).join("\n");
      code += `${doc(file, `5.${at}`)}export type ${name(type)} =\n${values};\n\n`;
    }
    for (const { message, path } of messages(file.messages, "4.")) {
      const fields = message.fields.map((field, at) => fieldLine(file, message, path, field, at)).join("");
      code += `${doc(file, path)}export interface ${name(message)} {${fields ? `\n${fields}` : ""}}\n\n`;
    }
  }
  return `${code.trimEnd()}\n`;
}

/** One field for the reader: `name`, `=`, `?` or `*`, and what it is. Nothing where absent stays absent. */
function shapeOf(field) {
  const kind = field.fieldKind === "list" ? "*" : field.oneof || field.proto.proto3Optional ? "?" : "=";
  if (field.message) return `${field.jsonName}${kind}${name(field.message)}`;
  if (field.scalar === ScalarType.INT64) return `${field.jsonName}${kind}t`;
  if (kind !== "=") return kind === "*" ? `${field.jsonName}*s` : "";
  if (field.enum) return `${field.jsonName}=${field.enum.values[0].name}`;
  const letter = { [ScalarType.STRING]: "s", [ScalarType.BOOL]: "b" }[field.scalar] ?? "n";
  return `${field.jsonName}=${letter}`;
}

function shapes() {
  let code = `${head}/**\n * What to fill in for fields that the wire leaves out: \`=\` a default, \`?\` nothing, \`*\` a list; \`s\` text,\n * \`n\` number, \`b\` truth, \`t\` a 64-bit number that travels as text; else a shape or an enum's first value.\n */\nexport const shapes: Readonly<Record<string, string>> = {\n`;
  for (const file of files) {
    for (const { message } of messages(file.messages, "4.")) {
      if (isCommand(message)) continue;
      code += `  ${name(message)}: "${message.fields.map(shapeOf).filter(Boolean).join(" ")}",\n`;
    }
  }
  return `${code}};\n`;
}

const names = files.flatMap((file) => [...messages(file.messages, "4.")].map(({ message }) => message).concat(file.enums));
const known = new Map(names.map((type) => [type.typeName.replace("parlor.v1.", ""), name(type)]));
const written = {
  "protocol.ts": protocol(),
  "shapes.ts": shapes(),
  "codes.ts": head + codes(text("proto/PROTOCOL.md")),
  "http.ts": head + http(JSON.parse(text("docs/openapi.json")), known),
};
let stale = 0;
for (const [file, code] of Object.entries(written)) {
  const url = new URL(file, out);
  if (!process.argv.includes("--check")) writeFileSync(url, code);
  else if (readFileSync(url, "utf8") !== code) {
    console.error(`${fileURLToPath(url)} is not what the contract says: npm run generate`);
    stale += 1;
  }
}
process.exitCode = stale ? 1 : 0;

import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { canonicalJson } from "../canonical-json.ts";

/** What makes a record proof against change: hashes of all that it says, signed. */
export interface Seal {
  /** sha256 over the canonical JSON of everything but the seal. */
  readonly content: string;
  /**
   * Each value within, by its path, so that what has changed can be named with what it was: as canonical JSON where that is
   * no longer than a hash, else its sha256.
   */
  readonly fields: Readonly<Record<string, string>>;
  /** Ed25519 (RFC 8032), the 32 bytes in hexadecimal. */
  readonly publicKey: string;
  /** Of the canonical JSON of the other members of the seal, the 64 bytes in hexadecimal. */
  readonly signature: string;
}

/** A record with its seal. */
export type Sealed<T> = T & { readonly seal: Seal };

/** What is wrong with a sealed record: the field, and what of it. */
export interface Flaw {
  readonly field: string;
  readonly problem: string;
}

/**
 * sha256 over the canonical JSON of a value.
 *
 * @example
 * hashOfValue({ b: 1, a: 2 }) === hashOfValue({ a: 2, b: 1 }) // => true
 */
export const hashOfValue = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("hex");

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Longer lists are taken as one value: they are columns, of which a single number tells nothing. */
const listMax = 64;

/** The members of a value that has any, by how a path goes on to them. */
function membersOf(value: unknown): (readonly [step: string, inner: unknown])[] {
  if (isRecord(value)) return Object.entries(value).map(([name, inner]) => [`.${name}`, inner]);
  if (!Array.isArray(value) || value.length > listMax) return [];
  return value.map((inner, k) => [`[${k}]`, inner]);
}

/** Paths and values, such as `settings.limits.account.grossMax`: those that have no members, and those that have. */
interface Nodes {
  readonly leaves: Map<string, unknown>;
  readonly groups: Map<string, unknown>;
}

function nodesOf(content: Fields): Nodes {
  const nodes: Nodes = { leaves: new Map(), groups: new Map() };
  const visit = (path: string, value: unknown): void => {
    const members = membersOf(value);
    (members.length > 0 ? nodes.groups : nodes.leaves).set(path, value);
    for (const [step, inner] of members) visit(`${path}${step}`, inner);
  };
  for (const [name, value] of Object.entries(content)) visit(name, value);
  return nodes;
}

const hashLength = 64;

/** A short value as it is, a long one by its hash: no JSON is 64 hexadecimal digits without quotes. */
function fingerprint(value: unknown): string {
  const text = canonicalJson(value);
  return text.length <= hashLength ? text : hashOfValue(value);
}

/** The 32 bytes of an Ed25519 key's public half, in hexadecimal. */
export function publicKeyText(key: KeyObject): string {
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return Buffer.from(x!, "base64url").toString("hex");
}

const publicKeyOf = (text: string): KeyObject =>
  createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(text, "hex").toString("base64url") },
    format: "jwk",
  });

/** A record as JSON holds it: what is undefined left out, what JSON cannot say as {@link canonicalJson} says it. */
export const asWritten = <T>(value: T): T => JSON.parse(canonicalJson(value)) as T;

/** Seals a record with an Ed25519 private key. The same record and key give the same bytes. */
export function seal<T extends object>(record: T, privateKey: KeyObject): Sealed<T> {
  const content = asWritten(record);
  const claim = {
    content: hashOfValue(content),
    fields: Object.fromEntries(
      [...nodesOf(content as Fields).leaves].map(([path, value]) => [path, fingerprint(value)]),
    ),
    publicKey: publicKeyText(privateKey),
  };
  const signature = sign(null, Buffer.from(canonicalJson(claim)), privateKey).toString("hex");
  return { ...content, seal: { ...claim, signature } };
}

/** The bytes of a sealed record's file. */
export const sealedText = (record: Sealed<object>): string => `${canonicalJson(record)}\n`;

/** A sealed record that was read, or what is wrong with it. */
export type Opened = { readonly record: Sealed<Fields> } | { readonly flaw: Flaw };

/**
 * Reads the bytes of a sealed record and checks every one of them: the signature by a known key, the hashes, and that it
 * is written in the one way that {@link sealedText} has. Never throws for what the bytes hold.
 */
export function openSealed(bytes: Uint8Array, knownKeys: ReadonlySet<string>): Opened {
  let text: string;
  let read: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    read = JSON.parse(text);
  } catch {
    return flawed("text", "is not JSON in UTF-8");
  }
  if (!isRecord(read)) return flawed("text", "is not a record");
  const { seal: claimed, ...content } = read;
  const flaw = flawOfSeal(claimed, knownKeys) ?? flawOfContent(content, claimed as Seal);
  if (flaw) return { flaw };
  if (text !== `${canonicalJson(read)}\n`) return flawed("text", "is not written as it was sealed");
  return { record: read as Sealed<Fields> };
}

const flawed = (field: string, problem: string): Opened => ({ flaw: { field, problem } });

const isHex = (value: unknown, digits: number): value is string =>
  typeof value === "string" && value.length === digits && /^[0-9a-f]*$/.test(value);

function flawOfSeal(claimed: unknown, knownKeys: ReadonlySet<string>): Flaw | undefined {
  if (!isRecord(claimed)) return { field: "seal", problem: "is missing" };
  const { signature, ...claim } = claimed;
  if (!isHex(signature, 128)) return { field: "seal.signature", problem: "is not 128 hexadecimal digits" };
  const { publicKey } = claim;
  if (!isHex(publicKey, 64) || !knownKeys.has(publicKey)) {
    return { field: "seal.publicKey", problem: `is not a key that is known here; was ${String(publicKey)}` };
  }
  const holds = verify(
    null,
    Buffer.from(canonicalJson(claim)),
    publicKeyOf(publicKey),
    Buffer.from(signature, "hex"),
  );
  return holds ? undefined : { field: "seal.signature", problem: "does not fit the seal" };
}

function flawOfContent(content: Fields, { content: whole, fields }: Seal): Flaw | undefined {
  if (hashOfValue(content) === whole) return undefined;
  const { leaves, groups } = nodesOf(content);
  // Older seals have hashes alone, of fields and their members.
  const older = Object.values(fields).every((text) => isHex(text, hashLength));
  const depth = (path: string): number => path.split(/[.[]/).length;
  const added = [...leaves.keys()].filter((path) => !older || depth(path) <= 2);
  // The nearer the name, the better.
  const names = [...new Set([...Object.keys(fields), ...added])].sort(
    (a, b) => depth(b) - depth(a) || (a < b ? -1 : 1),
  );
  for (const field of names) {
    const was = Object.hasOwn(fields, field) ? fields[field]! : undefined;
    const there = leaves.has(field) || groups.has(field);
    const value = leaves.has(field) ? leaves.get(field) : groups.get(field);
    const is = there ? (older ? hashOfValue(value) : fingerprint(value)) : undefined;
    if (is !== was) return { field, problem: problemOf(was, is) };
  }
  return { field: "text", problem: "was changed after it was sealed" };
}

/** What has become of a value, by its fingerprints. */
function problemOf(was: string | undefined, is: string | undefined): string {
  const shown = (text: string | undefined): string | undefined =>
    text === undefined || isHex(text, hashLength) ? undefined : text;
  const [before, after] = [shown(was), shown(is)];
  const words = [before !== undefined && `was ${before}`, after !== undefined && `is ${after}`].filter(
    Boolean,
  );
  const what = was === undefined ? "was added" : is === undefined ? "is missing" : "was changed";
  return `${what} after it was sealed${words.length > 0 ? `: ${words.join(", ")}` : ""}`;
}

import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { canonicalJson } from "../canonical-json.ts";

/** What makes a record proof against change: hashes of all that it says, signed. */
export interface Seal {
  /** sha256 over the canonical JSON of everything but the seal. */
  readonly content: string;
  /** The same of each field, and of each member of a field, so that what has changed can be named. */
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

/** Hashes of the fields and, one level down, of their members, as `strategy` and `strategy.params`. */
function fieldHashes(content: Fields): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const [name, value] of Object.entries(content)) {
    hashes.set(name, hashOfValue(value));
    if (!isRecord(value)) continue;
    for (const [member, inner] of Object.entries(value)) {
      hashes.set(`${name}.${member}`, hashOfValue(inner));
    }
  }
  return hashes;
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
    fields: Object.fromEntries(fieldHashes(content as Fields)),
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
  const is = fieldHashes(content);
  // Members first: the nearer the name, the better.
  const names = [...new Set([...Object.keys(fields), ...is.keys()])].sort(
    (a, b) => b.split(".").length - a.split(".").length || (a < b ? -1 : 1),
  );
  for (const name of names) {
    const was = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (is.get(name) === was) continue;
    const problem = was === undefined ? "was added" : is.has(name) ? "was changed" : "is missing";
    return { field: name, problem: `${problem} after it was sealed` };
  }
  return hashOfValue(content) === whole
    ? undefined
    : { field: "text", problem: "was changed after it was sealed" };
}

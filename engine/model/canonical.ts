import { refuse } from "../core/errors.ts";

const blocks = { f64: Float64Array, f32: Float32Array, i32: Int32Array } as const;
type Block = Float64Array | Float32Array | Int32Array;

/** Depth to which an untrusted text may nest. */
const depthMax = 20;

const tagOf = (value: unknown): keyof typeof blocks | undefined =>
  (Object.keys(blocks) as (keyof typeof blocks)[]).find((tag) => value instanceof blocks[tag]);

/** Little-endian on every machine that Node runs on for us; the artefact's hash would tell another. */
const base64Of = ({ buffer, byteOffset, byteLength }: Block): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

/**
 * A value as JSON with one spelling: keys sorted, nothing undefined, typed arrays as `{"f64":"base64"}`, `f32` or
 * `i32` in little-endian order. Equal values give equal texts.
 *
 * @example
 * canonical({ b: 1, a: [true, "x"], c: undefined }) // => '{"a":[true,"x"],"b":1}'
 */
export function canonical(value: unknown): string {
  const tag = tagOf(value);
  if (tag) return `{"${tag}":"${base64Of(value as Block)}"}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`);
    return `{${parts.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The value of a text that {@link canonical} wrote. Throws a UserError where it cannot be one. */
export function parseCanonical(subject: string, text: string): unknown {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return refuse(`${subject} must be JSON`);
  }
  return withBlocks(subject, given, 0);
}

function withBlocks(subject: string, given: unknown, depth: number): unknown {
  if (depth > depthMax) refuse(`${subject} must not nest deeper than ${depthMax}`);
  if (Array.isArray(given)) return given.map((entry) => withBlocks(subject, entry, depth + 1));
  if (typeof given !== "object" || given === null) return given;
  const entries = Object.entries(given);
  const [key, block] = entries.length === 1 ? entries[0]! : ["", undefined];
  if (Object.hasOwn(blocks, key) && typeof block === "string") {
    return blockOf(subject, key as keyof typeof blocks, block);
  }
  return Object.fromEntries(entries.map(([name, entry]) => [name, withBlocks(subject, entry, depth + 1)]));
}

function blockOf(subject: string, tag: keyof typeof blocks, base64: string): Block {
  const bytes = Buffer.from(base64, "base64");
  const Values = blocks[tag];
  if (bytes.toString("base64") !== base64 || bytes.length % Values.BYTES_PER_ELEMENT !== 0) {
    refuse(`${subject} holds a ${tag} block that is not whole`);
  }
  // A copy of its own: a pooled buffer need not be aligned.
  return new Values(new Uint8Array(bytes).buffer);
}

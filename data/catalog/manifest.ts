import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { refuse } from "../../engine/core/errors.ts";
import type { NameParts } from "../names.ts";

/** Name of the file whose replacement commits a write: a data set is what its manifest lists. */
export const manifestFile = "manifest.json";

const part = z.object({ file: z.string(), rows: z.number(), fromMs: z.number(), toMs: z.number() });

const schema = z.object({
  schema: z.literal("bot4/dataset@1"),
  name: z.string(),
  exchange: z.string(),
  symbol: z.string(),
  timeframe: z.string(),
  /** File, exchange or generator that the bars came from. */
  source: z.string(),
  /** Symbol as the exchange calls it, where the bars were fetched from one. */
  market: z.string().optional(),
  /** Where a fetch was asked to begin; the first bar may be later, such as a listing. */
  askedFromMs: z.number().optional(),
  synthetic: z.boolean(),
  /** Over the values of all parts, as `hashColumns` computes it. */
  sha256: z.string(),
  rows: z.number(),
  /** Open of the first bar and close of the last, ms since 1970 UTC and as text. */
  fromMs: z.number(),
  toMs: z.number(),
  from: z.string(),
  to: z.string(),
  parts: z.array(part),
  /** Number of the next part; never used twice, so that a reader cannot take one file for another. */
  nextPart: z.number(),
});

export type Manifest = z.infer<typeof schema>;
export type Part = z.infer<typeof part>;

/** What a writer says of its data; the rest of a manifest follows from the bars. */
export type Origin = Pick<
  Manifest,
  "exchange" | "symbol" | "timeframe" | "source" | "market" | "askedFromMs" | "synthetic"
>;

/** Folder of a data set within a catalog. */
export function datasetFolder(catalog: string, { exchange, symbol, timeframe }: NameParts): string {
  return join(catalog, exchange, symbol, timeframe);
}

/** The manifest in a folder, or undefined if there is none. Refuses one that is damaged. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, manifestFile);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    refuse(`${path} is damaged: it is not JSON; import the data again with --replace`);
  }
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  return refuse(
    `${path} is damaged: ${issue.path.join(".")} ${issue.message}; import the data again with --replace`,
  );
}

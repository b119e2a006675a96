import { createHash } from "node:crypto";
import { plan } from "../../engine/graph/strategy.ts";
import type { RunIdentity } from "../../engine/run/result.ts";
import type { Settings } from "../../engine/run/settings.ts";
import type { Dataset } from "../../engine/trade/bars.ts";
import type { WalkForwardRequest } from "./request.ts";
import type { Choice } from "./select.ts";

/**
 * Who and what a walk forward is. Its parameters are the words of the search, such as `fast: "2:20"`; plan and graph are
 * those of the last choice, which is what would trade next.
 */
export function identifyWalk(
  request: WalkForwardRequest,
  settings: Settings,
  choices: readonly Choice[],
): RunIdentity {
  const {
    strategy,
    datasets,
    finer = [],
    target = strategy.name,
    sourceHash = "",
    codeVersion = "",
  } = request;
  const [first] = datasets;
  const latest = choices.findLast(({ params }) => params !== undefined);
  const bound = plan(strategy, {
    params: latest?.params ?? {},
    symbols: datasets.map(({ bars }) => bars.symbol),
    timeframeMs: first!.bars.timeframeMs,
  });
  const params = { ...bound.params, ...wordsOf(request.space.params) };
  const hash = hashOf({
    codeVersion,
    strategy: strategy.name,
    sourceHash,
    graphHash: bound.hash,
    space: request.space,
    search: request.search,
    objective: request.objective,
    windows: request.windows,
    settings,
    data: datasets.map(contentOf),
    finer: finer.map(contentOf),
  });
  return {
    id: `${strategy.name}-wf-${hash.slice(0, 10)}`,
    hash,
    strategy: strategy.name,
    about: strategy.about ?? "",
    target,
    sourceHash,
    graphHash: bound.hash,
    plan: bound.text,
    warmup: bound.warmup,
    params,
    data: [
      ...datasets.map(({ identity }) => identity),
      ...finer.map(({ identity }) => ({ ...identity, role: "finer" as const })),
    ],
    settings,
    codeVersion,
  };
}

/**
 * Hash of the search alone, the same when it is repeated: the group to which its trials belong, told before the first.
 */
export function hashSearch(request: WalkForwardRequest): string {
  const { strategy, sourceHash = "", space, search, objective, windows, datasets, settings } = request;
  const data = datasets.map(contentOf);
  return hashOf({ walk: strategy.name, sourceHash, space, search, objective, windows, settings, data });
}

const contentOf = ({ identity: { symbol, timeframe, sha256, rows, allowed } }: Dataset) => ({
  symbol,
  timeframe,
  sha256,
  rows,
  allowed,
});

const wordsOf = (words: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf("=");
      return at < 0 ? [word, "all"] : [word.slice(0, at), word.slice(at + 1)];
    }),
  );

/** A hash that does not depend on the order in which a record was written down. */
const hashOf = (content: unknown): string =>
  createHash("sha256").update(JSON.stringify(content, sorted)).digest("hex");

const sorted = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

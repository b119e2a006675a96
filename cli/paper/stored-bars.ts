import { join } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import { formatTimeframe } from "../../engine/core/time.ts";
import type { Plan } from "../../engine/graph/strategy.ts";
import { alignBars, type MarketData } from "../../engine/run/market.ts";
import type { SessionHistory } from "../../engine/run/paper/session-file.ts";
import type { Dataset } from "../../engine/trade/bars.ts";
import type { Io } from "../io.ts";
import { loadHistory } from "../request.ts";

/** Which bars a session is to be made of, in the user's own words. */
export interface BarsRequest
  extends Pick<SessionHistory, "references" | "attach" | "allow" | "catalog" | "toMs"> {
  /** The first bar that is traded, where it is known: those before it only warm up, and their defects are no matter. */
  readonly tradesFromMs?: number | undefined;
}

/** Loads the bars of a plan's symbols. Throws a UserError for those of another timeframe. */
export async function loadBars(
  { references, attach, allow, catalog, toMs, tradesFromMs }: BarsRequest,
  { symbols, timeframeMs }: Pick<Plan, "symbols" | "timeframeMs">,
  io: Io,
): Promise<readonly Dataset[]> {
  const { datasets } = await loadHistory(
    {
      references,
      finer: [],
      attach,
      symbols,
      fromMs: tradesFromMs,
      toMs: toMs ?? undefined,
      allow,
      catalog: catalog ?? undefined,
    },
    io,
  );
  const other = datasets.find(({ bars }) => bars.timeframeMs !== timeframeMs);
  if (other) {
    refuse(
      `the feed must have bars of ${formatTimeframe(timeframeMs)}, as the dossier does; ${other.identity.name} has ` +
        `bars of ${other.identity.timeframe}`,
    );
  }
  return datasets;
}

/** The bars that a session was begun with, as they were. Throws a UserError where they have changed since. */
export async function storedBars(
  history: SessionHistory,
  folder: string,
  plan: Pick<Plan, "symbols" | "timeframeMs">,
  io: Io,
): Promise<MarketData> {
  if (history.references.length === 0) return emptyMarket(plan);
  const references = history.references.map((word) => (isOwn(word) ? join(folder, word) : word));
  const datasets = await loadBars({ ...history, references }, plan, io);
  for (const [k, { identity }] of datasets.entries()) {
    if (identity.sha256 === history.sha256[k]) continue;
    refuse(
      `the bars of the session in ${folder} must be as they were; ${identity.name} has another sha256; restore it, or ` +
        "begin a new session (--session)",
    );
  }
  return alignBars(datasets.map(({ bars }) => bars));
}

/** Whether a reference names a file of the session's own folder. */
const isOwn = (word: string): boolean => /^history[/\\][^/\\]+\.csv$/.test(word);

/** A market without bars. */
function emptyMarket({ symbols, timeframeMs }: Pick<Plan, "symbols" | "timeframeMs">): MarketData {
  const none = new Float64Array(0);
  const columns = { ts: none, open: none, high: none, low: none, close: none, volume: none };
  return {
    symbols,
    timeframeMs,
    ts: none,
    bars: symbols.map((symbol) => ({ symbol, timeframeMs, ...columns })),
  };
}

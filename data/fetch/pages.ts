import type { Exchange } from "ccxt";
import { refuse } from "../../engine/core/errors.ts";
import { RowBuilder } from "../builder.ts";
import type { Columns } from "../columns.ts";
import { iso } from "../quality/defect.ts";
import { type RetryOptions, withRetries } from "./retry.ts";

/** Which bars to download. */
export interface PageRequest {
  readonly market: string;
  readonly timeframe: string;
  readonly stepMs: number;
  /** Bars whose open lies in [fromMs, toMs). */
  readonly fromMs: number;
  readonly toMs: number;
  /** Time by the exchange's clock. */
  readonly now: () => number;
}

/** Bars a page: the most that nearly every exchange gives at once. */
export const pageBars = 1000;

/** Downloads bars page by page in the order of time, closed ones only, each exactly once. */
export async function* fetchPages(
  exchange: Exchange,
  request: PageRequest,
  retry: RetryOptions,
): AsyncGenerator<Columns> {
  const { market, timeframe, stepMs, toMs, now } = request;
  let since = request.fromMs;
  while (since < toMs && since + stepMs <= now()) {
    const what = `${exchange.id} ${market} ${timeframe} from ${iso(since)}`;
    const rows = await withRetries(
      what,
      () => exchange.fetchOHLCV(market, timeframe, since, pageBars),
      retry,
    );
    // Read after the answer came: a bar that closed while it was on its way was still open when it was sent.
    const closed = now() - stepMs;
    const page = keep(rows as number[][], { since, toMs, closed: Math.min(closed, toMs) }, what);
    if (page.rows > 0) {
      const { columns } = page.finish();
      yield columns;
      since = columns.ts[page.rows - 1]! + stepMs;
      continue;
    }
    // An empty page is the end for exchanges that skip what they lack, and a hole for those that answer by period.
    since = rows.length > 0 ? toMs : since + pageBars * stepMs;
  }
}

interface Window {
  readonly since: number;
  readonly toMs: number;
  /** Open of the last bar that has closed. */
  readonly closed: number;
}

/** Rows of an answer that are wanted; exchanges overlap pages, send the open bar along, and some sort backwards. */
function keep(rows: readonly number[][], { since, toMs, closed }: Window, what: string): RowBuilder {
  const page = new RowBuilder();
  let last = Number.NEGATIVE_INFINITY;
  for (const row of [...rows].sort((a, b) => a[0]! - b[0]!)) {
    const [ts, open, high, low, close, volume] = row.map((value) =>
      value === null || value === undefined ? Number.NaN : Number(value),
    );
    if (!Number.isFinite(ts)) refuse(`${what}: the answer holds a bar without a time`);
    if (ts! < since || ts! >= toMs || ts! > closed || ts! <= last) continue;
    last = ts!;
    page.push(page.rows + 1, ts!, open!, high!, low!, close!, volume!);
  }
  return page;
}

import { createHash } from "node:crypto";
import { assert } from "../engine/core/errors.ts";
import type { Dataset } from "../engine/trade/bars.ts";
import { bytesOf, sharedColumn } from "./columns.ts";
import { fundingNotes, seriesNotes } from "./coverage.ts";
import type { TimedSeries } from "./series.ts";

/**
 * Adds a series to the bars as `extra[name]`: row i holds the last value that was available at the close of bar i,
 * NaN before the first. The identity's hash and source then cover the series too, and its notes say of which bars it
 * tells nothing new.
 */
export function attachSeries(dataset: Dataset, series: TimedSeries, name = series.name): Dataset {
  const { ts, timeframeMs } = dataset.bars;
  const column = sharedColumn(ts.length);
  let next = 0;
  for (let i = 0; i < ts.length; i++) {
    while (next < series.ts.length && series.ts[next]! <= ts[i]! + timeframeMs) next++;
    column[i] = next === 0 ? Number.NaN : series.values[next - 1]!;
  }
  return withColumn(dataset, series, name, column, seriesNotes(dataset.bars, series, name));
}

const minuteMs = 60_000;

/**
 * Adds funding rates as `extra.funding`: row i holds the sum of the rates that settled after the open of bar i and up
 * to its close, so that who holds a position at that close pays; 0 where none did. Settlements are rounded to the
 * minute, since exchanges stamp them some milliseconds late; NaN before the first and after the last known rate. The
 * identity's notes name the bars without a known rate, holes within the rates among them.
 */
export function attachFunding(dataset: Dataset, rates: TimedSeries): Dataset {
  const { ts, timeframeMs } = dataset.bars;
  const column = sharedColumn(ts.length);
  const settled = (k: number) => Math.round(rates.ts[k]! / minuteMs) * minuteMs;
  const [first, last] = [settled(0), settled(rates.ts.length - 1)];
  let next = 0;
  for (let i = 0; i < ts.length; i++) {
    const [open, close] = [ts[i]!, ts[i]! + timeframeMs];
    let sum = 0;
    while (next < rates.ts.length && settled(next) <= open) next++;
    for (; next < rates.ts.length && settled(next) <= close; next++) sum += rates.values[next]!;
    column[i] = close < first || open >= last ? Number.NaN : sum;
  }
  return withColumn(dataset, rates, "funding", column, fundingNotes(dataset.bars, rates));
}

function withColumn(
  dataset: Dataset,
  series: TimedSeries,
  name: string,
  column: Float64Array,
  notes: readonly string[],
): Dataset {
  const { bars, identity } = dataset;
  assert(column.length === bars.ts.length, `column ${name} has the length of the bars`);
  const hash = createHash("sha256").update(identity.sha256).update(name).update(bytesOf(column));
  return {
    bars: { ...bars, extra: { ...bars.extra, [name]: column } },
    identity: {
      ...identity,
      sha256: hash.digest("hex"),
      source: `${identity.source} with ${name} from ${series.source}`,
      ...(notes.length > 0 && { notes: [...(identity.notes ?? []), ...notes] }),
    },
  };
}

import { holesText, seriesCoverage } from "../../../data/coverage.ts";
import { iso } from "../../../data/quality/defect.ts";
import { loadAllSeries, type TimedSeries } from "../../../data/series.ts";
import { UserError } from "../../../engine/core/errors.ts";
import type { Dataset } from "../../../engine/trade/bars.ts";

/** What a reference holds: bars, or the series of a file such as one of funding rates. */
export type Found =
  | { readonly datasets: readonly Dataset[]; readonly series?: undefined }
  | { readonly series: readonly TimedSeries[]; readonly datasets?: undefined };

/** Loads bars; a file that holds none may still hold series. Throws as the loading of bars does where it holds neither. */
export async function orSeries(reference: string, load: () => Promise<Dataset[]>): Promise<Found> {
  try {
    return { datasets: await load() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const series = await loadAllSeries(reference).catch(() => undefined);
    if (!series) throw error;
    return { series };
  }
}

/** What is known of a series: range, usual step, holes, summary, first and last values. */
export function describeSeries({ name, source, ts, values }: TimedSeries, rows = 0) {
  const { fromMs, toMs, stepMs, holes } = seriesCoverage(ts);
  const row = (at: number) => ({ ts: new Date(ts[at]!).toISOString(), value: values[at]! });
  const all = Array.from({ length: ts.length }, (_, at) => at);
  return {
    name: `${source}#${name}`,
    kind: "series" as const,
    rows: ts.length,
    fromMs,
    toMs,
    stepMs,
    holes,
    min: values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    mean: values.reduce((a, b) => a + b, 0) / values.length,
    max: values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    first: all.slice(0, rows).map(row),
    last: all.slice(Math.max(0, all.length - rows)).map(row),
  };
}

/** A series as text. */
export function seriesText(shown: ReturnType<typeof describeSeries>): string {
  const { name, rows, fromMs, toMs, stepMs, holes, min, mean, max, first, last } = shown;
  const number = (value: number) => String(Number(value.toPrecision(8)));
  const step = stepMs === undefined ? "no usual step" : `one each ${stepMs / 3_600_000} hours`;
  const line = ({ ts, value }: (typeof first)[number]) => `  ${iso(Date.parse(ts))}  ${value}`;
  return [
    `${name}  (a series, for --attach; no bars)`,
    `values    ${rows.toLocaleString("en-US")}, ${step}, the first at ${iso(fromMs)}, the last at ${iso(toMs)}`,
    `range     ${number(min)} to ${number(max)}, mean ${number(mean)}`,
    `quality   ${holes.length === 0 ? "no holes" : holesText(holes)}`,
    ...(first.length > 0 ? ["", ...first.map(line), "  …", ...last.map(line)] : []),
  ].join("\n");
}

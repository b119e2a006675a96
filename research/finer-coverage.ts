import type { Bars, Dataset } from "../engine/trade/bars.ts";

/**
 * A warning for each data set whose finer bars reach only some of its bars from `fromMs` on. What happened within the
 * others is a matter of the intrabar rule.
 */
export function partlyFiner(
  datasets: readonly Dataset[],
  finer: readonly Dataset[],
  fromMs: number | undefined,
): string[] {
  return finer.flatMap(({ bars, identity }) => {
    const traded = datasets.find((dataset) => dataset.bars.symbol === bars.symbol);
    if (!traded) return [];
    const { covered, all } = finerCoverage(traded.bars, bars, fromMs);
    if (covered === all) return [];
    const count = (value: number) => value.toLocaleString("en-US");
    return [
      `${identity.name}: the finer bars reach ${count(covered)} of the ${count(all)} bars of ${traded.identity.name}; ` +
        "within the others the intrabar rule decides",
    ];
  });
}

/**
 * Number of coarse bars from `fromMs` on, and of those among them that hold at least one finer bar.
 *
 * @example
 * finerCoverage({ ts: [0, 60, 120], timeframeMs: 60 }, { ts: [0, 30, 60] }) // => { covered: 2, all: 3 }
 */
export function finerCoverage(
  coarse: { readonly ts: ArrayLike<number> } & Pick<Bars, "timeframeMs">,
  finer: { readonly ts: ArrayLike<number> },
  fromMs = Number.NEGATIVE_INFINITY,
): { covered: number; all: number } {
  let [covered, all, next] = [0, 0, 0];
  for (let i = 0; i < coarse.ts.length; i++) {
    const open = coarse.ts[i]!;
    if (open < fromMs) continue;
    all++;
    while (next < finer.ts.length && finer.ts[next]! < open) next++;
    if (next < finer.ts.length && finer.ts[next]! < open + coarse.timeframeMs) covered++;
  }
  return { covered, all };
}

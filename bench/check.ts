import type { Row } from "./harness.ts";

/** Greatest ratio to the reference that a check accepts, by benchmark and row. */
export type Bounds = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * What is slower than its bound, in words. A row with a ratio and no bound, or a bound without its row, is a
 * failure too: a benchmark that nothing holds would rot.
 */
export function judge(bench: string, rows: readonly Row[], bounds: Bounds): string[] {
  const own = bounds[bench] ?? {};
  const failures: string[] = [];
  for (const { name, ratio, reference } of rows) {
    if (ratio === undefined) continue;
    const bound = own[name];
    if (bound === undefined) {
      failures.push(
        `${bench}: "${name}" has no bound; add one to bench/bounds.json (ratio now ${ratio.toFixed(2)})`,
      );
    } else if (!(ratio <= bound)) {
      failures.push(
        `${bench}: "${name}" takes ${ratio.toFixed(2)} times "${reference}"; its bound is ${bound}`,
      );
    }
  }
  for (const name of Object.keys(own)) {
    if (!rows.some((row) => row.name === name)) {
      failures.push(`${bench}: bounds.json names "${name}", which the benchmark does not print`);
    }
  }
  return failures;
}

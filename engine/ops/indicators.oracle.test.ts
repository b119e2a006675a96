import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Data, dataOf, trace, valuesOf } from "../../test/oracles/indicator-values.ts";
import { keyed } from "../../test/oracles/indicators.ts";
import { oracleFolder } from "../../test/oracles/load.ts";

const present = existsSync(oracleFolder);
const title = `indicators agree with those of another package${present ? "" : " (skipped: no folder of oracles)"}`;

type Values = readonly (number | string | null)[];

const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));

function readData(file: string): Data {
  const text = readFileSync(join(oracleFolder, "data", basename(file)), "utf8").trim();
  const [header, ...rows] = text.split(/\r?\n/).map((line) => line.split(","));
  const place = (name: string) => header!.findIndex((column) => column.toLowerCase() === name);
  return dataOf((name) => Float64Array.from(rows, (row) => Number(row[place(name)])));
}

const closeTo = (got: number, expected: number | string | null): boolean =>
  expected === null || Number.isNaN(Number(expected))
    ? Number.isNaN(got)
    : Math.abs(got - Number(expected)) <= 1e-9 + 1e-9 * Math.abs(Number(expected));

/** The first difference in words, or undefined. */
function differs(got: Float64Array, expected: Values): string | undefined {
  if (expected.length !== got.length) return `${got.length} values instead of ${expected.length}`;
  const i = expected.findIndex((value, k) => !closeTo(got[k]!, value));
  return i < 0 ? undefined : `bar ${i}: ${got[i]} instead of ${expected[i]}`;
}

/** Files of a folder; a name that no file has where there are none, so that its test fails. */
function filesOf(folder: string, pattern: RegExp): string[] {
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => pattern.test(name)) : [];
  return found.length > 0 ? found : [`none like ${pattern.source}`];
}

// The indicators of `statistics/indicators_*.json` are run with the statistics, in test/statistics.oracle.test.ts.
describe.skipIf(!present && !process.env.CI)(title, () => {
  const backtests = join(oracleFolder, "backtests");

  test.each(filesOf(backtests, /^indicators-.*\.json$/))("%s", (file) => {
    const { data: csv, arrays } = readJson(join(backtests, file));
    const data = readData(csv);
    const failures: string[] = [];
    for (const [key, values] of Object.entries(arrays as Record<string, Values>)) {
      const found = keyed.filter(([pattern]) => pattern.test(key));
      if (found.length !== 1) throw new Error(`unknown array "${key}"`);
      const numbers = key.split(" ")[0]!.split("_").slice(1).map(Number);
      const got = valuesOf(found[0]![1](trace(), numbers), data);
      // Made from another indicator of twice the length, whose longer warm-up it kept.
      const late = /NaN until (\d+) differences/.exec(key);
      if (late) got.fill(Number.NaN, 0, Number(late[1]));
      const complaint = differs(got, values);
      if (complaint !== undefined) failures.push(`${key}: ${complaint}`);
    }
    expect(failures).toEqual([]);
  });
});

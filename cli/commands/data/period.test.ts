import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bot4, hour, wavyCsv, workshop } from "../../../test/cli.ts";
import { exitCodes } from "../../exit-codes.ts";

const cwd = workshop();
const lines = wavyCsv(2000, hour).trimEnd().split("\n");
// Three hours of 4 January 2020 are missing.
writeFileSync(join(cwd, "holes.csv"), [...lines.slice(0, 80), ...lines.slice(83)].join("\n"));
const call = ["backtest", "cross.ts", "--data", "holes.csv", "--no-report", "--json"];
const warningsOf = (out: string): string[] => JSON.parse(out).warnings;

test("a gap before the period that counts does not stop a backtest, and is told apart", async () => {
  expect((await bot4(call, cwd)).code).toBe(exitCodes.dataDefects);
  const late = await bot4([...call, "--from", "2020-02-01"], cwd);
  expect(late.err).toBe("");
  expect(warningsOf(late.out)).toContain(
    "file:HOLES:1h: before 2020-02-01, where bars only warm up: 1 gap, 3 bars missing (after 2020-01-04 06:00)",
  );
  expect(warningsOf(late.out).some((text) => text.includes("in spite of"))).toBe(false);
});

test("funding that covers a part of the bars is a warning of the run", async () => {
  const rates = Array.from({ length: 30 }, (_, k) => `${Date.UTC(2020, 0, 5, 8 * k)},0.0001`);
  writeFileSync(join(cwd, "rates.csv"), `ts,rate\n${rates.join("\n")}\n`);
  const { out } = await bot4([...call, "--allow", "gaps", "--attach", "funding=rates.csv"], cwd);
  expect(warningsOf(out)).toContainEqual(
    expect.stringMatching(
      /^file:HOLES:1h: funding from rates\.csv is known from 2020-01-05 to 2020-01-14 16:00: [\d,]+ of 1,997 bars lie outside and pay none$/,
    ),
  );
});

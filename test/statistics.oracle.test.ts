import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { UserError } from "../engine/core/errors.ts";
import { oracleFolder } from "./oracles/load.ts";
import type { Case, Family, Got } from "./oracles/statistics/case.ts";
import { Judge } from "./oracles/statistics/compare.ts";
import { families } from "./oracles/statistics/registry.ts";

const folder = join(oracleFolder, "statistics");
const present = existsSync(folder);
const title = `statistics equal the reference values${present ? "" : ` (skipped: no folder ${folder})`}`;

const found = present
  ? readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.slice(0, -".json".length))
      .sort()
  : [];

const casesOf = (family: string): readonly Case[] =>
  JSON.parse(readFileSync(join(folder, `${family}.json`), "utf8")).cases;

/** What a family computes for a case; an error of the user is an answer, any other is a bug. */
function resultOf({ run }: Family, subject: Case): Got {
  try {
    return run(subject);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

const isDegenerate = ({ degenerate, expect: expected }: Case) =>
  degenerate === true || (typeof expected === "object" && expected !== null && "error" in expected);

describe.skipIf(!present && !process.env.CI)(title, () => {
  const table: string[] = [];

  test("there are families", () => expect(found.length).toBeGreaterThan(0));

  test.each(found)("%s is a known family", (family) => {
    expect(Object.keys(families)).toContain(family);
  });

  describe.each(found.filter((family) => family in families))("%s", (family) => {
    const cases = casesOf(family);
    const tally = { passed: 0, failed: 0, degenerate: 0 };

    test("has cases", () => expect(cases.length).toBeGreaterThan(0));

    test.each(cases.map((each) => [each.name, each] as const))("%s", (_name, subject) => {
      tally.failed++;
      const judge = new Judge(subject, families[family]!);
      judge.all(resultOf(families[family]!, subject));
      expect(judge.faults).toEqual([]);
      expect(judge.compared).toBeGreaterThan(0);
      tally.failed--;
      tally[isDegenerate(subject) ? "degenerate" : "passed"]++;
    });

    afterAll(() => {
      const { passed, failed, degenerate } = tally;
      table.push(`${`${family}:`.padEnd(22)} ${passed} passed, ${failed} failed, ${degenerate} degenerate`);
    });
  });

  afterAll(() => {
    console.log(table.sort().join("\n"));
  });
});

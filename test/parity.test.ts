import { describe, expect, it } from "vitest";
import { rules } from "../engine/risk/rules/table.ts";
import { drawCase, type ParityCase } from "./parity/case.ts";
import { parityDifference, shrink } from "./parity/compare.ts";

const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);

/** Replays one case where PARITY_CASE holds it, as a failure prints it. */
const given = process.env.PARITY_CASE ? (JSON.parse(process.env.PARITY_CASE) as ParityCase) : undefined;
const count = given ? 1 : number("PARITY_CASES", process.env.CI === "true" ? 2_000 : 400);
const seed = number("PARITY_SEED", 1);

/** What random runs must show at least once to prove anything of it. */
const wanted: readonly string[] = [
  ...["market", "limit", "stop", "stop-limit"].flatMap((kind) =>
    ["filled", "cancelled"].map((status) => `${kind} ${status}`),
  ),
  ...["limit expired", "stop expired", "stop-limit expired", "limit rejected", "market rejected"],
  ...["signal", "stop", "take-profit", "trail", "time", "risk", "liquidation", "expiry", "end"].map(
    (reason) => `exit by ${reason}`,
  ),
];

/** A halted run takes no decision, and an account that is worth nothing is halted but for one open. */
const unseen: readonly string[] = ["halted", "no-equity"];

describe("the vectorised and the event-driven run", () => {
  it(
    `give the same decisions, orders, fills, verdicts and equity in ${count} random runs from seed ${seed}`,
    () => {
      let traded = 0;
      let limited = 0;
      const bitten = new Map<string, number>();
      const shown = new Set<string>();
      for (let k = 0; k < count; k++) {
        const drawn = given ?? drawCase(seed + k);
        const { found, trades, verdicts, seen } = parityDifference(drawn);
        for (const what of seen) shown.add(what);
        if (trades > 0) traded++;
        if (verdicts.length > 0) limited++;
        for (const rule of verdicts) bitten.set(rule, (bitten.get(rule) ?? 0) + 1);
        if (found === undefined) continue;
        const small = given ?? shrink(drawn);
        const line = `npm run parity -- --case '${JSON.stringify(small)}'`;
        expect.fail(
          `seed ${drawn.seed}: ${found}\nsmallest: ${parityDifference(small).found}\nreplay with: ${line}`,
        );
      }
      // Runs without a trade, or without a limit that bites, prove little.
      if (!given && count >= 100) {
        expect(traded / count, "share of runs that trade").toBeGreaterThan(0.6);
        expect(limited / count, "share of runs in which a limit bites").toBeGreaterThan(0.1);
        const idle = rules.map(({ name }) => name).filter((name) => !bitten.has(name));
        expect(
          wanted.filter((what) => !shown.has(what)),
          "kinds of orders and exits that never came",
        ).toEqual([]);
        expect(
          idle.filter((name) => !unseen.includes(name)),
          "rules that never bite",
        ).toEqual([]);
      }
    },
    24 * 3_600_000,
  );
});

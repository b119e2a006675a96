import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../core/random.ts";
import type { Outcome } from "./result.ts";
import type { NaiveOutcome } from "./testing/naive-types.ts";
import { type Case, judge, play } from "./testing/play.ts";
import { wildCase, wildScript } from "./testing/wild-case.ts";

const seed = 20_240_607;
const runs = 600;

/** Equal to 1e-12 of the scale at which the number was computed. */
function near(got: number, want: number, scale: number, what: string): void {
  if (Object.is(got, want)) return;
  const off = Math.abs(got - want);
  if (!(off <= 1e-12 * Math.max(Math.abs(want), scale))) expect(got, what).toBe(want);
}

/** Numbers that a fill or a trade holds, and what must be equal as it stands. */
function compare(got: object, want: object, scales: Readonly<Record<string, number>>, what: string): void {
  const record = got as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(want)) {
    // What is equal needs no words: there are a million of these.
    if (Object.is(record[name], value)) continue;
    if (typeof value === "number") near(record[name] as number, value, scales[name] ?? 0, `${what}: ${name}`);
    else expect(record[name], `${what}: ${name}`).toBe(value);
  }
}

const money = ({ settings, market }: Case): number => settings.cash * market.symbols.length;

function holdEqual(got: Outcome, want: NaiveOutcome, of: Case): void {
  const scale = money(of);
  for (const [i, fill] of want.fills.entries()) {
    const quantity = scale / fill.price;
    compare(got.fills[i] ?? {}, fill, { quantity, fee: scale }, `fill ${i}`);
  }
  expect(got.fills.length, "fills").toBe(want.fills.length);
  for (const [i, trade] of want.trades.entries()) {
    const quantity = scale / trade.entryPrice;
    const scales = { quantity, fees: scale, pnl: scale, mae: 1, mfe: 1 };
    compare(got.trades[i] ?? {}, trade, scales, `trade ${i}`);
  }
  expect(got.trades.length, "trades").toBe(want.trades.length);
  for (const [i, order] of want.orders.entries()) {
    const quantity = scale / (order.price ?? 1);
    compare(got.orders[i] ?? {}, order, { quantity }, `order ${i}`);
  }
  expect(got.orders.length, "orders").toBe(want.orders.length);
  for (const name of ["equity", "exposure", "net"] as const) {
    for (const [t, value] of want[name].entries()) {
      // A quotient by equity takes the rounding of equity by its own size.
      const unit =
        name === "equity" ? scale : (scale / Math.max(want.equity[t]!, 1e-9)) * Math.max(1, Math.abs(value));
      near(got[name][t]!, value, unit, `${name} of bar ${t}`);
    }
  }
  compare(got.costs, want.costs, Object.fromEntries(Object.keys(want.costs).map((k) => [k, scale])), "costs");
  expect(got.verdicts, "verdicts").toEqual(want.verdicts);
  expect(got.ambiguousBars, "ambiguous bars").toBe(want.ambiguousBars);
}

const anyCase = fc.record({ seed: fc.nat(), length: fc.integer({ min: 1, max: 80 }) });
const caseOf = (drawn: { readonly seed: number; readonly length: number }): Case =>
  wildCase(seeded(drawn.seed), drawn.length);

test(`the pipeline equals a naive one on ${runs} random cases (replay with seed ${seed})`, () => {
  fc.assert(
    fc.property(anyCase, (drawn) => {
      const random = caseOf(drawn);
      holdEqual(play(random), judge(random), random);
    }),
    { seed, numRuns: runs },
  );
});

test(`orders of a script end as in a naive pipeline on ${runs} random cases (replay with seed ${seed + 2})`, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyCase, (drawn) => {
      const random = wildScript(seeded(drawn.seed), drawn.length);
      const got = play(random);
      holdEqual(got, judge(random), random);
      for (const { kind, status, reduceOnly } of got.orders) {
        seen.add(`${reduceOnly ? "reduce-only " : ""}${kind} ${status}`);
      }
    }),
    { seed: seed + 2, numRuns: runs },
  );
  for (const kind of ["market", "limit", "stop", "stop-limit"]) {
    for (const only of ["", "reduce-only "]) {
      const ends = ["filled", "cancelled", ...(kind === "market" ? [] : ["expired"])];
      for (const end of ends) expect(seen).toContain(`${only}${kind} ${end}`);
    }
  }
});

test(`passing over quiet bars changes no number on ${runs} random cases (replay with seed ${seed + 1})`, () => {
  fc.assert(
    fc.property(anyCase, (drawn) => {
      const random = caseOf(drawn);
      // toStrictEqual compares numbers by Object.is.
      expect(play(random)).toStrictEqual(play(random, true));
    }),
    { seed: seed + 1, numRuns: runs },
  );
});

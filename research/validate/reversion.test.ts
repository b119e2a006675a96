import { expect, test } from "vitest";
import { normal, seeded } from "../../engine/core/random.ts";
import { int, type Strategy, strategy } from "../../engine/graph/strategy.ts";
import { lt } from "../../engine/ops/lt.ts";
import { sma } from "../../engine/ops/sma.ts";
import { where } from "../../engine/ops/where.ts";
import type { Row } from "../../engine/run/testing/scenario.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { datasetOf } from "../walkforward/testing/walk.ts";
import { reversion } from "./checks/reversion.ts";
import { examine } from "./examine.ts";
import { parsePolicy } from "./parse-policy.ts";
import { studyOf, type ValidationRequest } from "./study.ts";
import { marketOf, quickPolicy, requestOf } from "./testing/markets.ts";

/** Long below an average and short above it. */
const against = strategy({
  name: "against",
  params: { n: int(10, { from: 2, to: 200 }) },
  decide: ({ close }, { n }) => ({ target: where(lt(close, sma(close, n)), 1, -1) }),
}) as unknown as Strategy;

/** Prices that are pulled back to 100 by a tenth of their distance a day. */
function pulled(length: number, seed: number): Row[] {
  const random = seeded(seed);
  let x = 0;
  return Array.from({ length }, () => {
    const open = 100 * Math.exp(x);
    x = 0.9 * x + 0.01 * normal(random);
    const close = 100 * Math.exp(x);
    return [open, Math.max(open, close), Math.min(open, close), close] as Row;
  });
}

const check = (more: Partial<ValidationRequest>) => examine(reversion, studyOf(requestOf(more))).checks[0]!;

test("a strategy that follows moves is not asked for reversion", () => {
  const found = check({});
  expect(found).toMatchObject({ value: Number.NaN, waived: true });
  expect(found.reason).toContain("does not live on reversion");
});

test("one that trades against them is: prices that revert are told from a random walk", () => {
  const params = { n: 10 };
  const reverting = check({ strategy: against, params, datasets: [datasetOf(pulled(1_000, 3))] });
  expect(reverting.waived).toBe(false);
  expect(reverting.value).toBeLessThan(0.05);
  const walking = check({ strategy: against, params, datasets: [marketOf(1_000, 9)] });
  expect(walking.waived).toBe(false);
  expect(walking.value).toBeGreaterThan(0.05);
});

test("the policy may say what a strategy assumes", () => {
  const policy = parsePolicy({ ...quickPolicy, reversion: { assumed: "yes" } });
  expect(check({ policy }).waived).toBe(false);
});

test("of a spread it is the symbols that must be bound to each other", () => {
  const random = seeded(4);
  const [first, noise] = [marketOf(800, 11).bars, Array.from({ length: 800 }, () => 0.01 * normal(random))];
  const bound = first.close.map((price, i) => 2 * price * Math.exp(noise[i]!));
  const second = { ...first, symbol: "Y", open: bound, high: bound, low: bound, close: bound };
  const { identity } = marketOf(800, 11);
  const pair = strategy({
    name: "pair",
    symbolsMin: 2,
    decide: ({ close, symbol }) => {
      const side = symbol === "X" ? 0.5 : -0.5;
      return { target: where(lt(close, sma(close, 10)), side, 0.8 * side) };
    },
  }) as unknown as Strategy;
  const sets = (other: Bars) => [
    { bars: first, identity },
    { bars: other, identity: { ...identity, symbol: "Y", name: "file:Y:1d" } },
  ];
  const found = check({ strategy: pair, params: {}, datasets: sets(second) });
  expect(found.reason).toContain("Engle-Granger");
  expect(found.value).toBeLessThan(0.01);
  const alone = { ...marketOf(800, 12).bars, symbol: "Y" };
  expect(check({ strategy: pair, params: {}, datasets: sets(alone) }).value).toBeGreaterThan(0.05);
});

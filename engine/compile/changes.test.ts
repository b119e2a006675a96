import { describe, expect, test } from "vitest";
import { drawCase, makeCase } from "../../test/parity/case.ts";
import { seeded } from "../core/random.ts";
import { createTable, type Node } from "../graph/node.ts";
import { rootsOf, traceMarket } from "../graph/strategy.ts";
import { catalog } from "../ops/catalog.ts";
import * as ops from "../ops/index.ts";
import { columnOf } from "../run/market.ts";
import { changesOf, createChanges } from "./changes.ts";
import { sketchOf } from "./changes-sketch.ts";
import { createColumns } from "./columns.ts";
import { orderChanges } from "./order-changes.ts";
import { createSharedColumns } from "./shared-columns.ts";

/** The definition: a pass over the column. */
function plainChanges(column: Float64Array, first: number, present?: Float64Array): [number, number][] {
  const found: [number, number][] = [];
  for (let i = first; i < column.length; i++) {
    const known = column[i] === column[i] && (!present || present[i] === present[i]);
    if (known && column[i] !== found.at(-1)?.[1]) found.push([i, column[i]!]);
  }
  return found;
}

const listed = ({ count, at, value }: ReturnType<typeof createChanges>): [number, number][] =>
  Array.from({ length: count }, (_, k) => [at[k]!, value[k]!]);

/** A random walk on a coarse grid, so that series touch and stand still. */
function walk(random: () => number, length: number): Float64Array {
  let x = 20;
  return Float64Array.from({ length }, () => {
    x += Math.round(4 * (random() - 0.5));
    return x;
  });
}

test("changes of random graphs are those of their columns, variant after variant", () => {
  let sketched = 0;
  for (let seed = 1; seed <= 120; seed++) {
    const { plan, market } = makeCase(drawCase(seed));
    const length = market.ts.length;
    const columns = createSharedColumns(length, (source) => columnOf(market, source), 20 * 8 * length);
    const wanted = createColumns(length, (source) => columnOf(market, source));
    const roots = plan.decisions.flatMap((decision) => Object.values(rootsOf(decision, false)));
    const room: Int32Array[] = [];
    const gapless = market.bars.every(({ open }) => open.every((x) => x === x));
    for (const known of [0, roots[0]!.table.nodes.length]) {
      columns.begin(roots, known);
      for (const root of roots) {
        const first = Math.floor(seed % 7);
        const present = gapless ? undefined : market.bars[0]!.open;
        if (gapless && sketchOf(root, columns)) sketched++;
        const found = listed(changesOf(root, columns, first, present, room, createChanges(length)));
        expect(found, `seed ${seed}`).toEqual(plainChanges(wanted.of(root), first, present));
        expect(columns.of(root), `column, seed ${seed}`).toEqual(wanted.of(root));
      }
      columns.end();
    }
  }
  expect(sketched).toBeGreaterThan(40);
});

describe("operators that rest say so truly", () => {
  const random = seeded(7);
  const length = 400;
  const fields = { left: walk(random, length), right: walk(random, length) };
  const table = createTable();
  const market = traceMarket(table, ["X"], 1, "X");
  const columns = createColumns(length, ({ field }) => fields[field as keyof typeof fields]);
  const [left, right] = [market.series("left"), market.series("right")];
  const signals = [ops.gt(left, right), ops.crossOver(left, ops.sma(left, 5))];

  const resting = catalog().filter(({ op }) => op && (op.wakes || op.settles));
  for (const { op, info } of resting.filter((entry) => entry.op!.wakes)) {
    test(`${info.name} changes on the bars that it names only`, () => {
      for (const from of [0, 17, length - 1, length]) {
        const at = new Int32Array(length + 1);
        const after = op!.wakes === "order-and-after";
        const bars = [...at.subarray(0, orderChanges(fields.left, fields.right, from, after, at))];
        const full = op!.init({});
        const resting = op!.init({});
        let held = Number.NaN;
        for (let i = from; i < length; i++) {
          const wanted = op!.step(full as never, fields.left[i]!, fields.right[i]!);
          if (bars.includes(i)) held = op!.step(resting as never, fields.left[i]!, fields.right[i]!);
          expect(held, `bar ${i}`).toBe(wanted);
          expect(resting, `state of bar ${i}`).toEqual(full);
        }
      }
    });
  }

  for (const { op, info, call, named } of resting.filter(
    (entry) => entry.op!.settles && !entry.op!.stateless,
  )) {
    test(`${info.name} settles: a second step on equal inputs changes nothing`, () => {
      const nodes = info.inputs.map(({ kind }, k): Node => (kind === "boolean" ? signals[k % 2]! : left));
      expect(call, "an operator that is called").toBeTypeOf("function");
      expect(named, "inputs given by name").toBe(false);
      const inputs = nodes.map((node) => columns.of(node));
      const once = op!.init({});
      for (let i = 10; i < length; i++) {
        const values = inputs.map((input) => input[i]!);
        const first = op!.step(once as never, ...values);
        const state = structuredClone(once);
        expect(op!.step(once as never, ...values)).toBe(first);
        expect(once).toEqual(state);
      }
    });
  }
});

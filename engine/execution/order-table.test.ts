import fc from "fast-check";
import { expect, test } from "vitest";
import type { OrderTerms } from "../trade/order-terms.ts";
import {
  addEntry,
  closeEntry,
  createOrderTable,
  dropClosed,
  entriesOf,
  findEntry,
  isOpen,
  openEntry,
} from "./order-table.ts";

const terms: OrderTerms = { symbol: "A", side: "buy", kind: "market", lots: 1, tif: "gtc" };
const anyStep = fc.record({
  does: fc.constantFrom("add", "add", "close", "sweep"),
  pick: fc.nat(),
  ms: fc.nat(30),
  grouped: fc.boolean(),
});

test("like two lists of orders, the closed ones bounded in number and time", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 120 }), fc.integer({ min: 1, max: 8 }), (steps, closedMax) => {
      const table = createOrderTable(closedMax);
      const open: string[] = [];
      let closed: { readonly id: string; readonly atMs: number }[] = [];
      const gone: string[] = [];
      const watched = new Map<string, object>();
      let [nowMs, count] = [0, 0];
      for (const { does, pick, ms, grouped } of steps) {
        nowMs += ms;
        if (does === "add") {
          const id = `order-${count++}`;
          const { order } = addEntry(table, id, terms, grouped ? "group" : undefined, nowMs);
          expect(order).toMatchObject({ id, status: "pending-new", filledLots: 0 });
          order.filledLots = 1;
          if (grouped) watched.set(id, order);
          open.push(id);
        } else if (does === "close" && open.length > 0) {
          const [id] = open.splice(pick % open.length, 1) as [string];
          closeEntry(table, openEntry(table, id)!, nowMs);
          closed.push({ id, atMs: nowMs });
          if (closed.length > closedMax) gone.push(closed.shift()!.id);
        } else if (does === "sweep") {
          dropClosed(table, 100, nowMs);
          gone.push(...closed.filter(({ atMs }) => nowMs - atMs >= 100).map(({ id }) => id));
          closed = closed.filter(({ atMs }) => nowMs - atMs < 100);
        }
        expect([...entriesOf(table, table.open)].map(({ order }) => order.id)).toEqual(open);
        expect([...entriesOf(table, table.closed)].map(({ order }) => order.id)).toEqual(
          closed.map(({ id }) => id),
        );
        expect([table.open.size, table.closed.size]).toEqual([open.length, closed.length]);
      }
      for (const id of open) expect(isOpen(findEntry(table, id)!)).toBe(true);
      for (const { id } of closed) expect(openEntry(table, id) ?? isOpen(findEntry(table, id)!)).toBe(false);
      for (const id of gone) expect(findEntry(table, id)).toBeUndefined();
      // What a group looks at is never made into another order.
      for (const [id, order] of watched) expect(order).toMatchObject({ id, filledLots: 1 });
      expect(table.entries.length).toBeLessThanOrEqual(count);
    }),
    { numRuns: 500 },
  );
});

test("a thousand orders at once are found by their ids", () => {
  const table = createOrderTable(1_000);
  const ids = Array.from({ length: 1_000 }, (_, k) => `BTCUSDT-${k.toString(36)}-hx2y1fDZmSey`);
  for (const id of ids) addEntry(table, id, terms, undefined, 0);
  for (const id of ids) expect(findEntry(table, id)?.order.id).toBe(id);
  for (const id of ids) closeEntry(table, openEntry(table, id)!, 1);
  dropClosed(table, 10, 11);
  expect(table.free.size).toBe(1_000);
  for (const id of ids) expect(findEntry(table, id)).toBeUndefined();
});

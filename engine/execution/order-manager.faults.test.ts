import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../core/random.ts";
import type { OrderTerms } from "../trade/order-terms.ts";
import { isFinal } from "../trade/order-transitions.ts";
import { linear } from "../trade/testing/instruments.ts";
import { type Blotter, createBlotter, orderOf } from "./blotter.ts";
import type { ManagerInput, ManagerOutput, SingleCommand } from "./commands.ts";
import { manage } from "./order-manager.ts";
import { entriesOf } from "./order-table.ts";
import { FaultyVenue, type VenueOrder } from "./testing/faulty-venue.ts";

const { symbol } = linear;
const limit: OrderTerms = { symbol, side: "buy", kind: "limit", lots: 100, tif: "gtc", limitTicks: 1_000 };
const stop: OrderTerms = { symbol, side: "sell", kind: "stop", lots: 100, tif: "gtc", triggerTicks: 900 };
const target: OrderTerms = { ...limit, side: "sell", limitTicks: 1_100 };
const faults = { requestLost: 0.15, answerLost: 0.15, repeated: 0.15, rejects: 0.1 };

/** A manager and a faulty venue, driven by chance. */
class Drill {
  nowMs = 0;
  readonly inputs: (readonly [ManagerInput, number])[] = [];
  readonly outputs: ManagerOutput[] = [];
  readonly blotter: Blotter;
  readonly venue: FaultyVenue;
  readonly rules = new Set<string>();
  readonly brackets: (readonly string[])[] = [];
  readonly ocos: (readonly string[])[] = [];
  private steps = 0;
  private readonly random: () => number;
  private readonly commands: SingleCommand[] = [];

  constructor(seed: number) {
    this.random = seeded(seed);
    this.venue = new FaultyVenue(linear, this.random, faults);
    this.blotter = createBlotter("drill", [linear]);
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }

  put(input: ManagerInput): ManagerOutput {
    const output = manage(this.blotter, input, this.nowMs);
    this.inputs.push([input, this.nowMs]);
    this.outputs.push(output);
    for (const action of output.actions) {
      if (action.kind === "reconcile") this.rules.add(action.rule);
      this.venue.receive(action);
    }
    return output;
  }

  command(): void {
    const key = { symbol, sequence: this.commands.length, price: 100 };
    const id =
      this.pick([...entriesOf(this.blotter.orders, this.blotter.orders.open)].map(({ order }) => order.id)) ??
      "none";
    const drawn = this.pick<SingleCommand>([
      { ...key, kind: "place", terms: limit },
      { ...key, kind: "group", group: "bracket", orders: [limit, stop, target] },
      { ...key, kind: "group", group: "oco", orders: [stop, target] },
      { ...key, kind: "cancel", id },
      { ...key, kind: "amend", id, change: { lots: 1 + Math.floor(this.random() * 150) } },
    ])!;
    this.commands.push(drawn);
    const { result } = this.put({ kind: "command", command: drawn }).answers[0]!;
    if (drawn.kind !== "group" || result.kind !== "done") return;
    (drawn.group === "bracket" ? this.brackets : this.ocos).push(result.ids);
  }

  repeat(): void {
    const command = this.pick(this.commands);
    if (!command) return;
    const { actions, answers } = this.put({ kind: "command", command });
    expect(actions).toEqual([]);
    expect(answers[0]!.repeated).toBe(true);
  }

  deliver(): void {
    const message = this.venue.queue.shift();
    if (message) this.put({ kind: "report", ...message });
  }

  step(): void {
    this.nowMs += 100 + Math.floor(this.random() * 2_000);
    // Well within `arrivalMs`.
    if (this.steps++ % 15 === 0) this.venue.arrive();
    const dice = this.random();
    const id = this.pick([...this.venue.orders.keys()]) ?? "";
    if (dice < 0.12) this.command();
    else if (dice < 0.18) this.repeat();
    else if (dice < 0.6) this.deliver();
    else if (dice < 0.75) this.venue.fill(id, 1 + Math.floor(this.random() * 60));
    else if (dice < 0.77) this.venue.expire(id);
    else if (dice < 0.79) {
      this.venue.drop();
      this.put({ kind: "disconnected" });
      this.put({ kind: "connected" });
    } else this.put({ kind: "clock" });
  }

  /** A network without faults, for long enough to answer all that is open. */
  heal(): void {
    this.venue.faults = { requestLost: 0, answerLost: 0, repeated: 0, rejects: 0 };
    for (let round = 0; round < 40; round++) {
      this.venue.arrive();
      for (const [id, { request }] of this.venue.orders) {
        if (request.kind === "market") this.venue.fill(id, 100);
      }
      while (this.venue.queue.length > 0) this.deliver();
      this.nowMs += 10_000;
      if (round % 10 === 0) {
        this.put({ kind: "disconnected" });
        this.put({ kind: "connected" });
      } else this.put({ kind: "clock" });
    }
  }
}

/** What both sides know of an order, in the same words. */
const seen = (order: VenueOrder) => ({ status: order.status, filled: order.filled, lots: order.lots });
const known = (blotter: Blotter, id: string) => {
  const order = orderOf(blotter, id);
  if (!order) return undefined;
  return {
    status: isFinal(order.status) ? order.status : "open",
    filled: order.filledLots,
    lots: order.terms.lots,
  };
};

function drill(seed: number, steps: number): Drill {
  const run = new Drill(seed);
  for (let i = 0; i < steps; i++) run.step();
  run.heal();
  return run;
}

const anySeed = fc.nat();

test("behind any network, both sides know the same in the end, and nothing is sent twice", () => {
  let unknown = 0;
  fc.assert(
    fc.property(anySeed, (seed) => {
      const { blotter, venue, outputs, rules } = drill(seed, 150);
      for (const { order } of entriesOf(blotter.orders, blotter.orders.open))
        expect(order.status).not.toMatch(/unknown|pending/);
      for (const [id, order] of venue.orders) {
        const own = known(blotter, id)!;
        // How many lots an order was that ended is of no concern to anybody.
        expect({ ...own, lots: order.status === "open" ? own.lots : order.lots }).toEqual(seen(order));
      }
      for (const { order } of entriesOf(blotter.orders, blotter.orders.closed)) {
        if (!venue.orders.has(order.id)) expect(order.reason).toBe("never arrived");
      }
      const placed = outputs.flatMap(({ actions }) =>
        actions.flatMap((action) => (action.kind === "place" ? [action.request.clientOrderId] : [])),
      );
      expect(new Set(placed).size).toBe(placed.length);
      expect([...rules].filter((rule) => !["queries-max", "exits-max"].includes(rule))).toEqual([]);
      unknown += outputs.filter(({ actions }) => actions.some(({ kind }) => kind === "query")).length;
    }),
    { numRuns: 300 },
  );
  expect(unknown).toBeGreaterThan(1_000);
});

test("in the end a bracket's stop or market orders cover what it holds, and an OCO has one order or none", () => {
  let held = 0;
  fc.assert(
    fc.property(anySeed, (seed) => {
      const { blotter, venue, brackets, ocos, inputs, outputs } = drill(seed, 120);
      const givenUp = new Set(
        outputs.flatMap(({ actions }) =>
          actions.flatMap((action) =>
            action.kind === "reconcile" && ["exits-max", "refusals-max"].includes(action.rule)
              ? [action.id]
              : [],
          ),
        ),
      );
      // What a user cancels or amends is the user's.
      const touched = new Set(
        inputs.flatMap(([input]) =>
          input.kind === "command" && "id" in input.command ? [input.command.id] : [],
        ),
      );
      const mine = (ids: readonly string[]) =>
        ids.every((id) => !touched.has(id) && venue.orders.get(id)?.status !== "expired");
      for (const ids of brackets.filter(mine)) {
        const exits = [...venue.orders].filter(
          ([id, { request }]) => request.kind === "market" && id.split("_")[0] === ids[0]!.split("_")[0],
        );
        const orders = ids.map((id) => venue.orders.get(id));
        const [entry, ...others] = [...orders, ...exits.map(([, order]) => order)];
        const open = (entry?.filled ?? 0) - others.reduce((sum, order) => sum + (order?.filled ?? 0), 0);
        const leaving = [others[0], ...exits.map(([, order]) => order)].filter(
          (order) => order?.status === "open",
        );
        const covered = leaving.reduce((sum, order) => sum + order!.lots - order!.filled, 0);
        if (givenUp.has(ids[1]!)) continue;
        held += open > 0 ? 1 : 0;
        // A race lets two exits fill at once: then nothing is held, and nothing more may leave.
        expect(covered).toBe(Math.max(0, open));
      }
      for (const ids of ocos.filter(mine)) {
        const orders = ids.map((id) => venue.orders.get(id));
        const filled = orders.reduce((sum, order) => sum + (order?.filled ?? 0), 0);
        const open = orders.filter((order) => order?.status === "open");
        if (filled >= 100 || orders.some((order) => order?.status === "rejected" || !order))
          expect(open).toEqual([]);
        else for (const order of open) expect(order!.lots - order!.filled).toBe(100 - filled);
      }
      expect(blotter.groups.size).toBeLessThanOrEqual(brackets.length + ocos.length);
    }),
    { numRuns: 300 },
  );
  expect(held).toBeGreaterThan(50);
});

test("the inputs alone make the same orders and the same actions again", () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const run = drill(seed, 80);
      const again = createBlotter("drill", [linear]);
      expect(run.inputs.map(([input, nowMs]) => manage(again, input, nowMs))).toEqual(run.outputs);
      expect(again).toEqual(run.blotter);
    }),
    { numRuns: 40 },
  );
});

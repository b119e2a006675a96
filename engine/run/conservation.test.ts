import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../core/random.ts";
import { closeBar, openBar } from "./bar.ts";
import { decideAll } from "./decide.ts";
import { loadBar, type MarketData, sessionMarket } from "./market.ts";
import type { Trade } from "./result.ts";
import { createSession, equityOf, type Session } from "./session.ts";
import { type Case, play } from "./testing/play.ts";
import { wildCase } from "./testing/wild-case.ts";
import { firstIndex } from "./vector.ts";

const runs = 250;
const anyCase = fc.record({ seed: fc.nat(), length: fc.integer({ min: 2, max: 60 }) });
const caseOf = (drawn: { readonly seed: number; readonly length: number }): Case =>
  wildCase(seeded(drawn.seed), drawn.length);

/** Holds a law over random cases. */
function law(title: string, seed: number, holds: (random: Case) => void): void {
  test(`${title} (replay with seed ${seed})`, () => {
    fc.assert(
      fc.property(anyCase, (drawn) => holds(caseOf(drawn))),
      { seed, numRuns: runs },
    );
  });
}

/** Drives a case bar by bar and lets `watch` see the session before and after each bar. */
function drive(
  { market, decisions, settings, rebalance, finer }: Case,
  watch: {
    readonly before?: (session: Session) => void;
    readonly after: (session: Session, t: number) => void;
  },
): Session {
  const session = createSession(sessionMarket(market), settings, rebalance, finer);
  const shapes = decisions.map(({ shape }) => shape);
  for (let t = firstIndex(market.ts, settings.fromMs); t < market.ts.length; t++) {
    watch.before?.(session);
    loadBar(session, market, t);
    openBar(session);
    closeBar(session);
    decideAll(session, shapes, (slot, out) => {
      const { columns } = decisions[slot]!;
      for (const name of ["target", "limit", "trigger", "stop", "takeProfit", "trail"] as const) {
        out[name] = columns[name]?.[t] ?? Number.NaN;
      }
    });
    watch.after(session, t);
  }
  return session;
}

const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);
const signed = ({ side, quantity }: { side: "buy" | "sell"; quantity: number }) =>
  side === "buy" ? quantity : -quantity;

function close(got: number, want: number, { settings, market }: Case, what: string): void {
  const scale = settings.cash * settings.limits.account.grossMax * market.symbols.length;
  if (!(Math.abs(got - want) <= 1e-11 * Math.max(scale, Math.abs(want)))) expect(got, what).toBe(want);
}

/** What a session holds that changes from bar to bar. */
const photo = (session: Session) => ({
  equity: equityOf(session),
  costs: { ...session.costs },
  fills: session.fills.length,
  halted: session.risk.state.standing.mode === "halted",
  held: session.slots.map(({ quantity, mark }) => ({ quantity, mark })),
});

const markOf = (market: MarketData, symbol: string, t: number): number =>
  market.bars[market.symbols.indexOf(symbol)]!.close[t]!;

law("equity changes by price moves minus costs and nothing else, bar by bar", 1, (random) => {
  let old: ReturnType<typeof photo>;
  drive(random, {
    before: (session) => {
      old = photo(session);
    },
    after: (session, t) => {
      const fills = session.fills.slice(old.fills);
      const moves = session.slots.map(({ index, mark }) =>
        old.held[index]!.quantity === 0 ? 0 : old.held[index]!.quantity * (mark - old.held[index]!.mark),
      );
      const traded = fills.map((fill) => signed(fill) * (markOf(random.market, fill.symbol, t) - fill.price));
      const { fees, spread, slippage, funding, borrow } = session.costs;
      const held = funding - old.costs.funding + borrow - old.costs.borrow;
      const paid = fees - old.costs.fees;
      close(
        equityOf(session),
        old.equity + sum(moves) + sum(traded) - paid - held,
        random,
        `equity of bar ${t}`,
      );
      close(paid, sum(fills.map(({ fee }) => fee)), random, `fees of bar ${t}`);
      const worsened = fills.map((fill) => signed(fill) * (fill.price - fill.reference));
      close(
        spread + slippage - old.costs.spread - old.costs.slippage,
        sum(worsened),
        random,
        `spread of bar ${t}`,
      );
      expect(Math.min(0, ...worsened), "a fill better than its reference").toBeGreaterThanOrEqual(0);
    },
  });
});

law("realised and unrealised profit make up the total, at every close", 2, (random) => {
  drive(random, {
    after: (session, t) => {
      const unrealised = session.slots.flatMap(({ lots, mark }) =>
        lots.map((lot) => (mark - lot.entryPrice) * lot.quantity - lot.feePerUnit * Math.abs(lot.quantity)),
      );
      const { funding, borrow } = session.costs;
      const total = sum(session.trades.map(({ pnl }) => pnl)) + sum(unrealised) - funding - borrow;
      close(equityOf(session) - random.settings.cash, total, random, `profit at bar ${t}`);
    },
  });
});

law("the profits of all trades, less holding costs, are the profit of the account", 3, (random) => {
  const { trades, costs, equity } = play(random);
  const total = sum(trades.map(({ pnl }: Trade) => pnl)) - costs.funding - costs.borrow;
  close(equity.at(-1)! - random.settings.cash, total, random, "profit");
});

law("positions are the sum of their fills, in whole lots and on one side", 4, (random) => {
  const lotOf = (symbol: string) => Number(random.settings.instruments[symbol]?.lot ?? random.settings.lot);
  drive(random, {
    after: (session) => {
      for (const { symbol, quantity, lots } of session.slots) {
        const filled = session.fills.filter((fill) => fill.symbol === symbol);
        const most = Math.max(1e-300, ...filled.map((fill) => fill.quantity));
        expect(Math.abs(quantity - sum(filled.map(signed)))).toBeLessThanOrEqual(
          1e-11 * most * filled.length,
        );
        expect(new Set(lots.map((part) => Math.sign(part.quantity))).size).toBeLessThanOrEqual(1);
        if (lots.length === 0) expect(quantity).toBe(0);
      }
      const held = session.slots.flatMap(({ symbol, lots }) =>
        lots.map(({ quantity }) => ({ symbol, quantity })),
      );
      for (const { symbol, quantity } of [...session.fills, ...held]) {
        const lot = lotOf(symbol);
        const count = lot === 0 ? 0 : Math.abs(quantity) / lot;
        expect(Math.abs(count - Math.round(count))).toBeLessThanOrEqual(1e-9 * Math.max(1, count));
      }
    },
  });
});

law("a target of 0 that has been filled leaves exactly nothing", 5, (random) => {
  drive(random, {
    after: (session) => {
      for (const { acted, orders, quantity, lots } of session.slots) {
        if (acted === 0 && orders.length === 0) expect([quantity, lots.length]).toEqual([0, 0]);
      }
    },
  });
});

law("a missing bar makes no fill and moves no mark", 6, (random) => {
  let old: ReturnType<typeof photo>;
  drive(random, {
    before: (session) => {
      old = photo(session);
    },
    after: (session) => {
      const fills = session.fills.slice(old.fills);
      for (const { symbol, present, index, mark, quantity } of session.slots) {
        if (present) continue;
        expect(fills.filter((fill) => fill.symbol === symbol)).toEqual([]);
        expect([quantity, mark]).toEqual([old.held[index]!.quantity, old.held[index]!.mark]);
      }
    },
  });
});

law("a halted session only takes away", 7, (random) => {
  let old: ReturnType<typeof photo>;
  drive(random, {
    before: (session) => {
      old = photo(session);
    },
    after: (session) => {
      if (!old.halted) return;
      for (const { index, quantity } of session.slots) {
        const before = old.held[index]!.quantity;
        expect(quantity === 0 || quantity === before, `${before} to ${quantity}`).toBe(true);
      }
    },
  });
});

/** The first `length` bars of a case. */
function prefix({ market, decisions, ...rest }: Case, length: number): Case {
  const cut = <T extends object>(columns: T): T =>
    Object.fromEntries(
      Object.entries(columns).map(([name, value]) => {
        if (value instanceof Float64Array) return [name, value.slice(0, length)];
        return [name, name === "extra" && value ? cut(value) : value];
      }),
    ) as T;
  return {
    ...rest,
    market: { ...market, ts: market.ts.slice(0, length), bars: market.bars.map(cut) },
    decisions: decisions.map(({ shape, columns }) => ({ shape, columns: cut(columns) })),
  };
}

law("no bar knows of a later one: a prefix of the data gives the prefix of the run", 8, (random) => {
  const length = random.market.ts.length >> 1;
  if (length === 0) return;
  const [whole, part] = [play(random), play(prefix(random, length))];
  expect([...part.equity]).toEqual([...whole.equity.slice(0, length)]);
  expect(part.fills).toEqual(whole.fills.filter(({ index }) => index < length));
});

law("no fill comes before the bar after its decision", 9, (random) => {
  const from = random.market.ts.length >> 1;
  // Decisions from that bar on are turned around; nothing up to its range may tell.
  const decisions = random.decisions.map(({ shape, columns }) => ({
    shape,
    columns: { ...columns, target: columns.target.map((target, t) => (t < from ? target : 1 - target)) },
  }));
  const settings = { ...random.settings, fill: "next-open" as const };
  const upTo = (from_: Case) => play(from_).fills.filter(({ index }) => index <= from);
  expect(upTo({ ...random, settings, decisions })).toEqual(upTo({ ...random, settings }));
});

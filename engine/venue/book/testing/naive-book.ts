import type { SelfTradeMode } from "../match.ts";

/** An order of the naive book. */
export interface NaiveOrder {
  readonly name: string;
  readonly sign: 1 | -1;
  readonly ticks: number;
  readonly owner: number;
  readonly display: number;
  shown: number;
  hidden: number;
  /** Rises each time that the order goes to the end of its queue. */
  turn: number;
}

/** What happened, in words that two books can be compared by. */
export type NaiveEvent = readonly [what: string, order: string, lots: number, ticks: number];

/** A book as plainly as it can be said: a list, sorted anew at each step. It judges the fast one. */
export class NaiveBook {
  readonly orders: NaiveOrder[] = [];
  readonly events: NaiveEvent[] = [];
  private turns = 0;

  rest(name: string, sign: 1 | -1, ticks: number, lots: number, owner: number, display: number): void {
    const shown = display > 0 ? Math.min(display, lots) : lots;
    this.orders.push({ name, sign, ticks, owner, display, shown, hidden: lots - shown, turn: this.turns++ });
  }

  cancel(name: string): void {
    const at = this.orders.findIndex((order) => order.name === name);
    if (at >= 0) this.orders.splice(at, 1);
  }

  cut(name: string, lots: number): void {
    const order = this.orders.find((each) => each.name === name)!;
    order.shown = Math.min(order.shown, lots);
    order.hidden = lots - order.shown;
  }

  /** Orders in the way of a taker, in the order in which it meets them. */
  private queue(sign: 1 | -1, limit: number): NaiveOrder[] {
    return this.orders
      .filter((order) => order.sign !== sign && sign * (limit - order.ticks) >= 0)
      .sort((a, b) => sign * (a.ticks - b.ticks) || a.turn - b.turn);
  }

  fillable(sign: 1 | -1, limit: number, lots: number, owner: number, mode: SelfTradeMode): number {
    let [found, hidden, ticks] = [0, 0, Number.NaN];
    for (const order of this.queue(sign, limit)) {
      if (order.ticks !== ticks) {
        found += hidden;
        hidden = 0;
        ticks = order.ticks;
      }
      if (order.owner === owner && mode === "expire-maker") continue;
      // What is hidden at its price comes only after it.
      if (order.owner === owner && mode !== "none") return Math.min(found, lots);
      found += order.shown;
      hidden += order.hidden;
    }
    return Math.min(found + hidden, lots);
  }

  match(sign: 1 | -1, limit: number, lots: number, owner: number, mode: SelfTradeMode) {
    let left = lots;
    while (left > 0) {
      const [maker] = this.queue(sign, limit);
      if (!maker) break;
      if (maker.owner === owner && mode !== "none" && mode !== "decrement") {
        if (mode !== "expire-taker") {
          this.cancel(maker.name);
          this.events.push(["self-trade", maker.name, 0, 0]);
        }
        if (mode !== "expire-maker") return { left, stopped: true };
        continue;
      }
      const traded = Math.min(left, maker.shown);
      left -= traded;
      const self = maker.owner === owner && mode === "decrement";
      this.events.push([self ? "decremented" : "traded", maker.name, traded, self ? 0 : maker.ticks]);
      this.take(maker, traded);
    }
    return { left, stopped: false };
  }

  private take(order: NaiveOrder, lots: number): void {
    order.shown -= lots;
    if (order.shown > 0) return;
    if (order.hidden === 0) {
      this.cancel(order.name);
      this.events.push(["filled", order.name, 0, 0]);
      return;
    }
    order.shown = Math.min(order.display, order.hidden);
    order.hidden -= order.shown;
    order.turn = this.turns++;
  }

  depth(sign: 1 | -1): (readonly [number, number])[] {
    const sums = new Map<number, number>();
    for (const order of this.orders) {
      if (order.sign === sign) sums.set(order.ticks, (sums.get(order.ticks) ?? 0) + order.shown);
    }
    return [...sums].sort((a, b) => sign * (b[0] - a[0]));
  }
}

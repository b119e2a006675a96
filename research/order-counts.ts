import type { OrderRecord } from "../engine/run/result.ts";
import type { OrderCount, RuleCount } from "../reports/model.ts";

const endings = ["filled", "cancelled", "expired", "rejected"] as const;
const isEnding = (status: string): status is (typeof endings)[number] =>
  (endings as readonly string[]).includes(status);

/** Orders by kind and by how they ended, the kinds in the order of their first order. */
export function orderCounts(orders: readonly OrderRecord[]): OrderCount[] {
  const counts = new Map<string, { -readonly [K in keyof OrderCount]: OrderCount[K] }>();
  for (const { kind, status, rule } of orders) {
    // Nobody was ever sent what asked for nothing.
    if (rule === "nothing-to-trade") continue;
    const count = counts.get(kind) ?? {
      kind,
      placed: 0,
      filled: 0,
      cancelled: 0,
      expired: 0,
      rejected: 0,
      open: 0,
    };
    count.placed++;
    count[isEnding(status) ? status : "open"]++;
    counts.set(kind, count);
  }
  return [...counts.values()];
}

/** The rules that cut or refused orders, in the order of their names. */
export function ruleCounts(orders: readonly OrderRecord[]): RuleCount[] {
  const counts = new Map<string, { rule: string; cut: number; refused: number }>();
  for (const { rule, status } of orders) {
    if (rule === null || rule === "nothing-to-trade") continue;
    const count = counts.get(rule) ?? { rule, cut: 0, refused: 0 };
    count[status === "filled" ? "cut" : "refused"]++;
    counts.set(rule, count);
  }
  return [...counts.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1));
}

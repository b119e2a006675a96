import type { FillRole, LinkedFill } from "./linked-fill.ts";

/** The fills of a session and of its shadow that follow from the same thing: one decision, or the protection of what it opened. */
export interface FillGroup {
  readonly symbol: string;
  readonly role: FillRole;
  readonly kind: LinkedFill["kind"];
  readonly side: "buy" | "sell";
  /** Index of the bar of the decision; -1 where none is known. */
  readonly decision: number;
  readonly paper: readonly LinkedFill[];
  readonly shadow: readonly LinkedFill[];
}

/**
 * Puts the fills of a session beside those of its shadow, by symbol and side, by what they are for, and by the decision
 * that they follow from; in the order of their first bar. Parts of one order are one group, so that a fill in ten parts is no
 * missed fill. What follows from no known decision is matched bar by bar. A limit of risk may be reached in another bar,
 * for equities differ a little: what it then leaves is put side by side in the order of time.
 */
export function matchFills(paper: readonly LinkedFill[], shadow: readonly LinkedFill[]): FillGroup[] {
  const groups = new Map<string, { -readonly [K in keyof FillGroup]: FillGroup[K] } & Lists>();
  const add = (fill: LinkedFill, list: keyof Lists): void => {
    const { symbol, role, kind, side, decision, index } = fill;
    const key = [symbol, role, kind, side, decision < 0 ? `at ${index}` : decision].join(" ");
    let group = groups.get(key);
    if (!group) {
      group = { symbol, role, kind, side, decision, paper: [], shadow: [] };
      groups.set(key, group);
    }
    group[list].push(fill);
  };
  for (const fill of paper) add(fill, "paper");
  for (const fill of shadow) add(fill, "shadow");
  return pairRisk([...groups.values()]).sort((a, b) => firstIndex(a) - firstIndex(b));
}

/** Puts what a limit of risk left here beside what it left there in another bar. */
function pairRisk(groups: readonly (FillGroup & Lists)[]): FillGroup[] {
  const alone = groups.filter(
    ({ role, paper, shadow }) => role === "risk" && (paper.length === 0 || shadow.length === 0),
  );
  const taken = new Set<FillGroup>();
  const paired = groups.map((group): FillGroup => {
    if (!alone.includes(group) || group.paper.length === 0) return group;
    const other = alone.find(
      ({ symbol, side, kind, shadow }) =>
        shadow.length > 0 && symbol === group.symbol && side === group.side && kind === group.kind,
    );
    if (!other) return group;
    alone.splice(alone.indexOf(other), 1);
    taken.add(other);
    return { ...group, shadow: other.shadow };
  });
  return paired.filter((group) => !taken.has(group));
}

interface Lists {
  readonly paper: LinkedFill[];
  readonly shadow: LinkedFill[];
}

const firstIndex = ({ paper, shadow }: FillGroup): number =>
  Math.min(paper[0]?.index ?? Number.POSITIVE_INFINITY, shadow[0]?.index ?? Number.POSITIVE_INFINITY);

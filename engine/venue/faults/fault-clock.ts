import { exponential } from "../../core/distributions.ts";
import type { Random } from "../../core/random.ts";
import { type FaultKind, type FaultPlan, type MessageFault, type SpellFault, spellFaults } from "./kinds.ts";

/** A fault that goes on from one moment to another. */
export interface Spell {
  readonly kind: FaultKind;
  readonly fromMs: number;
  readonly toMs: number;
  /** Symbol that it hits; undefined for all. */
  readonly symbol: string | undefined;
  readonly size: number;
  /** Whether another one of its kind is drawn once it begins: it came by chance. */
  readonly again: boolean;
}

/** The begin or the end of a spell. */
export interface Edge {
  readonly ts: number;
  readonly on: boolean;
  readonly spell: Spell;
}

/** A fault plan at work. Time is given; it never goes back. */
export interface FaultClock {
  readonly plan: FaultPlan;
  readonly random: Random;
  readonly symbols: readonly string[];
  /** Spells that are to come, one of each random kind and all of the timeline, and those that go on. */
  readonly coming: Spell[];
  readonly active: Spell[];
  begun: boolean;
}

export const createFaultClock = (
  plan: FaultPlan,
  symbols: readonly string[],
  random: Random,
): FaultClock => ({ plan, random, symbols, coming: [], active: [], begun: false });

const dayMs = 86_400_000;
const forSymbol: ReadonlySet<FaultKind> = new Set(["halt", "flash-crash", "delisting"]);

/** Sets the plan going at the first moment that is known; later calls do nothing. */
export function beginFaults(clock: FaultClock, startMs: number): void {
  if (clock.begun) return;
  clock.begun = true;
  for (const { kind, atMs, since, forMs, symbol, size } of clock.plan.timeline) {
    const fromMs = since === "start" ? startMs + atMs : atMs;
    clock.coming.push({
      kind,
      fromMs,
      toMs: fromMs + forMs,
      symbol: symbol ?? pick(clock, kind),
      size,
      again: false,
    });
  }
  // In an order of its own: a plan that was stored and read may have its fields in another.
  for (const kind of spellFaults) draw(clock, kind, startMs);
}

/** One symbol by chance for what hits only one. */
const pick = ({ symbols, random }: FaultClock, kind: FaultKind): string | undefined =>
  forSymbol.has(kind) ? symbols[Math.floor(random() * symbols.length)] : undefined;

/** The next spell of a kind, after an exponential time, for an exponential time. */
function draw(clock: FaultClock, kind: SpellFault, afterMs: number): void {
  const { perDay, meanMs, size } = clock.plan.spells[kind];
  if (perDay === 0) return;
  const fromMs = afterMs + exponential(clock.random, perDay / dayMs);
  const forMs = kind === "delisting" ? Number.POSITIVE_INFINITY : exponential(clock.random, 1 / meanMs);
  clock.coming.push({ kind, fromMs, toMs: fromMs + forMs, symbol: pick(clock, kind), size, again: true });
}

/** When the next spell begins or ends; Infinity for never. */
export function nextEdgeMs({ coming, active }: FaultClock): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { fromMs } of coming) if (fromMs < next) next = fromMs;
  for (const { toMs } of active) if (toMs < next) next = toMs;
  return next;
}

/** Lets the next begin or end happen, which must be there. Ends come before begins of the same moment. */
export function passEdge(clock: FaultClock): Edge {
  const ts = nextEdgeMs(clock);
  const { coming, active } = clock;
  const over = active.findIndex(({ toMs }) => toMs === ts);
  if (over >= 0) return { ts, on: false, spell: active.splice(over, 1)[0]! };
  const [spell] = coming.splice(
    coming.findIndex(({ fromMs }) => fromMs === ts),
    1,
  );
  active.push(spell!);
  const { again, toMs, kind } = spell!;
  if (again && toMs < Number.POSITIVE_INFINITY) draw(clock, kind as SpellFault, toMs);
  return { ts, on: true, spell: spell! };
}

/** The spell of a kind that goes on now, for a symbol or for all; undefined if there is none. */
export function activeSpell({ active }: FaultClock, kind: SpellFault, symbol?: string): Spell | undefined {
  for (const spell of active) {
    if (spell.kind === kind && (spell.symbol === undefined || spell.symbol === symbol)) return spell;
  }
  return undefined;
}

/** Draws whether a fault hits a message now. */
export function strikes({ plan, active, random }: FaultClock, kind: MessageFault): boolean {
  let chance = plan.rates[kind];
  for (const spell of active) if (spell.kind === kind) chance = Math.max(chance, spell.size);
  return chance > 0 && random() < chance;
}

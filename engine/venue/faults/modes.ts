import {
  type FaultPlan,
  type MessageFault,
  messageFaults,
  type SpellFault,
  type SpellRate,
  spellFaults,
  spellSizes,
} from "./kinds.ts";

export const faultModes = ["calm", "rough", "hell"] as const;
export type FaultMode = (typeof faultModes)[number];

type Rates = Partial<Record<MessageFault, number>>;
type Spells = Partial<Record<SpellFault, readonly [perDay: number, meanMs: number]>>;

const second = 1_000;
const minute = 60 * second;

/** `rough` is a bad week of a real venue, every day; `hell` is what no venue survives in business. */
const modes: Readonly<Record<FaultMode, readonly [Rates, Spells]>> = {
  calm: [{}, {}],
  rough: [
    {
      "drop-request": 0.001,
      "drop-reply": 0.001,
      "duplicate-reply": 0.002,
      "delay-event": 0.003,
      "reorder-event": 0.003,
      "server-error": 0.002,
      "malformed-reply": 0.0005,
    },
    {
      disconnect: [6, 15 * second],
      "stale-feed": [4, 20 * second],
      "wrong-clock": [0.2, 2 * minute],
      outage: [0.3, 3 * minute],
      "partial-outage": [0.7, 2 * minute],
      restart: [0.2, 30 * second],
      halt: [0.05, 10 * minute],
      "flash-crash": [0.05, 5 * minute],
    },
  ],
  hell: [
    {
      "drop-request": 0.05,
      "drop-reply": 0.05,
      "duplicate-reply": 0.05,
      "delay-event": 0.05,
      "reorder-event": 0.05,
      "server-error": 0.05,
      "malformed-reply": 0.02,
    },
    {
      disconnect: [48, 60 * second],
      "stale-feed": [24, 60 * second],
      "wrong-clock": [6, 5 * minute],
      outage: [6, 10 * minute],
      "partial-outage": [12, 5 * minute],
      restart: [6, 2 * minute],
      halt: [2, 20 * minute],
      "flash-crash": [2, 10 * minute],
    },
  ],
};

/** The plan of a named mode. */
export function modePlan(mode: FaultMode, seed = 1): FaultPlan {
  const [rates, spells] = modes[mode];
  const rateOf = (kind: SpellFault): SpellRate => {
    const [perDay, meanMs] = spells[kind] ?? [0, minute];
    return { perDay, meanMs, size: spellSizes[kind] ?? 0 };
  };
  return {
    seed,
    rates: Object.fromEntries(messageFaults.map((kind) => [kind, rates[kind] ?? 0])) as FaultPlan["rates"],
    spells: Object.fromEntries(spellFaults.map((kind) => [kind, rateOf(kind)])) as FaultPlan["spells"],
    timeline: [],
  };
}

import { exponential, logNormal } from "../../core/distributions.ts";
import { between, checkFields, optional } from "../../core/fields.ts";
import type { Random } from "../../core/random.ts";

/** Time of one part of the way, ms: log-normal about its median. */
export interface Leg {
  readonly medianMs: number;
  readonly sigma: number;
}

/** How long requests and answers take. */
export interface LatencySpec {
  /** From here to the venue, within it, and back. */
  readonly out: Leg;
  readonly match: Leg;
  readonly back: Leg;
  /** Times of congestion, in which every leg is so many times as long: how far apart, how long, in the mean. */
  readonly burst: { readonly everyMs: number; readonly lastsMs: number; readonly factor: number };
  /** With this chance a leg is longer by a Pareto factor of this shape: the smaller, the heavier the tail. */
  readonly tail: { readonly chance: number; readonly shape: number };
}

/** No time at all. */
export const noLatency: LatencySpec = {
  out: { medianMs: 0, sigma: 0 },
  match: { medianMs: 0, sigma: 0 },
  back: { medianMs: 0, sigma: 0 },
  burst: { everyMs: 0, lastsMs: 0, factor: 1 },
  tail: { chance: 0, shape: 1 },
};

/** A retail client near the venue's region: some 30 ms there and back, a minute of congestion every two hours. */
export const usualLatency: LatencySpec = {
  out: { medianMs: 12, sigma: 0.35 },
  match: { medianMs: 2, sigma: 0.5 },
  back: { medianMs: 12, sigma: 0.35 },
  burst: { everyMs: 7_200_000, lastsMs: 60_000, factor: 8 },
  tail: { chance: 0.001, shape: 1.2 },
};

const leg = { medianMs: optional(between(0, 600_000)), sigma: optional(between(0, 3)) };
const parts = {
  out: leg,
  match: leg,
  back: leg,
  burst: {
    everyMs: optional(between(0, 1e12)),
    lastsMs: optional(between(0, 1e12)),
    factor: optional(between(1, 1_000)),
  },
  tail: { chance: optional(between(0, 1)), shape: optional(between(0.5, 100)) },
} as const;

type Wishes = { readonly [Part in keyof LatencySpec]?: Partial<LatencySpec[Part]> };

/** A latency with what is left out as in {@link noLatency}. Throws a UserError for what is not known or out of range. */
export function latencySpec(given: Wishes): LatencySpec {
  const isRecord = (x: unknown) => typeof x === "object" && x !== null;
  const records = Object.keys(parts).map((name) => [name, optional(["a record", isRecord])] as const);
  checkFields("part of a latency", given, Object.fromEntries(records), "latency.");
  const merged = Object.entries(parts).map(([name, rules]) => {
    const part = given[name as keyof LatencySpec] ?? {};
    checkFields("field of a latency", part, rules, `latency.${name}.`);
    return [name, { ...noLatency[name as keyof LatencySpec], ...part }];
  });
  return Object.fromEntries(merged);
}

/** A latency at work, with its times of congestion. Time is given; it never goes back. */
export interface Latency {
  readonly spec: LatencySpec;
  readonly random: Random;
  burstFromMs: number;
  burstToMs: number;
}

export const createLatency = (spec: LatencySpec, random: Random): Latency => ({
  spec,
  random,
  burstFromMs: Number.NaN,
  burstToMs: Number.NaN,
});

/** Whether a moment lies in a time of congestion: one for all legs, so that what is slow together is slow together. */
export function isCongested(latency: Latency, nowMs: number): boolean {
  const { burst } = latency.spec;
  if (burst.everyMs === 0 || burst.factor === 1) return false;
  if (latency.burstFromMs !== latency.burstFromMs) nextBurst(latency, nowMs);
  while (nowMs >= latency.burstToMs) nextBurst(latency, latency.burstToMs);
  return nowMs >= latency.burstFromMs;
}

function nextBurst(latency: Latency, fromMs: number): void {
  const { random, spec } = latency;
  latency.burstFromMs = fromMs + exponential(random, 1 / spec.burst.everyMs);
  latency.burstToMs = latency.burstFromMs + exponential(random, 1 / Math.max(spec.burst.lastsMs, 1e-3));
}

/** Ms that one leg takes for what sets out at a moment. */
export function drawLatency(latency: Latency, name: "out" | "match" | "back", nowMs: number): number {
  const { spec, random } = latency;
  const { medianMs, sigma } = spec[name];
  if (medianMs === 0) return 0;
  let ms = sigma === 0 ? medianMs : logNormal(random, Math.log(medianMs), sigma);
  if (isCongested(latency, nowMs)) ms *= spec.burst.factor;
  if (spec.tail.chance > 0 && random() < spec.tail.chance) ms *= (1 - random()) ** (-1 / spec.tail.shape);
  return ms;
}

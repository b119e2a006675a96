import { refuse } from "../../core/errors.ts";

/**
 * How trading moves a price, as a fraction of it, for Q units bought (sold: negative) of a symbol of which `adv` units
 * trade in a day. What decays halves in each half-life, Infinity for never.
 *
 * - `linear` (Kyle 1985): coefficient * Q / adv, where Q is what was traded, decaying.
 * - `square-root` (Almgren and others 2005; Tóth and others 2011): gamma * sign(Q) * sqrt(|Q| / adv), Q likewise.
 * - `almgren-chriss` (2000): permanent * Q / adv, which stays, and temporary * Q / adv, which decays.
 */
export type ImpactSpec =
  | {
      readonly kind: "linear";
      readonly coefficient: number;
      readonly adv: number;
      readonly halfLifeMs: number;
    }
  | {
      readonly kind: "square-root";
      readonly gamma: number;
      readonly adv: number;
      readonly halfLifeMs: number;
    }
  | {
      readonly kind: "almgren-chriss";
      readonly permanent: number;
      readonly temporary: number;
      readonly adv: number;
      readonly halfLifeMs: number;
    };

/** What was traded so far, as multiples of a day's volume: in all, and what has not decayed. */
export interface Impact {
  readonly spec: ImpactSpec;
  total: number;
  decaying: number;
  nowMs: number;
}

/** No impact yet. Throws a UserError for a day's volume or a half-life that is not above 0. */
export function createImpact(spec: ImpactSpec): Impact {
  if (!(spec.adv > 0)) refuse(`impact.adv must be units a day above 0; was ${spec.adv}`);
  if (!(spec.halfLifeMs > 0)) refuse(`impact.halfLifeMs must be above 0; was ${spec.halfLifeMs}`);
  return { spec, total: 0, decaying: 0, nowMs: Number.NEGATIVE_INFINITY };
}

function decay(impact: Impact, nowMs: number): void {
  const passed = nowMs - impact.nowMs;
  if (passed > 0 && impact.decaying !== 0) impact.decaying *= 0.5 ** (passed / impact.spec.halfLifeMs);
  impact.nowMs = Math.max(impact.nowMs, nowMs);
}

/** Takes in what was traded, in units, signed by the side of the taker. */
export function noteImpact(impact: Impact, quantity: number, nowMs: number): void {
  decay(impact, nowMs);
  const part = quantity / impact.spec.adv;
  impact.total += part;
  impact.decaying += part;
}

/** Fraction by which the price is moved at a moment. */
export function shiftOf(impact: Impact, nowMs: number): number {
  decay(impact, nowMs);
  const { spec, total, decaying } = impact;
  switch (spec.kind) {
    case "linear":
      return spec.coefficient * decaying;
    case "square-root":
      return squareRootImpact(spec.gamma, decaying, 1);
    case "almgren-chriss":
      return spec.permanent * total + spec.temporary * decaying;
  }
}

/**
 * Fraction by which a trade of signed volume moves the price by the square-root law.
 *
 * @example
 * squareRootImpact(0.5, -4, 100) // => -0.1
 */
export const squareRootImpact = (gamma: number, volume: number, adv: number): number =>
  gamma * Math.sign(volume) * Math.sqrt(Math.abs(volume) / adv);

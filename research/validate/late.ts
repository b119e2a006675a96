import { boolean, number, op } from "../../engine/graph/op.ts";
import type { Params } from "../../engine/graph/params.ts";
import type { Decision, Level, Numeric, Signal, Strategy } from "../../engine/graph/strategy.ts";

const rest = {
  family: "flow",
  about: "what was decided one bar before, known or not",
  warmup: () => 1,
  // A bar without a decision is late, too: unlike `lag`, which passes over it.
  sees: true,
  init: () => ({ last: Number.NaN }),
} as const;

function before(state: { last: number }, x: number): number {
  const { last } = state;
  state.last = x;
  return last;
}

const lateNumber = op({ name: "oneBarLate", inputs: [number], step: before, ...rest });
const lateSignal = op({ name: "oneBarLate", inputs: [boolean], output: "boolean", step: before, ...rest });

const isSignal = (value: Numeric | Signal): value is Signal =>
  typeof value === "boolean" || (typeof value === "object" && value.kind === "boolean");

/** Constants have no time. */
const late = (value: Numeric): Numeric => (typeof value === "number" ? value : lateNumber(value));

const lateTarget = (target: Decision["target"]): Decision["target"] => {
  if (!isSignal(target)) return late(target);
  return typeof target === "boolean" ? target : lateSignal(target);
};

function lateLevel(level: Level): Level {
  if (typeof level === "number") return level;
  if ("fraction" in level) return { fraction: late(level.fraction) };
  if ("price" in level) return { price: late(level.price) };
  return late(level);
}

/**
 * The strategy with all that it decides known one bar later: its graph is lagged, and the pipeline trades what it
 * says then, at the prices of then.
 */
export function oneBarLate<P extends Params>(strategy: Strategy<P>): Strategy<P> {
  return {
    ...strategy,
    decide(market, params) {
      const { target, limit, trigger, stop, takeProfit, trail, ...terms } = strategy.decide(market, params);
      return {
        ...terms,
        target: lateTarget(target),
        ...(limit !== undefined && { limit: late(limit) }),
        ...(trigger !== undefined && { trigger: late(trigger) }),
        ...(stop !== undefined && { stop: lateLevel(stop) }),
        ...(takeProfit !== undefined && { takeProfit: lateLevel(takeProfit) }),
        ...(trail !== undefined && { trail: lateLevel(trail) }),
      };
    },
  };
}

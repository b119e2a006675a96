import type { Node } from "../../engine/graph/node.ts";
import { type Decision, type Signal, type Strategy, strategy } from "../../engine/graph/strategy.ts";
import {
  bollinger,
  crossOver,
  crossUnder,
  ema,
  latch,
  mul,
  rsi,
  sma,
  sub,
  where,
} from "../../engine/ops/index.ts";

/** Entry and exit of a rule as signals of our operators. */
interface Signals {
  readonly enter: Signal;
  readonly leave: Signal;
}

type Rule = (match: RegExpExecArray, close: Node<"number">) => Signals;

const pairOf =
  (average: typeof sma | typeof ema): Rule =>
  (match, close) => {
    const line = (n: number) => (average === ema ? ema(close, { n, seed: "first" }) : sma(close, n));
    const [fast, slow] = [line(Number(match[1])), line(Number(match[2]))];
    return { enter: crossOver(fast, slow), leave: crossUnder(fast, slow) };
  };

/** The rules of the cases, as their texts spell them. */
const rules: readonly (readonly [RegExp, Rule])[] = [
  [/^SMA\((\d+)\) (?:and|vs) SMA\((\d+)\) of close/, pairOf(sma)],
  [/^EMA\((\d+)\) (?:and|vs) EMA\((\d+)\) of close/, pairOf(ema)],
  [
    /^Wilder RSI\((\d+)\).*rsi\[t\]<(\d+) -> buy.*rsi\[t\]>(\d+) -> close/,
    ([, n, low, high], close) => {
      const line = rsi(close, { n: Number(n), seed: "first" });
      return { enter: crossUnder(line, Number(low)), leave: crossOver(line, Number(high)) };
    },
  ],
  [
    /^RSI\((\d+)\).*Cutler.*crossed below (\d+) -> long entry; RSI crossed above (\d+) -> long exit/,
    ([, n, low, high], close) => {
      const line = rsi(close, { n: Number(n), smooth: "simple" });
      return { enter: crossUnder(line, Number(low)), leave: crossOver(line, Number(high)) };
    },
  ],
  [
    /^Bollinger\((\d+),([\d.]+)\).*(?:above upper)/,
    ([, n, k], close) => {
      const { upper, middle } = bollinger(close, { n: Number(n), k: Number(k) });
      return { enter: crossOver(close, upper), leave: crossUnder(close, middle) };
    },
  ],
  [
    /^Bollinger\((\d+),([\d.]+)\).*(?:below lower)/,
    ([, n, k], close) => {
      const { lower, middle } = bollinger(close, { n: Number(n), k: Number(k) });
      return { enter: crossUnder(close, lower), leave: crossOver(close, middle) };
    },
  ],
];

export interface StrategyRule {
  readonly rules: string;
  readonly longShort: boolean;
  /** Stops as fractions of the close that decides. */
  readonly stop?: number;
  readonly takeProfit?: number;
  readonly trail?: number;
  /** Fraction of equity; 1 unless told. */
  readonly size?: number;
}

/** The strategy that a case states in words, written with our operators, or undefined where none is known. */
export function strategyOf({
  rules: text,
  longShort,
  stop,
  takeProfit,
  trail,
  size = 1,
}: StrategyRule): Strategy | undefined {
  if (text.startsWith("long entry at bar 0, never exited")) {
    return strategy({ name: "oracle", decide: () => ({ target: size }) });
  }
  const found = rules.find(([pattern]) => pattern.test(text));
  if (!found) return undefined;
  const match = found[0].exec(text)!;
  return strategy({
    name: "oracle",
    decide({ close }): Decision {
      const { enter, leave } = found[1](match, close);
      const long = latch(enter, leave);
      const target = longShort
        ? sub(where(long, size, 0), where(latch(leave, enter), size, 0))
        : where(long, size, 0);
      return {
        target,
        ...(stop !== undefined && { stop: longShort ? { fraction: stop } : { price: mul(close, 1 - stop) } }),
        ...(takeProfit !== undefined && {
          takeProfit: longShort ? { fraction: takeProfit } : { price: mul(close, 1 + takeProfit) },
        }),
        ...(trail !== undefined && { trail: { fraction: trail } }),
      };
    },
  });
}

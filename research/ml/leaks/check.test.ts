import { describe, expect, test } from "vitest";
import { number, op } from "../../../engine/graph/op.ts";
import type { Market } from "../../../engine/graph/strategy.ts";
import { meanAcross } from "../../../engine/ops/mean-across.ts";
import { sma } from "../../../engine/ops/sma.ts";
import { buildSamples } from "../build-samples.ts";
import { buildFeatures } from "../features/build-features.ts";
import { chooseFeatures } from "../features/choose-features.ts";
import { parseFeatureSpec } from "../features/feature-spec.ts";
import { barriers } from "../labels/barriers.ts";
import { fixedHorizon } from "../labels/fixed-horizon.ts";
import type { Labelling } from "../labels/labelling.ts";
import { ownLabel } from "../labels/own-label.ts";
import { walkBars } from "../testing/walk-bars.ts";
import { checkFeatures } from "./check-features.ts";
import { checkLabels } from "./check-labels.ts";

const bars = [
  walkBars({ length: 400, seed: 1 }),
  walkBars({ symbol: "B", length: 400, seed: 2, gaps: 0.05 }),
];
const label = barriers({ bars: 5, span: 20 });

/** An operator whose kernel gives the value of the next bar. */
const peek = op({
  name: "peek",
  inputs: [number],
  step: (_, x) => x,
  column: (_, [x], out) => {
    for (let i = 0; i < out.length; i++) out[i] = x![Math.min(i + 1, out.length - 1)]!;
  },
});
/** One that scales by what it finds at the end of all data, bar by bar as well. */
const centred = op({
  name: "centred",
  inputs: [number],
  step: (_, x) => x - bars[0]!.close.at(-1)!,
  column: (_, [x], out) => {
    const last = x!.at(-1)!;
    for (let i = 0; i < out.length; i++) out[i] = x![i]! - last;
  },
});

describe("a planted leak fails, in building and in making samples", () => {
  const leaks = {
    tomorrow: peek,
    level: centred,
  };
  test.each(Object.entries(leaks))("in a feature: %s", (name, operator) => {
    const leaky = {
      name,
      build: (m: Market) => sma(operator(m.close), 3),
    };
    const message = new RegExp(
      `feature "${name}" of A reads beyond its bar: operator "${operator.op.name}" is .* at bar \\d+ \\(2020-.*\\) .*, but .*; let the`,
    );
    const features = ["rsi_14", leaky];
    expect(() => buildSamples({ features, label, bars })).toThrow(message);
    expect(() => buildFeatures(parseFeatureSpec({ features }), bars)).toThrow(message);
  });

  test("in a feature that looks at another symbol", () => {
    const leaky = {
      name: "others",
      build: (m: Market) => meanAcross(m, (one) => peek(one.close)),
    };
    expect(() => checkFeatures(chooseFeatures([leaky], bars), bars)).toThrow(
      'feature "others" of A reads beyond',
    );
  });

  test("in a label that says it is known before it is", () => {
    const liar = ownLabel({
      name: "liar",
      task: "binary",
      label: ({ close }, row) => ({ y: Number(close[row + 3]! > close[row]!), until: row + 2 }),
    });
    const message =
      /label "liar" of A at bar \d+ \(2020-.*\) reads beyond bar \d+, at whose close it says it is known: it is [01] with all the data in sight, but .* with the later bars (changed|cut off); let "until"/;
    expect(() => buildSamples({ features: ["rsi_14"], label: liar, bars })).toThrow(message);
    expect(() => buildFeatures({ features: ["rsi_14"], weights: "equal", label: liar }, bars)).toThrow(
      message,
    );
  });

  test("in a label that is scaled by all of the data", () => {
    const whole: Labelling = {
      ...fixedHorizon({ bars: 5 }),
      name: "whole",
      make: (market, symbol) => {
        const { close } = market.bars[symbol]!;
        const top = close.reduce((most, x) => (x > most ? x : most), 0);
        return fixedHorizon({ bars: 5 })
          .make(market, symbol)
          .map((each) => ({ ...each, y: each.y * top }));
      },
    };
    expect(() => checkLabels(whole, bars)).toThrow('label "whole" of A at bar');
  });
});

test("what is causal passes, and the data are left as they were", () => {
  const before = bars.map(({ close, volume }) => [close.slice(), volume.slice()]);
  checkFeatures(chooseFeatures(["cross-asset", "entropy", "turbulent"], bars), bars);
  for (const labelling of [label, fixedHorizon({ bars: 5, as: "score" })]) checkLabels(labelling, bars);
  expect(bars.map(({ close, volume }) => [close, volume])).toEqual(before);
});

test("little data are no leak: none to look at, a single bar, labels that begin late", () => {
  const one = [walkBars({ length: 1 })];
  checkFeatures(chooseFeatures(["rsi_14"], one), one);
  checkLabels(label, one);
  const late = ownLabel({
    name: "early",
    task: "regression",
    label: (_, row) => (row < 5 ? { y: row, until: row + 1 } : undefined),
  });
  checkLabels(late, [walkBars({ length: 3000 })]);
});

describe("features that are chosen", () => {
  const names = (choices: Parameters<typeof chooseFeatures>[0], of = bars) =>
    chooseFeatures(choices, of).map(({ name }) => name);

  test("are rows, families and own ones, and of a family those that the market can feed", () => {
    expect(names(["rsi_14", "entropy"])).toHaveLength(6);
    expect(names([{ name: "mine", build: ({ close }) => close }])).toEqual(["mine"]);
    expect(names(["all"]).length - names(["all"], [bars[0]!]).length).toBeGreaterThan(10);
    expect(names(["all"])).not.toContain("funding");
  });

  test.each([
    [[], "features must name at least one"],
    [["rsi_14", "momentum"], 'feature "rsi_14" is given twice'],
    [["rsi14"], 'unknown feature "rsi14"; did you mean "rsi_14"?'],
    [
      ["funding"],
      'feature "funding" needs the column "funding", which the data of A lack; give --attach funding=file',
    ],
    [[{ name: "rsi_14", build: peek }], 'feature "rsi_14" is ready-made'],
    [[{ name: "My Own", build: peek }], 'letters, digits and underscores; was "My Own"'],
    [[{ name: "mine" }], 'feature "mine" must have a function build(market)'],
  ])("are refused where they cannot be: %#", (choices, message) => {
    expect(() => chooseFeatures(choices as never, bars)).toThrow(message);
  });

  test("and one across symbols where there is one", () => {
    expect(() => chooseFeatures(["return_rank_5"], [bars[0]!])).toThrow(
      "needs at least 2 symbols; the data have 1",
    );
    expect(() => chooseFeatures(["cross-asset"], [bars[0]!])).toThrow(
      'family "cross-asset": each feature needs at least 2',
    );
  });

  test("must give a series", () => {
    const none = { name: "none", build: () => 3 as never };
    expect(() => buildFeatures(parseFeatureSpec({ features: [none] }), bars)).toThrow(
      'feature "none" must give a series or a signal; it gave 3',
    );
  });
});

test.each([
  [undefined, "must be a record with features"],
  [{ feature: [] }, 'unknown member "feature" of a specification of features; did you mean "features"?'],
  [{ features: "rsi_14" }, "features must be a list of names; was rsi_14"],
  [{ features: [3] }, "one was 3"],
  [{ features: ["rsi_14"], weights: "age" }, 'weights must be one of equal, uniqueness, return; was "age"'],
  [{ features: ["rsi_14"], decay: "old" }, "decay must be a number in (-1, 1]; was old"],
  [{ features: ["rsi_14"], label: "up" }, "label must be a record with its kind; was up"],
  [{ features: ["rsi_14"], label: { bars: 3 } }, "label.kind must be one of fixed-horizon"],
])("a specification that is none is refused: %#", (given, message) => {
  expect(() => parseFeatureSpec(given)).toThrow(message);
});

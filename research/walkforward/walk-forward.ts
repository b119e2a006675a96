import { lowerBound } from "../../engine/core/calendar.ts";
import type { Outcome } from "../../engine/run/result.ts";
import { metricsOf } from "../metrics/index.ts";
import type { SweepData } from "../sweep/scenario.ts";
import { driftOf, efficiencyOf, foldCorrelation, middlePath } from "./analysis.ts";
import { type Course, courseOf } from "./course.ts";
import { figuresOf, figuresOfWindows, unknownFigures, type WindowRun } from "./figures.ts";
import { identifyWalk } from "./identity.ts";
import type { Fold, WalkForwardResult, WalkForwardRun } from "./model.ts";
import type { WalkForwardRequest } from "./request.ts";
import { type Choice, createSelection, type Selection, type Tried, tieRule } from "./select.ts";
import { serveWalk } from "./serve.ts";
import { stitch } from "./stitch.ts";
import { warningsOfWalk } from "./warnings.ts";
import { type Ground, runWindow } from "./window-run.ts";
import type { Windows } from "./windows.ts";

/** How test windows join, in words. */
const joinRule =
  "a test window begins flat, with the equity that the one before it left; what it still holds is left at the open of " +
  "its last bar, at the cost of any order; limits of risk begin anew with each window";

/** A walk forward that has begun: whoever computes the rows of its job, in this thread or in others, ends it. */
export interface Walk extends Omit<Selection, "choices" | "variants"> {
  readonly job: Course["job"];
  readonly data: SweepData;
  /** Bars that are computed for all variants over all training windows. */
  readonly barVariants: number;
  /** The tests, once all searches are at their ends. */
  readonly finish: () => WalkForwardRun;
}

/** Begins to walk forward, see {@link walkForward}. Throws a UserError for what does not fit. */
export function beginWalk(request: WalkForwardRequest): Walk {
  const course = courseOf(request);
  const { choices, variants, ...selection } = createSelection(course);
  const { job, ground, market } = course;
  const barVariants = selection.searches.reduce((sum, { trials }, k) => {
    const { fromMs, toMs } = job.scenarios[k]!;
    return sum + trials * (lowerBound(market.ts, toMs!) - lowerBound(market.ts, fromMs!));
  }, 0);
  return {
    ...selection,
    job,
    data: ground.data,
    barVariants,
    finish: () => finishWalk(request, course, choices(), variants()),
  };
}

/**
 * Walks forward: in each fold the best parameters of the training window, then the test window with them, and all tests
 * joined to one out-of-sample outcome; or the same by cross-validation. Yields what was tried, batch by batch, so that a
 * caller can keep count and show how far it is. Deterministic; in a walk forward nothing that lies after the end of a
 * test changes that fold or one before it. Throws a UserError for windows that do not fit the data, an objective that
 * is none, or an empty space.
 */
export function* walkForward(request: WalkForwardRequest): Generator<Tried, WalkForwardRun> {
  const { job, data, searches, scoresOf, take, finish } = beginWalk(request);
  const serve = serveWalk(job, request.strategy, data);
  for (const [scenario, search] of searches.entries()) {
    for (let batch = search.next(); batch; batch = search.next()) {
      const rows = serve(scenario, batch);
      yield take(scenario, batch, rows);
      search.tell(batch, scoresOf(rows));
    }
  }
  return finish();
}

/** The tests with what was chosen, joined. */
function finishWalk(
  request: WalkForwardRequest,
  course: Course,
  choices: readonly Choice[],
  variants: number,
): WalkForwardRun {
  const { ground, windows, market, context, selector } = course;
  const runs = windows.paths.map((path) => runPath(ground, windows, path, choices));
  const outcomes = runs.map((path) =>
    stitch(
      path.map(({ outcome }) => outcome),
      market,
      ground.settings,
    ),
  );
  const figures = outcomes.map((outcome) => figuresOf(metricsOf(outcome, context), selector.objective));
  const shownPath = middlePath(figures);
  const outcome = outcomes[shownPath]!;
  const folds = foldsOf(course, choices, runs);
  const walkForward: WalkForwardResult = {
    scheme: request.windows.scheme,
    objective: selector.objective,
    windows: wordsOf(request.windows),
    rules: [tieRule, joinRule],
    variants,
    folds,
    paths: windows.paths.map((path, k) => ({ folds: path, figures: figures[k]! })),
    shownPath,
    efficiency: efficiencyOf(folds, figures[shownPath]!),
    correlation: foldCorrelation(folds),
    drift: driftOf(
      folds,
      selector.space.axes.map(({ name }) => name),
    ),
    gaining: folds.filter(({ outOfSample }) => outOfSample.totalReturn > 0).length / folds.length,
    untestedMs: market.ts[market.ts.length - 1]! + market.timeframeMs - windows.stretches.at(-1)!.toMs,
  };
  return {
    schema: "bot4/run@1",
    identity: identifyWalk(request, ground.settings, choices),
    outcome,
    metrics: metricsOf(outcome, context),
    warnings: warningsOfWalk(request, outcome, walkForward),
    walkForward,
  };
}

/** The tests along one path, each with the cash that the one before it left. */
function runPath(
  ground: Ground,
  { stretches }: Windows,
  path: readonly number[],
  choices: readonly Choice[],
): WindowRun[] {
  let { cash } = ground.settings;
  return path.map((fold, k) => {
    const run = { outcome: runWindow(ground, stretches[k]!, choices[fold]!.params, cash), cash };
    cash = lastEquity(run.outcome, cash);
    return run;
  });
}

const lastEquity = ({ equity }: Outcome, cash: number): number => equity[equity.length - 1] ?? cash;

/** Every test belongs to one path; a fold gathers its own from all of them. */
function foldsOf(
  { windows, selector: { objective }, context }: Course,
  choices: readonly Choice[],
  runs: readonly (readonly WindowRun[])[],
): Fold[] {
  return windows.folds.map(({ train, test }, fold) => {
    const { params, metrics } = choices[fold]!;
    const own = test.map((stretch) => {
      const path = windows.paths.findIndex((each) => each[stretch] === fold);
      return runs[path]![stretch]!;
    });
    return {
      train,
      test: test.map((stretch) => windows.stretches[stretch]!),
      ...(params && { params }),
      inSample: params ? figuresOf(metrics, objective) : unknownFigures,
      outOfSample: figuresOfWindows(own, objective, context),
    };
  });
}

/** The lengths of windows in words. */
function wordsOf(options: WalkForwardRequest["windows"]): string {
  if (options.scheme !== "walk-forward") {
    const { scheme, folds, testGroups, purge, embargo } = options;
    const cut = scheme === "cpcv" ? `${folds} groups, ${testGroups} of them the test` : `${folds} folds`;
    return `${cut}; purge ${counted(purge, "bar")}, embargo ${counted(embargo, "bar")}`;
  }
  const { unit, train, test, embargo, anchored } = options;
  const say = (length: number): string =>
    counted(
      unit === "bars" ? length : Number((length / 86_400_000).toFixed(3)),
      unit === "bars" ? "bar" : "day",
    );
  const kind = anchored ? "anchored" : "rolling";
  return `${kind}; train ${say(train)}${anchored ? " at first" : ""}, test ${say(test)}, embargo ${say(embargo)}`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

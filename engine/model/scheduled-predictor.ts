import { memoryOf } from "./kinds.ts";
import { predict } from "./predict.ts";
import { featuresOf, type Schedule } from "./schedule.ts";

/**
 * A fresh predictor of a schedule. It is called with the open of each bar, in order of time, and with `x`, the features
 * of {@link featuresOf} in their order, written for that bar; it gives NaN before the first stage, and where the time is
 * not known. Nothing is allocated once it is made.
 */
export function scheduledPredictor(schedule: Schedule): (ts: number, x: Float64Array) => number {
  const union = featuresOf(schedule);
  const starts = Float64Array.from(schedule, ({ fromMs }) => fromMs);
  const stages = schedule.map(({ artefact }) => {
    const places = Int32Array.from(artefact.features, (name) => union.indexOf(name));
    return { places, own: new Float64Array(places.length), predictor: predict(artefact) };
  });
  const past = pastOf(union.length, memoryOfSchedule(schedule));
  let at = -1;
  const run = (x: Float64Array, offset: number): number => {
    const { places, own, predictor } = stages[at]!;
    for (let j = 0; j < places.length; j++) own[j] = x[offset + places[j]!]!;
    return predictor(own, 0);
  };
  return (ts, x) => {
    if (ts !== ts) return Number.NaN;
    const before = at;
    while (at + 1 < starts.length && starts[at + 1]! <= ts) at++;
    // A stage with memory begins with what it would remember.
    if (at !== before) past.each(run);
    const found = at < 0 ? Number.NaN : run(x, 0);
    past.keep(x);
    return found;
  };
}

/** Samples before the present one that a prediction hangs on, at most. */
export const memoryOfSchedule = (schedule: Schedule): number =>
  Math.max(...schedule.map(({ artefact }) => memoryOf(artefact.model)));

/** The last `rows` samples of so many features. */
function pastOf(width: number, rows: number) {
  const ring = new Float64Array(width * rows);
  let count = 0;
  return {
    keep: (x: Float64Array): void => {
      if (rows === 0) return;
      ring.set(x, (count % rows) * width);
      count++;
    },
    /** Visits them, oldest first. */
    each: (visit: (x: Float64Array, offset: number) => unknown): void => {
      for (let k = Math.max(0, count - rows); k < count; k++) visit(ring, (k % rows) * width);
    },
  };
}

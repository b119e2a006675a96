import type { Artefact } from "./artefact.ts";
import { memoryOf } from "./kinds.ts";
import { predict, remembered } from "./predict.ts";
import type { Predictor } from "./predictor.ts";
import { featuresOf, type Schedule } from "./schedule.ts";

/**
 * A fresh predictor of a schedule. It is called with the open of each bar, in order of time, and with `x`, the features
 * of {@link featuresOf} in their order, written for that bar; it gives NaN before the first stage, and where the time is
 * not known. Nothing is allocated once it is made.
 */
export function scheduledPredictor(schedule: Schedule): (ts: number, x: Float64Array) => number {
  const union = featuresOf(schedule);
  const starts = Float64Array.from(schedule, ({ fromMs }) => fromMs);
  const pasts = new Map<string, Past>();
  const stages = schedule.map(({ artefact }) => {
    const { features, missing } = artefact;
    const places = Int32Array.from(features, (name) => union.indexOf(name));
    const own = new Float64Array(places.length);
    // Stages that take the same samples share what they would remember.
    const key = JSON.stringify([missing, features]);
    const past = pasts.get(key) ?? pastOf(places, missing, memoryOfSchedule(schedule));
    pasts.set(key, past);
    return { places, own, predictor: predict(artefact), past };
  });
  const kept = [...pasts.values()];
  let at = -1;
  return (ts, x) => {
    if (ts !== ts) return Number.NaN;
    const before = at;
    while (at + 1 < starts.length && starts[at + 1]! <= ts) at++;
    let found = Number.NaN;
    if (at >= 0) {
      const { places, own, predictor, past } = stages[at]!;
      // A stage with memory begins with what it would remember.
      if (at !== before) past.each(predictor);
      for (let j = 0; j < places.length; j++) own[j] = x[places[j]!]!;
      found = predictor(own, 0);
    }
    for (let k = 0; k < kept.length; k++) kept[k]!.keep(x);
    return found;
  };
}

/** Samples before the present one that a prediction hangs on, at most. */
export const memoryOfSchedule = (schedule: Schedule): number =>
  Math.max(...schedule.map(({ artefact }) => memoryOf(artefact.model)));

/** Samples that a model would remember. */
interface Past {
  /** Takes the features of a bar, unless a model would pass over them. */
  readonly keep: (x: Float64Array) => void;
  /** Visits what is remembered, oldest first. */
  readonly each: (visit: Predictor) => void;
}

/** The last `rows` samples, of the features at some places, that an artefact does not pass over. */
function pastOf(places: Int32Array, missing: Artefact["missing"], rows: number): Past {
  const width = places.length;
  const ring = new Float64Array(width * rows);
  const own = new Float64Array(width);
  let count = 0;
  return {
    keep: (x) => {
      if (rows === 0) return;
      for (let j = 0; j < width; j++) own[j] = x[places[j]!]!;
      if (remembered(missing, own, 0, width)) ring.set(own, (count++ % rows) * width);
    },
    each: (visit) => {
      for (let k = Math.max(0, count - rows); k < count; k++) visit(ring, (k % rows) * width);
    },
  };
}

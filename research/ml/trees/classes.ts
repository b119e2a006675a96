import { refuse } from "../../../engine/core/errors.ts";

const classesMax = 100;

/** The distinct values of a target, rising. Throws a UserError where there are fewer than 2 or more than 100. */
export function classesOf(y: Float64Array): Float64Array {
  const classes = Float64Array.from(new Set(y)).sort();
  if (classes.length < 2 || classes.length > classesMax) {
    refuse(`target must hold 2 to ${classesMax} distinct values; it holds ${classes.length}`);
  }
  return classes;
}

/** The place of each value among the classes. Throws a UserError for a value that is none of them. */
export function placesOf(subject: string, classes: Float64Array, y: Float64Array): Int32Array {
  return Int32Array.from(y, (value) => {
    const place = classes.indexOf(value);
    return place < 0 ? refuse(`${subject} must be one of ${classes.join(", ")}; was ${value}`) : place;
  });
}

import type { Labelling } from "../labels/labelling.ts";

export { labellingOf } from "../labels/labelling-of.ts";

/** A labelling in words. */
export const labelText = ({ name, params }: Labelling): string =>
  `${name}: ${Object.entries(params)
    .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ")}`;

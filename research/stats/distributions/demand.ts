import { refuse } from "../../../engine/core/errors.ts";

/** Demands that parameters are positive and finite. */
export function demandPositive(distribution: string, parameters: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (!(value > 0 && Number.isFinite(value))) {
      refuse(`${distribution}: ${name} must be a number greater than 0; was ${value}`);
    }
  }
}

/** Demands that a parameter is finite. */
export function demandFinite(distribution: string, name: string, value: number): void {
  if (!Number.isFinite(value)) refuse(`${distribution}: ${name} must be a finite number; was ${value}`);
}

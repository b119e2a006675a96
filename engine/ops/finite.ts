/** What a series holds of a result: a finite number, or NaN. Column kernels owe it; loops over `step` do it anyway. */
export const finite = (x: number): number => x - (x - x);

// Rational approximations of Cody (1969), Mathematics of Computation 23, from the highest power down.
const centre = [
  1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2,
  3.20937758913846947e3,
];
const centreBelow = [
  1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
];
const near = [
  2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
  2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
  1.23033935479799725e3,
];
const nearBelow = [
  1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
  3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
];
const far = [
  1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
  1.60837851487422766e-2, 6.58749161529837803e-4,
];
const farBelow = [
  1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
  2.33520497626869185e-3,
];

function ratio(above: readonly number[], below: readonly number[], x: number): number {
  let [a, b] = [0, 0];
  for (let i = 0; i < above.length; i++) {
    a = a * x + above[i]!;
    b = b * x + below[i]!;
  }
  return a / b;
}

/** exp(-x^2) without the rounding of x^2, for x > 0. */
function gaussian(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/**
 * Complementary error function 1 - erf(x), to about 1e-15 of itself in the upper tail too (Cody 1969).
 *
 * @example
 * complementaryError(0) // => 1
 */
export function complementaryError(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return 1 - x * ratio(centre, centreBelow, x * x);
  let tail = 0;
  if (y <= 4) tail = gaussian(y) * ratio(near, nearBelow, y);
  else if (y < 27.3) {
    const inverse = 1 / (y * y);
    tail = (gaussian(y) / y) * (1 / Math.sqrt(Math.PI) - inverse * ratio(far, farBelow, inverse));
  }
  return x > 0 ? tail : x < 0 ? 2 - tail : Number.NaN;
}

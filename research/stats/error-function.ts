// Rational approximations of Cody (1969), Mathematics of Computation 23, from the highest power down.
const centre = [
  0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694,
];
const centreBelow = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const near = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
  881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const nearBelow = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
const far = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
  0.0006587491615298378,
];
const farBelow = [
  1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
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

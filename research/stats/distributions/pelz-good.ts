/**
 * Distribution function of the Kolmogorov-Smirnov statistic of `n` values at z / sqrt(n): the limit and corrections of
 * orders n^-1/2, n^-1 and n^-3/2 (Pelz and Good 1976, as given by Simard and L'Ecuyer 2011).
 *
 * @example
 * pelzGoodCdf(1e12, 1.3580986393225507).toFixed(6) // => "0.950000"
 */
export function pelzGoodCdf(n: number, z: number): number {
  const root = Math.sqrt(Math.PI / 2);
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const decay = Math.PI ** 2 / (2 * z2);
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  // The terms of k and -k - 1 are the same: each is counted twice.
  for (let k = Math.ceil((16 * z) / Math.PI); k >= 0; k--) {
    const half = (k + 0.5) ** 2;
    const u = Math.PI ** 2 * half;
    const weight = 2 * Math.exp(-decay * half);
    k0 += weight;
    k1 += weight * (u - z2);
    k2 += weight * (6 * z6 + 2 * z4 + u * (2 * z4 - 5 * z2) + u * u * (1 - 2 * z2));
    k3 +=
      weight *
      (u ** 3 * (5 - 30 * z2) +
        u * u * (-60 * z2 + 212 * z4) +
        u * (135 * z4 - 96 * z6) -
        (30 * z6 + 90 * z4 * z4));
  }
  let [whole2, whole3] = [0, 0];
  for (let k = Math.ceil((16 * z) / Math.PI); k > 0; k--) {
    const u = Math.PI ** 2 * k * k;
    const weight = 2 * Math.exp(-decay * k * k);
    whole2 += weight * u;
    whole3 += weight * (3 * u * z2 - u * u);
  }
  const limit = (root * k0) / z;
  const first = (root * k1) / (6 * z4);
  const second = (root * k2) / (72 * z6 * z) - (root * whole2) / (36 * z2 * z);
  const third = (root * k3) / (6480 * z6 * z4) + (root * whole3) / (216 * z6);
  return limit + first / Math.sqrt(n) + second / n + third / n ** 1.5;
}

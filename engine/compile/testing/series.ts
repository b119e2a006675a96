import { normal, type Random, seeded } from "../../core/random.ts";

/** Columns that real and broken data hold: walks, flat runs, ties, gaps, jumps, both zeros, great and tiny numbers. */
export function wildColumn(random: Random, length: number): Float64Array {
  const pick = (n: number) => Math.floor(random() * n);
  const scale = [1, 1, 1e-8, 1e6, 1e9][pick(5)]!;
  const gaps = [0, 0, 0.02, 0.3][pick(4)]!;
  const style = pick(4);
  const out = new Float64Array(length);
  let level = 100;
  for (let i = 0; i < length; i++) {
    if (style === 0) level += normal(random);
    else if (style === 1) level = pick(4) - 1;
    else if (style === 2) level = random() < 0.05 ? level * (random() < 0.5 ? 1e4 : 1e-4) + 1 : level;
    else level = normal(random);
    if (style !== 1 && random() < 0.1 && i > 0) level = out[i - 1]! / scale || level;
    out[i] = level * scale;
    if (random() < 0.01) out[i] = -0;
    if (random() < 0.002) out[i] = 1e200;
    if (random() < gaps) out[i] = Number.NaN;
  }
  if (random() < 0.3) out.fill(Number.NaN, 0, Math.min(length, pick(20)));
  return out;
}

/** A calendar of bars `stepMs` apart with some rows left out. */
export function wildCalendar(random: Random, length: number, stepMs: number): Float64Array {
  const out = new Float64Array(length);
  let ts = stepMs * Math.floor(random() * 1_000);
  for (let i = 0; i < length; i++) {
    out[i] = ts;
    ts += stepMs * (random() < 0.1 ? 1 + Math.floor(random() * 30) : 1);
  }
  return out;
}

/** Clean columns by the name of the field: bars whose high and low hold open and close, and walks for all others. */
export function cleanColumn(field: string, length: number): Float64Array {
  const priced = ["open", "high", "low", "close"].includes(field);
  const walk = seeded(priced ? 7 : [...field].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 7));
  const closes = new Float64Array(length);
  let level = 1.5;
  for (let i = 0; i < length; i++) {
    level *= 1 + 0.01 * normal(walk);
    closes[i] = level;
  }
  const wick = seeded(field.length);
  if (field === "high") return closes.map((close) => close * (1.03 + 0.01 * wick()));
  if (field === "low") return closes.map((close) => close / (1.03 + 0.01 * wick()));
  if (field === "open") return closes.map((close) => close * (0.99 + 0.02 * wick()));
  if (field === "ts") return closes.map((_, i) => i * 3_600_000);
  return closes;
}

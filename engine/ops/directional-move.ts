import { number, op } from "../graph/op.ts";
import { choice } from "../graph/params.ts";

/**
 * Directional movement of a bar (Wilder, 1978): what its high rose by, or its low fell by, whichever is more, if that
 * is the side asked for; else 0.
 */
export const directionalMove = op({
  name: "directionalMove",
  family: "trend",
  about: "rise of the high, or fall of the low, where it is the greater",
  inputs: { high: number, low: number },
  params: { side: choice("up", ["up", "down"]) },
  warmup: () => 1,
  init: ({ side }) => ({ up: side === "up", high: Number.NaN, low: Number.NaN }),
  step: (s, high, low) => {
    const rise = high - s.high;
    const fall = s.low - low;
    s.high = high;
    s.low = low;
    if (rise !== rise) return Number.NaN;
    if (s.up) return rise > fall && rise > 0 ? rise : 0;
    return fall > rise && fall > 0 ? fall : 0;
  },
});

import { seeded } from "../../../engine/core/random.ts";
import { deviation, momentsOf } from "../../../research/stats/moments.ts";
import {
  type BlockScheme,
  blockIndices,
  stationaryIndices,
} from "../../../research/stats/resample/block-indices.ts";
import { blockLength } from "../../../research/stats/resample/block-length.ts";
import { bootstrap as resample } from "../../../research/stats/resample/bootstrap.ts";
import { sumOf } from "../../../research/stats/sum.ts";
import type { Family, Got } from "./case.ts";
import { seriesOf } from "./sample.ts";

const resamples = 5000;
const mean = (xs: Float64Array) => sumOf(xs) / xs.length;

/** `bootstrap.json`: automatic block lengths, rows drawn, and the spread of a resampled mean. */
export const bootstrap: Family = {
  resamples,
  run({ name, input }) {
    if (name.startsWith("stationary_indices")) return stationary(input.params as never);
    if (name.startsWith("block_indices")) return blocks(input.params as never);
    const xs = seriesOf(input);
    if (name.startsWith("opt_block")) return { ...blockLength(xs) };
    const block = input.params!.block as number;
    const whole = xs.subarray(0, Math.floor(xs.length / block) * block);
    const { n, s2 } = momentsOf(xs);
    return {
      stationary: spread(xs, { method: "stationary", block }),
      circular: spread(whole, { method: "circular", block }),
      moving: spread(whole, { method: "moving", block }),
      iid_sd: Math.sqrt(s2) / n,
    };
  },
};

function spread(xs: Float64Array, scheme: BlockScheme): Got {
  const means = resample(xs, mean, { ...scheme, resamples, random: seeded(1) });
  return { n: xs.length, mean: mean(means), sd: deviation(momentsOf(means)) };
}

type Draws = { n: number; mean_block: number; draws: number[]; uniforms: number[] };

function stationary({ n, mean_block, draws, uniforms }: Draws): Got {
  const indices = new Int32Array(n);
  stationaryIndices(indices, mean_block, { drawAt: (i) => draws[i]!, uniformAt: (i) => uniforms[i]! });
  return { indices: [...indices] };
}

type Starts = { n: number; block: number; circular_starts: number[]; moving_starts: number[] };

function blocks({ n, block, circular_starts, moving_starts }: Starts): Got {
  const from = (starts: number[]) => {
    const indices = new Int32Array(n);
    blockIndices(indices, block, (i) => starts[i]!);
    return [...indices];
  };
  return { circular: from(circular_starts), moving: from(moving_starts) };
}

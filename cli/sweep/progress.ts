import type { Io } from "../io.ts";

/** Shows how far a sweep is. */
export interface Progress {
  /** More variants are done; those that were there from before were not computed now. */
  readonly advance: (variants: number, bars: number, fresh: boolean) => void;
  readonly end: () => void;
}

interface Wishes {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

const lineEveryMs = 10_000;

/** A moving bar on a terminal, else a line every ten seconds; nothing with `--json` and `--quiet`. */
export async function showProgress(total: number, { json, quiet }: Wishes, io: Io): Promise<Progress> {
  if (json || quiet) return { advance: () => {}, end: () => {} };
  const rate = startRate(total);
  if (!io.terminal) return lines(rate, io);
  const { default: progress } = await import("cli-progress");
  const bar = new progress.SingleBar({
    format: "{bar} {percentage}%  {value} of {total} variants  {rate}  {left}",
    stream: process.stderr,
    hideCursor: true,
    linewrap: false,
    clearOnComplete: true,
    barsize: Math.min(30, Math.max(10, io.columns - 80)),
  });
  bar.start(total, 0, { rate: "", left: "" });
  return {
    advance: (variants, bars, fresh) => {
      const { done, speed, left } = rate(variants, bars, fresh);
      bar.update(done, { rate: speed, left });
    },
    end: () => bar.stop(),
  };
}

type Rate = (
  variants: number,
  bars: number,
  fresh: boolean,
) => { readonly done: number; readonly speed: string; readonly left: string; readonly share: number };

function startRate(total: number): Rate {
  const begun = performance.now();
  let [done, computed, barVariants] = [0, 0, 0];
  return (variants, bars, fresh) => {
    done += variants;
    if (fresh) [computed, barVariants] = [computed + variants, barVariants + variants * bars];
    const seconds = (performance.now() - begun) / 1000;
    const left = computed === 0 ? "" : `${duration(((total - done) * seconds) / computed)} left`;
    return { done, share: done / total, speed: `${rateText(barVariants / seconds)} bar-variants/s`, left };
  };
}

function lines(rate: Rate, io: Io): Progress {
  let told = performance.now();
  return {
    advance: (variants, bars, fresh) => {
      const { done, share, speed, left } = rate(variants, bars, fresh);
      if (performance.now() - told < lineEveryMs) return;
      told = performance.now();
      const count = done.toLocaleString("en-US");
      io.err(`${count} variants (${Math.floor(share * 100)}%), ${speed}, ${left}\n`);
    },
    end: () => {},
  };
}

/**
 * A rate in few digits.
 *
 * @example
 * rateText(123_456_789) // => "123M"
 */
export function rateText(rate: number): string {
  for (const [unit, letter] of [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (rate >= unit) return `${Number((rate / unit).toPrecision(3))}${letter}`;
  }
  return String(Math.round(rate));
}

/**
 * Seconds as a person says them.
 *
 * @example
 * duration(125) // => "2 min 5 s"
 */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

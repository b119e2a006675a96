import { gt, sma } from "bot4/ops";
import { int, strategy } from "bot4/strategy";

/**
 * The simplest trend follower, and the yardstick for every other: in the market while a short average is above a long
 * one. It is late at every turn by design, and pays for that in markets that go nowhere.
 */
export default strategy({
  name: "sma-cross",
  about: "Long while a short simple average is above a long one.",
  params: {
    fast: int(20, { from: 2, to: 100 }),
    slow: int(100, { from: 5, to: 400 }),
  },
  where: ({ fast, slow }) => fast < slow,
  decide: ({ close }, { fast, slow }) => ({ target: gt(sma(close, fast), sma(close, slow)) }),
});

import {
  abs,
  add,
  alpha,
  and,
  beta,
  coalesce,
  correlation,
  div,
  gt,
  lag,
  latch,
  log,
  lt,
  mul,
  ne,
  neg,
  or,
  sqrt,
  std,
  sub,
  valueWhen,
  where,
} from "bot4/ops";
import { int, num, type Signal, strategy } from "bot4/strategy";

/**
 * Trades the spread of two cointegrated prices back to its mean. A rolling regression of the first symbol's log price
 * on the second's (Engle and Granger's first step, 1987) gives the hedge ratio; the spread is its residual, in
 * standard deviations of the residuals of the window. Far out it sells the dear leg and buys the cheap one, leaves near
 * the mean, and gives up where the spread runs away: then the relation may have ended.
 *
 * Both legs together are `gross` of equity. Whether two prices are cointegrated at all is for a test before any
 * trade; here a low correlation of the window keeps it out.
 */
export default strategy({
  name: "pairs",
  about: "Sells the dear and buys the cheap one of two cointegrated symbols when their spread is far out.",
  params: {
    n: int(250, { from: 30, to: 1000, step: 10 }),
    enter: num(2, { from: 1, to: 4, step: 0.25 }),
    leave: num(0.5, { from: 0, to: 1.5, step: 0.25 }),
    giveUp: num(4, { from: 2, to: 8, step: 0.5 }),
    related: num(0.8, { from: 0, to: 0.99, step: 0.05 }),
    gross: num(1, { from: 0.1, to: 4, step: 0.1 }),
  },
  where: ({ enter, leave, giveUp }) => leave < enter && enter < giveUp,
  symbolsMin: 2,
  decide(market, { n, enter, leave, giveUp, related, gross }) {
    const [first, second] = market.symbols as [string, string];
    const isFirst = market.symbol === first;
    // A run of more than two symbols trades its first two.
    if (!isFirst && market.symbol !== second) return { target: 0 };

    const left = log(market.of(first).close);
    const right = log(market.of(second).close);
    const hedge = beta(left, right, n);
    const r = correlation(left, right, n);
    const residual = sub(left, add(alpha(left, right, n), mul(hedge, right)));
    const scale = mul(std(left, { n, ddof: 0 }), sqrt(sub(1, mul(r, r))));
    const z = div(residual, scale);

    const tied = gt(r, related);
    const between = (low: number, high: number): Signal => and(gt(abs(z), low), lt(abs(z), high));
    const far = and(tied, between(enter, giveUp));
    const cheap = latch(and(far, lt(z, 0)), or(gt(z, -leave), lt(z, -giveUp)));
    const dear = latch(and(far, gt(z, 0)), or(lt(z, leave), gt(z, giveUp)));
    const side = sub(where(cheap, 1, 0), where(dear, 1, 0));

    // The hedge of the entry holds for the whole trade: a hedge that is traded every bar eats what the spread earns.
    const ratio = valueWhen(ne(side, coalesce(lag(side), 0)), hedge);
    const whole = add(1, abs(ratio));
    const leg = isFirst ? div(gross, whole) : neg(div(mul(ratio, gross), whole));
    return { target: where(ne(side, 0), mul(side, leg), 0) };
  },
});

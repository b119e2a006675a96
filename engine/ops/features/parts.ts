// Series that many features are made of.
import type { Series } from "../../graph/node.ts";
import type { Market } from "../../graph/strategy.ts";
import { diff } from "../diff.ts";
import { div } from "../div.ts";
import { log } from "../log.ts";
import { mul } from "../mul.ts";
import { sub } from "../sub.ts";

/** Log return of the close over so many bars. */
export const change = ({ close }: Market, bars = 1): Series => diff(log(close), bars);

/** How far one series is above another, as a fraction of it. */
export const above = (x: Series, level: Series): Series => sub(div(x, level), 1);

/** Money traded in a bar. */
export const money = ({ close, volume }: Market): Series => mul(close, volume);

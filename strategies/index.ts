import type { Strategy } from "../engine/graph/strategy.ts";

/** The strategies that are shipped, by name. */
export const strategies: Readonly<Record<string, Strategy>> = {};

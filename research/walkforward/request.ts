import type { Strategy } from "../../engine/graph/strategy.ts";
import type { SettingsInput } from "../../engine/run/settings.ts";
import type { Dataset } from "../../engine/trade/bars.ts";
import type { SpaceSpec } from "../sweep/space.ts";
import type { Selector } from "./select.ts";
import type { WindowOptions } from "./windows.ts";

/** Everything that a walk forward is made from. */
export interface WalkForwardRequest {
  readonly strategy: Strategy;
  /** Name of a shipped strategy or path of its file, as the user gave it; the strategy's name unless given. */
  readonly target?: string;
  /** sha256 of the strategy's source; empty where a program holds the strategy itself. */
  readonly sourceHash?: string;
  /** Version of the code that runs; empty unless given. */
  readonly codeVersion?: string;
  /** Which parameters are sought, and among which values. */
  readonly space: SpaceSpec;
  readonly search: Selector["search"];
  /** The metric of which every fold takes the best. */
  readonly objective: string;
  readonly windows: WindowOptions;
  readonly datasets: readonly Dataset[];
  /** Finer bars of the same symbols, which decide whether stop or target came first. */
  readonly finer?: readonly Dataset[];
  readonly settings?: SettingsInput;
}

/** What listings show of a function that is called in its own way, such as `rankAcross(market, build)`. */
export interface Description {
  readonly name: string;
  readonly family: string;
  /** One sentence for listings. */
  readonly about: string;
  /** How it is called and what it gives: `rankAcross(market, (m) => series) -> series`. */
  readonly signature: string;
}

/** Puts a description on a function, for listings. */
export const described = <F extends (...args: never[]) => unknown>(
  description: Description,
  call: F,
): F & { readonly described: Description } => Object.assign(call, { described: description });

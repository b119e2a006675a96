/** Why a session and its shadow differ, in the order in which reports name it. */
export const causes = [
  "signal",
  "timing",
  "price",
  "fee",
  "missed",
  "extra",
  "quantity",
  "holding",
  "mark",
] as const;
export type Cause = (typeof causes)[number];

/** Money by cause; above 0 where the session did better than its shadow. */
export type Amounts = Readonly<Record<Cause, number>>;

/** No money, by cause. */
export const noAmounts = (): { -readonly [K in Cause]: number } => ({
  signal: 0,
  timing: 0,
  price: 0,
  fee: 0,
  missed: 0,
  extra: 0,
  quantity: 0,
  holding: 0,
  mark: 0,
});

import type { PlaceRequest } from "../../execution/venue-request.ts";
import type { Instrument } from "../../trade/instrument.ts";
import { type Refusal, refusal } from "../../venue/limits/refusal.ts";
import { type Params, readOrder } from "./words.ts";

/** The order of a pair that waits for its trigger, and the one that rests. */
export interface PairRequest {
  readonly waiting: PlaceRequest;
  readonly resting: PlaceRequest;
}

/**
 * Reads a pair of orders, in the older words (`price`, `stopPrice`, `stopLimitPrice`) or the newer ones (`aboveType`,
 * `belowType` and so on). One must be a maker at its limit, the other must wait for a trigger.
 */
export function readPair(
  instrument: Instrument,
  params: Params,
  nextId: () => string,
): PairRequest | Refusal {
  const both = params.aboveType === undefined ? older(params) : newer(params);
  const orders = both.map((each) =>
    readOrder(
      instrument,
      { ...each, side: params.side ?? "", quantity: params.quantity ?? "" },
      Number.NaN,
      nextId,
    ),
  );
  const refused = orders.find((order) => "rule" in order);
  if (refused) return refused as Refusal;
  const requests = orders as PlaceRequest[];
  const resting = requests.find(({ postOnly }) => postOnly);
  const waiting = requests.find(({ trigger }) => trigger !== undefined);
  if (!resting || !waiting)
    return refusal("terms", "One order of a pair must be LIMIT_MAKER and one must have a stopPrice.");
  return { waiting, resting };
}

type Given = Record<string, string>;

const given = (entries: Readonly<Record<string, string | undefined>>): Given =>
  Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

function older(params: Params): readonly Given[] {
  const { price, stopPrice, stopLimitPrice, stopLimitTimeInForce, limitClientOrderId, stopClientOrderId } =
    params;
  return [
    given({ type: "LIMIT_MAKER", price, newClientOrderId: limitClientOrderId }),
    given({
      type: stopLimitPrice ? "STOP_LOSS_LIMIT" : "STOP_LOSS",
      price: stopLimitPrice,
      stopPrice,
      timeInForce: stopLimitPrice ? (stopLimitTimeInForce ?? "GTC") : undefined,
      newClientOrderId: stopClientOrderId,
    }),
  ];
}

const newer = (params: Params): readonly Given[] =>
  ["above", "below"].map((where) =>
    given({
      type: params[`${where}Type`],
      price: params[`${where}Price`],
      stopPrice: params[`${where}StopPrice`],
      timeInForce: params[`${where}TimeInForce`],
      newClientOrderId: params[`${where}ClientOrderId`],
    }),
  );

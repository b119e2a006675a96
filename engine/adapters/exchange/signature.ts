import { createHmac, timingSafeEqual } from "node:crypto";

/** The hex HMAC-SHA256 that signs a request's parameters, as Binance has it. */
export const signatureOf = (secret: string, payload: string): string =>
  createHmac("sha256", secret).update(payload).digest("hex");

/** Whether a signature is that of a payload. */
export function isSigned(secret: string, payload: string, signature: string): boolean {
  const [given, wanted] = [
    Buffer.from(signature, "latin1"),
    Buffer.from(signatureOf(secret, payload), "latin1"),
  ];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** What a signature is over: the query and the body as they came, without the signature itself, which stands last. */
export function payloadOf(
  query: string,
  body: string,
): { readonly payload: string; readonly signature: string } {
  const whole = query + body;
  const at = whole.lastIndexOf("signature=");
  if (at < 0) return { payload: whole, signature: "" };
  const end = whole.indexOf("&", at);
  const signature = whole.slice(at + 10, end < 0 ? undefined : end);
  const payload = whole.slice(0, Math.max(0, at - (whole[at - 1] === "&" ? 1 : 0)));
  return { payload, signature };
}

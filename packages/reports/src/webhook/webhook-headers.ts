/** Set by us or by HTTP itself: a webhook cannot have others. */
const OURS =
  /^(webhook-.*|x-hub-signature.*|content-.*|user-agent|host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|cookie)$/i

/** The names among those that a webhook wants sent along that it cannot have. */
export function refusedHeaders(names: readonly string[]): string[] {
  return names.filter((name) => OURS.test(name))
}

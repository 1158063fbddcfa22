import type { Call } from "./tally"

type Send = { body?: object; token?: string; network?: string }

/** Sends the calls of one phase to the servers in turn, and records the time of each. */
export type Caller = {
  /** @throws `Refused` for a status of 400 or above, and for a cart that did not become an order; `Over` when the phase is over */
  call: <T>(kind: string, method: string, path: string, send?: Send) => Promise<T>
  calls: Call[]
}

export class Refused extends Error {
  constructor(
    kind: string,
    readonly code: string,
    said: string,
  ) {
    super(`${kind}: ${code} ${said.slice(0, 300)}`)
  }
}

/** The phase is over, so the visit ends here. */
export class Over extends Error {}

/** Recognises refusals that have status 200: Medusa answers with the cart instead of the order. */
const notAnOrder = (body: { type?: string; error?: { code?: string; type?: string } }) =>
  body?.type === "cart" ? (body.error?.code ?? body.error?.type ?? "cart") : null

const requestOf = (publishableKey: string, { body, token, network }: Send) => ({
  headers: {
    "content-type": "application/json",
    "x-publishable-api-key": publishableKey,
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(network ? { "x-forwarded-for": network } : {}),
  },
  ...(body ? { body: JSON.stringify(body) } : {}),
})

/**
 * @param urls of the servers
 * @param phase whether a call that ends now counts, and whether calls are still sent
 */
export function makeCaller(
  urls: readonly string[],
  publishableKey: string,
  phase: { counts: () => boolean; over: () => boolean },
): Caller {
  const calls: Call[] = []
  let next = 0
  const call: Caller["call"] = async (kind, method, path, send = {}) => {
    if (phase.over()) throw new Over()
    // Like a load balancer, each call goes to the next server.
    const url = urls[next++ % urls.length]
    const started = performance.now()
    const answer = await fetch(url + path, { method, ...requestOf(publishableKey, send) })
    const text = await answer.text()
    const ms = performance.now() - started
    const said = text.startsWith("{") ? JSON.parse(text) : {}
    const refused = answer.ok ? notAnOrder(said) : `${answer.status} ${said.code ?? said.type ?? ""}`.trim()
    if (phase.counts()) calls.push({ kind, ms, refused })
    if (refused) throw new Refused(kind, refused, text)
    return said
  }
  return { call, calls }
}

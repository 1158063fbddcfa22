import { setTimeout as wait } from "node:timers/promises"
import type { BureauOptions } from "./bureau-options"
import type { BureauRequest } from "./bureau-request"
import { BureauError } from "./check-failure"

/** First wait before another attempt; it doubles each time. */
const FIRST_WAIT_MS = 200

/** Failures of a connection before anything was sent. */
const UNSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"])

/** The bureau's JSON; `null` where it does not know the customer (404). */
export type BureauAnswer = { json: unknown } | null

/**
 * Sends a request, again where that is safe and may help, and reads the answer. All of it ends within `timeoutMs` and with
 * `signal` (contract M62).
 *
 * @throws BureauError
 */
export async function fetchAnswer(
  request: BureauRequest,
  options: BureauOptions,
  signal: AbortSignal,
): Promise<BureauAnswer> {
  const deadline = Date.now() + options.timeoutMs
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)])
  for (let attempt = 0; ; attempt++) {
    try {
      return await sendOnce(request, options.maxBytes, bounded)
    } catch (error) {
      const failure = toBureauError(error, bounded)
      const mayRepeat = failure.isTransient && (failure.isUnsent || request.isRepeatable)
      const pause = failure.retryAfterMs ?? jittered(FIRST_WAIT_MS * 2 ** attempt)
      // Guard: a wait beyond the deadline would only make the same refusal later.
      if (!mayRepeat || attempt >= options.retries || Date.now() + pause >= deadline) {
        throw failure
      }
      await wait(pause, undefined, { signal: bounded }).catch(() => {
        throw new BureauError("timeout")
      })
    }
  }
}

/** Half to all of a wait, so that stores do not come back in step. */
const jittered = (ms: number) => ms / 2 + (ms / 2) * Math.random()

async function sendOnce({ url, init }: BureauRequest, maxBytes: number, signal: AbortSignal): Promise<BureauAnswer> {
  // Guard: `manual` keeps a redirect from leaving the allowed hosts.
  const response = await fetch(url, { ...init, redirect: "manual", signal })
  try {
    if (response.status === 404) {
      return null
    }
    refuseOthers(response)
    return { json: parseJson(await readBounded(response, maxBytes)) }
  } finally {
    // An answer that is not read to its end would hold its connection.
    await response.body?.cancel().catch(() => undefined)
  }
}

function refuseOthers({ status, headers, type }: Response): void {
  if (type === "opaqueredirect" || (status >= 300 && status < 400)) {
    throw new BureauError("redirected")
  }
  if (status === 429 || status === 503) {
    const retryAfterMs = secondsToWait(headers.get("retry-after"))
    const code = status === 429 ? "rate_limited" : "provider_failed"
    const more = retryAfterMs === undefined ? {} : { retryAfterMs }
    throw new BureauError(code, { isTransient: true, isUnsent: status === 429, ...more })
  }
  if (status >= 500) {
    throw new BureauError("provider_failed", { isTransient: true })
  }
  if (status >= 400) {
    throw new BureauError("refused")
  }
  if (status !== 200) {
    throw new BureauError("answer_invalid")
  }
}

/** `Retry-After` in milliseconds, given in seconds or as a date (RFC 9110). */
function secondsToWait(header: string | null): number | undefined {
  if (header === null) {
    return undefined
  }
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0)
}

/** Reads at most so many bytes, whatever the headers promise; compressed answers are counted as they unfold. */
async function readBounded({ body }: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body?.getReader()
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    size += next.value.byteLength
    if (size > maxBytes) {
      await reader?.cancel().catch(() => undefined)
      throw new BureauError("answer_too_large")
    }
    chunks.push(next.value)
  }
  reader?.releaseLock()
  return Buffer.concat(chunks)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    throw new BureauError("answer_invalid")
  }
}

function toBureauError(error: unknown, signal: AbortSignal): BureauError {
  if (error instanceof BureauError) {
    return error
  }
  if (signal.aborted) {
    return new BureauError("timeout")
  }
  const cause = (error as { cause?: { code?: string } }).cause
  return new BureauError("unreachable", { isTransient: true, isUnsent: UNSENT.has(cause?.code ?? "") })
}

import type { Dispatcher } from "undici"
import type { PluginOptions } from "../../../kernel/options"
import type { AttemptError } from "../types"
import { problemOfUrl } from "./address-guard"
import { AddressRefused, type Dispatchers, makeDispatchers } from "./dispatchers"

type Options = PluginOptions["webhooks"]

/** Time limit for DNS, connection, request and answer together (contract R63). */
export const TIMEOUT_MS = 15_000

/** Maximum bytes of an answer that are read before the connection is closed. */
const MAX_ANSWER_BYTES = 16_384

const MAX_EXCERPT = 1000

/** The result of a request. `status` is `null` if no answer came. */
export type Posted = {
  status: number | null
  retryAfter: string | undefined
  excerpt: string | null
  error: AttemptError | null
}

/** Sends messages, over connections that are kept alive for further messages. */
export class Poster {
  readonly #options: Options
  readonly #timeoutMs: number
  #dispatchers: Promise<Dispatchers> | undefined
  /** Origins that have answered, so that a connection to them may be kept. */
  readonly #answered = new Set<string>()

  /** @param timeoutMs tests make it shorter */
  constructor(options: Options, timeoutMs: number = TIMEOUT_MS) {
    this.#options = options
    this.#timeoutMs = timeoutMs
  }

  /** Never rejects. Redirects are not followed. */
  async post(url: string, headers: Record<string, string>, body: string): Promise<Posted> {
    // Guard: options may be stricter than when the endpoint was made, and a row may have been changed by hand.
    if (problemOfUrl(url, this.#options) !== null) {
      return failed("address_refused")
    }
    const { origin, pathname, search } = new URL(url)
    const message = { origin, path: pathname + search, headers, body, until: performance.now() + this.#timeoutMs }
    try {
      this.#dispatchers ??= makeDispatchers(this.#options, this.#timeoutMs)
      const { kept, fresh } = await this.#dispatchers
      const answer = await request(kept, message).catch((error: Error) => {
        // A receiver may close a kept connection at any time, also while a message is on its way to it.
        if (error instanceof Closed && this.#answered.has(origin)) {
          return request(fresh, message)
        }
        throw error
      })
      this.#answered.add(origin)
      return postedOf(answer)
    } catch (error) {
      // Guard: a receiver that closes each connection gets one request an attempt.
      this.#answered.delete(origin)
      return failed(codeOf(error))
    }
  }

  /** Ends the kept connections. */
  async close(): Promise<void> {
    const dispatchers = await this.#dispatchers
    this.#dispatchers = undefined
    await Promise.all([dispatchers?.kept.destroy(), dispatchers?.fresh.destroy()])
  }
}

const failed = (error: AttemptError): Posted => ({ status: null, retryAfter: undefined, excerpt: null, error })

class Late extends Error {}

/** The connection ended before the answer began. */
class Closed extends Error {}

function codeOf(error: unknown): AttemptError {
  if (error instanceof Late) {
    return "timeout"
  }
  return error instanceof AddressRefused ? "address_refused" : "connection_failed"
}

/** `until` is a time of `performance.now()`. */
type Message = { origin: string; path: string; headers: Record<string, string>; body: string; until: number }

type Answer = { status: number; retryAfter: string | string[] | undefined; text: string }

function request(dispatcher: Dispatcher, { origin, path, headers, body, until }: Message): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let sending: Dispatcher.DispatchController | undefined
    let answer: Omit<Answer, "text"> | undefined
    const parts: Buffer[] = []
    let length = 0
    let late: Late | undefined
    const timer = setTimeout(() => {
      late = new Late()
      reject(late)
      sending?.abort(late)
    }, until - performance.now())
    const end = () => {
      clearTimeout(timer)
      if (answer) {
        resolve({ ...answer, text: excerptOf(parts) })
      } else {
        reject(new Closed())
      }
    }
    dispatcher.dispatch(
      { origin, path, method: "POST", headers, body },
      {
        onRequestStart(controller) {
          sending = controller
          // Guard: a message that has waited for a connection for too long is not sent after its attempt.
          if (late) {
            controller.abort(late)
          }
        },
        // A receiver that switches protocols has not answered.
        onRequestUpgrade(_controller, _status, _headers, socket) {
          socket.destroy()
          end()
        },
        onResponseStart(_controller, status, fields) {
          // Early hints and the like come before the answer.
          if (status >= 200) {
            answer = { status, retryAfter: fields["retry-after"] }
          }
        },
        onResponseData(controller, part) {
          parts.push(part)
          length += part.length
          // An endless answer is cut off, because only its status counts.
          if (length > MAX_ANSWER_BYTES) {
            end()
            controller.abort(new Error("the answer is too long"))
          }
        },
        onResponseEnd: end,
        onResponseError(_controller, error) {
          clearTimeout(timer)
          reject(!answer && CLOSED.has((error as NodeJS.ErrnoException).code ?? "") ? new Closed() : error)
        },
      },
    )
  })
}

/** Codes of a connection that the other side has closed. */
const CLOSED = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"])

function postedOf({ status, retryAfter, text }: Answer): Posted {
  const isRedirect = status >= 300 && status < 400
  const error = isRedirect ? "redirect_refused" : status >= 200 && status < 300 ? null : "http_status"
  return { status, retryAfter: [retryAfter].flat()[0], excerpt: text || null, error }
}

/** PostgreSQL takes no NUL. */
const excerptOf = (parts: readonly Buffer[]): string =>
  Buffer.concat(parts)
    .toString("utf8")
    .replaceAll("\0", "")
    .slice(0, MAX_EXCERPT)
    .replace(/\p{Cs}/gu, "")

import type Medusa from "@medusajs/js-sdk"
import type { FetchError } from "@medusajs/js-sdk"
import type { ErrorCode } from "../types"

type Client = Pick<Medusa["client"], "fetch">

/** js-sdk's `FetchError`, with what the store said about it (docs/errors.md). */
export type Refusal = FetchError & {
  /** Does not change between versions. */
  code: ErrorCode
  /** The first field that the message names, as the request has it: `shipping_address.zip`. */
  field: string | undefined
  /** Each named field with its sentence. */
  fields: Readonly<Record<string, string>>
}

/**
 * Whether the store refused a call, with this code if one is given. `false` for a connection that failed.
 *
 * @example
 * await sdk.admin.clientele.loyalty.adjust(id, body).catch((error) => {
 *   if (isRefusal(error, "insufficient_points")) return
 *   throw error
 * })
 */
export const isRefusal = (error: unknown, code?: ErrorCode): error is Refusal =>
  error instanceof Error && "status" in error && "code" in error && (code === undefined || error.code === code)

/** Asks the store for codes in messages: js-sdk's `FetchError` keeps nothing else of an answer (src/api/shared/answers.ts). */
export const CODES_IN_MESSAGES = "application/vnd.clientele.coded+json"

const CODED = /^\[([a-z_]+)\] (.*)$/s
const NAMED = /^([a-z]\w*(?:[.[]\w+\]?)*): (.+)$/s

/** A client whose refusals have `code`, `field` and `fields`. They are still js-sdk's own `FetchError`. */
export const withCodes = (client: Client): Client => ({
  fetch: async <Answer>(path: Parameters<Client["fetch"]>[0], init: Parameters<Client["fetch"]>[1] = {}) => {
    const { accept = "application/json", ...headers } = init.headers ?? {}
    try {
      return await client.fetch<Answer>(path, {
        ...init,
        headers: { ...headers, accept: `${accept}, ${CODES_IN_MESSAGES}` },
      })
    } catch (error) {
      throw explained(error)
    }
  },
})

function explained(error: unknown): unknown {
  const [, code, message] = error instanceof Error ? (CODED.exec(error.message) ?? []) : []
  if (message === undefined) {
    return error
  }
  const named = message.split("; ").flatMap((part) => {
    const [, field, sentence] = NAMED.exec(part) ?? []
    return field && sentence ? [[field, sentence] as const] : []
  })
  const fields = code === "invalid_request" ? Object.fromEntries(named) : {}
  return Object.assign(error as Error, { code, message, fields, field: Object.keys(fields)[0] })
}

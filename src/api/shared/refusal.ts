import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { MedusaError } from "@medusajs/framework/utils"
import { ownStatus } from "../../kernel/errors"

type Handler<Request extends MedusaRequest> = (req: Request, res: MedusaResponse) => Promise<void>

/**
 * Wraps a handler whose errors can have a status of their own (`status` in the table of src/kernel/errors.ts), which
 * Medusa's error handler cannot send without losing the code. All other errors go to Medusa as usual. An error with
 * `retry_after` (seconds) sets the header of that name.
 */
export function refusing<Request extends MedusaRequest>(handler: Handler<Request>): Handler<Request> {
  return async (req, res) => {
    try {
      await handler(req, res)
    } catch (error) {
      const { type, code, message, retry_after } = error as MedusaError & { retry_after?: number }
      const status = ownStatus(String(code))
      if (status === undefined) {
        throw error
      }
      if (retry_after !== undefined) {
        res.setHeader("retry-after", String(retry_after))
      }
      res.status(status).json({ code, type, message })
    }
  }
}

/**
 * The same for a route with another handler: a middleware that sets the status of our errors, even if Medusa's handler
 * writes the answer.
 */
export function ownStatuses(_req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const json = res.json.bind(res)
  res.json = (body) => {
    const status = res.statusCode >= 400 ? ownStatus(String((body as { code?: unknown } | null)?.code)) : undefined
    return json.call(status === undefined ? res : res.status(status), body)
  }
  next()
}

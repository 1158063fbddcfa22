import { MedusaError } from "@medusajs/framework/utils"
import { clienteleError, ERROR_CODES } from "../../kernel/errors"

const REFUSALS: readonly string[] = [
  MedusaError.Types.INVALID_DATA,
  MedusaError.Types.NOT_ALLOWED,
  MedusaError.Types.NOT_FOUND,
]

/** Whether an error is the answer to a request that was not good, ours or Medusa's own. */
export function isRefusal(error: unknown): boolean {
  return REFUSALS.includes(String((error as { type?: unknown } | null)?.type))
}

/**
 * Runs a step for which one field of the request is responsible: what Medusa refuses is `invalid_request` naming it.
 * Errors of ours and failures stay as they are.
 */
export async function namingField<T>(field: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown }
    if (!isRefusal(error) || Object.hasOwn(ERROR_CODES, String(code))) {
      throw error
    }
    throw clienteleError("invalid_request", `${field}: ${message}`)
  }
}

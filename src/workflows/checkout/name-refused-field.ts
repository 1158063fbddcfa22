import { MedusaError } from "@medusajs/framework/utils"
import { clienteleError, ERROR_CODES } from "../../kernel/errors"

const REFUSALS: readonly string[] = [
  MedusaError.Types.INVALID_DATA,
  MedusaError.Types.NOT_ALLOWED,
  MedusaError.Types.NOT_FOUND,
]

/** Whether an error is caused by an invalid request, from us or from Medusa. */
export function isRefusal(error: unknown): boolean {
  return REFUSALS.includes(String((error as { type?: unknown } | null)?.type))
}

/**
 * Runs a step that depends on one field of the request. A refusal by Medusa becomes `invalid_request` naming that field.
 * Our own errors and failures stay as they are.
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

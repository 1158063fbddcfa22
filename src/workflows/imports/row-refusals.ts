import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import { errorText } from "../../kernel/error-text"
import { hasCode } from "../../kernel/errors"

/** Types of refusals that a later run would meet again. */
const FINAL = new Set<string>([
  MedusaError.Types.INVALID_DATA,
  MedusaError.Types.INVALID_ARGUMENT,
  MedusaError.Types.NOT_ALLOWED,
  MedusaError.Types.NOT_FOUND,
  MedusaError.Types.DUPLICATE_ERROR,
  MedusaError.Types.FORBIDDEN,
])

/** The message that says why a line is not valid; `undefined` for an error that says nothing about the line. */
export function refusalOf(error: unknown): string | undefined {
  const { type, message } = error as Partial<MedusaError>
  const isPassing = hasCode(error, "account_busy") || hasCode(error, "conflict")
  return FINAL.has(type ?? "") && !isPassing ? (message ?? "") : undefined
}

/** A line that met a fault stays as it is; the sweep tries it again. */
export function waiting(container: MedusaContainer, line: number, error: unknown): { line: number; state: "busy" } {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  logger.warn(`clientele: line ${line} of an import waits (${errorText(error)})`)
  return { line, state: "busy" }
}

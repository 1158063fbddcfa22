import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorLabel } from "../../../../../kernel/error-text"
import { jsonText } from "../../../../../kernel/json-stream"
import type { Answer } from "../../../../../types/routes"
import { exportPerson } from "../../../../../workflows/privacy/export-and-anonymize"
import { pathId } from "../../../../shared/validate"

/**
 * Exports all data about a customer, deleted or not, by kind (contract R18). It is read as fast as the client accepts it.
 * An error during the export closes the connection, so that no client takes a part for the whole (contract M51).
 */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/export">>,
): Promise<void> {
  const id = pathId(req, "Customer")
  const data = await exportPerson(req.scope, id)
  res.setHeader("cache-control", "no-store")
  res.setHeader("content-type", "application/json; charset=utf-8")
  try {
    await pipeline(Readable.from(jsonText({ export: { customer_id: id, exported_at: new Date(), ...data } })), res)
  } catch (error) {
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: the export of ${id} stopped before its end (${errorLabel(error)})`)
  }
}

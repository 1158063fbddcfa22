import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/**
 * Sends CSV as a file, at the client's speed. An error during the transfer closes the connection, so that no client takes a
 * part for the whole.
 */
export async function sendFile<Body>(
  req: MedusaRequest,
  res: MedusaResponse<Body>,
  name: string,
  chunks: AsyncIterable<string>,
): Promise<void> {
  res.setHeader("cache-control", "no-store")
  res.setHeader("content-type", "text/csv; charset=utf-8")
  res.setHeader("content-disposition", `attachment; filename="${name}"`)
  try {
    await pipeline(Readable.from(chunks), res)
  } catch (error) {
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: the file ${name} broke off (${(error as Error).name})`)
  }
}

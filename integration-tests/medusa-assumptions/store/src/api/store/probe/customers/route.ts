import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** A host's own store route that takes `fields`, as Medusa's documentation makes one. */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { data } = await req.scope
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "customer", ...req.queryConfig, pagination: { take: 1 } })
  res.json({ customers: data })
}

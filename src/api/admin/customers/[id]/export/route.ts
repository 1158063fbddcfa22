import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { exportPerson } from "../../../../../workflows/privacy/privacy"
import { pathId } from "../../../../validate"

/** Everything that is held on a customer, deleted or not, by kind (CONTRACT R18). */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const id = pathId(req, "Customer")
  const data = await exportPerson(req.scope, id)
  res.setHeader("cache-control", "no-store")
  res.json({ export: { customer_id: id, exported_at: new Date(), ...data } })
}

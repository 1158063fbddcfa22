import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { anonymizePerson } from "../../../../../workflows/privacy/privacy"
import { pathId } from "../../../../validate"

/**
 * Takes what says who a customer is out of everything that is held on them; it cannot be taken back (CONTRACT R18). Where
 * `anonymized` is false, `problems` says what is left to do: run it again when that is mended.
 */
export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const id = pathId(req, "Customer")
  const problems = await anonymizePerson(req.scope, id)
  res.json({ id, object: "customer", anonymized: problems.length === 0, problems })
}

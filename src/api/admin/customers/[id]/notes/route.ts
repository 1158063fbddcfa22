import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import { listNotes } from "../../../../../workflows/customers/list-notes"
import { addNoteWorkflow } from "../../../../../workflows/customers/note-workflows"
import { pathId } from "../../../../shared/validate"
import type { AdminListCustomerNotesType, AdminSaveCustomerNoteType } from "./validators"

/** Lists a customer's notes, newest first (contract R14). */
export async function GET(
  req: MedusaRequest<unknown, AdminListCustomerNotesType>,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/notes">>,
): Promise<void> {
  const page = req.validatedQuery
  res.json({ ...(await listNotes(req.scope, pathId(req, "Customer"), page)), ...page })
}

/** Creates a note. Its author is the signed-in admin user. */
export async function POST(
  req: AuthenticatedMedusaRequest<AdminSaveCustomerNoteType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/notes">>,
): Promise<void> {
  const { result: note } = await addNoteWorkflow(req.scope).run({
    input: { customer_id: pathId(req, "Customer"), note: req.validatedBody, actor_id: req.auth_context.actor_id },
  })
  res.status(201).json({ note })
}

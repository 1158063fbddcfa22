import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../../types/routes"
import { getNote } from "../../../../../../workflows/customers/list-notes"
import { removeNoteWorkflow, updateNoteWorkflow } from "../../../../../../workflows/customers/note-workflows"
import { pathId } from "../../../../../shared/validate"
import type { AdminSaveCustomerNoteType } from "../validators"

/** Returns a note (contract R14). A note of another customer is 404. */
export async function GET(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"GET /admin/customers/:id/notes/:note_id">>,
): Promise<void> {
  res.json({ note: await getNote(req.scope, pathId(req, "Customer"), noteId(req)) })
}

/** Changes the text of a note. Author and date stay. */
export async function POST(
  req: MedusaRequest<AdminSaveCustomerNoteType>,
  res: MedusaResponse<Answer<"POST /admin/customers/:id/notes/:note_id">>,
): Promise<void> {
  const { result: note } = await updateNoteWorkflow(req.scope).run({
    input: { customer_id: pathId(req, "Customer"), id: noteId(req), note: req.validatedBody },
  })
  res.json({ note })
}

export const PATCH = POST
export const PUT = POST

/** Deletes a note. */
export async function DELETE(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"DELETE /admin/customers/:id/notes/:note_id">>,
): Promise<void> {
  const id = noteId(req)
  await removeNoteWorkflow(req.scope).run({ input: { customer_id: pathId(req, "Customer"), id } })
  res.json({ id, object: "note", deleted: true })
}

const noteId = (req: MedusaRequest) => pathId(req, "Note", "note_id")

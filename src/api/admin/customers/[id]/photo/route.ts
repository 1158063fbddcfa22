import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import {
  removeCustomerPhotoWorkflow,
  setCustomerPhotoWorkflow,
} from "../../../../../workflows/customers/photo-workflows"
import { refusing } from "../../../../shared/refusal"
import { pathId } from "../../../../shared/validate"
import { receivePhoto } from "./receive"

/**
 * Sets a customer's photo (contract R13): `multipart/form-data` with a JPEG or PNG of at most 5 MB in the field `photo`.
 * The bytes decide the type of the image. Errors: also `photo_too_large` (413).
 */
export const POST = refusing(
  async (req: MedusaRequest, res: MedusaResponse<Answer<"POST /admin/customers/:id/photo">>): Promise<void> => {
    const customer_id = pathId(req, "Customer")
    const photo = (await receivePhoto(req, res)).toString("base64")
    const { result } = await setCustomerPhotoWorkflow(req.scope).run({ input: { customer_id, photo } })
    res.json(result)
  },
)

/** Removes the photo and its file. */
export async function DELETE(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"DELETE /admin/customers/:id/photo">>,
): Promise<void> {
  const id = pathId(req, "Customer")
  await removeCustomerPhotoWorkflow(req.scope).run({ input: { customer_id: id } })
  res.json({ id, object: "customer_photo", deleted: true })
}

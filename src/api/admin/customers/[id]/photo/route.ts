import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { removePhoto, setPhoto } from "../../../../../workflows/customers/photo"
import { refusing } from "../../../../refusal"
import { pathId } from "../../../../validate"
import { receivePhoto } from "./receive"

/**
 * Sets a customer's photo (CONTRACT R13): `multipart/form-data` with a JPEG or PNG of at most 5 MB in the field `photo`.
 * What it is, its own bytes tell. Also `photo_too_large` (413).
 */
export const POST = refusing(async (req: MedusaRequest, res: MedusaResponse): Promise<void> => {
  const id = pathId(req, "Customer")
  const { photo_url } = await setPhoto(req.scope, id, await receivePhoto(req, res))
  res.json({ photo_url })
})

/** Takes it away, with the file. */
export async function DELETE(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const id = pathId(req, "Customer")
  await removePhoto(req.scope, id)
  res.json({ id, object: "customer_photo", deleted: true })
}

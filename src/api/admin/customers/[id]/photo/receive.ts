import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clienteleError } from "../../../../../kernel/errors"
import { lazy } from "../../../../../kernel/lazy"
import { MAX_PHOTO_BYTES } from "../../../../../workflows/customers/photo-workflows"

/** The file stays in memory, because it is checked before it is stored. The form has no other fields. */
const upload = lazy(() => {
  const multer = require("multer") as typeof import("multer")
  const limits = { fileSize: MAX_PHOTO_BYTES, files: 1, fields: 0, parts: 2, headerPairs: 20 }
  return multer({ storage: multer.memoryStorage(), limits }).single("photo")
})

/**
 * Reads the image in the field `photo` of a multipart request (RFC 7578).
 *
 * @throws `photo_too_large`; `invalid_request` on `photo` for other problems of the form
 */
export async function receivePhoto<Body>(req: MedusaRequest, res: MedusaResponse<Body>): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    upload()(req, res as MedusaResponse, (error: unknown) => (error ? reject(refusalOf(error)) : resolve()))
  })
  const file = (req as { file?: { buffer: Buffer } }).file
  if (!file) {
    throw clienteleError("invalid_request", "photo: is required, as a file in a multipart/form-data body")
  }
  return file.buffer
}

function refusalOf(error: unknown): Error {
  const code = (error as { code?: string }).code
  return code === "LIMIT_FILE_SIZE"
    ? clienteleError("photo_too_large")
    : clienteleError("invalid_request", `photo: ${(error as Error).message}; send one file in the field "photo"`)
}

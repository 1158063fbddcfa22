import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { clienteleError } from "../../../../kernel/errors"
import { lazy } from "../../../../kernel/lazy"
import { isStorable } from "../../../shared/validate"
import { readUnlinked, UnlinkedFiles } from "./unlinked-file"

const MAX_FILE_BYTES = 50 * 1024 * 1024

/** The file is stored on disk, because its lines are read only as fast as the database stores them. The form has no other files. */
const upload = lazy(() => {
  const multer = require("multer") as typeof import("multer")
  const limits = { fileSize: MAX_FILE_BYTES, files: 1, fields: 0, parts: 2, headerPairs: 20 }
  return multer({ storage: new UnlinkedFiles(), limits }).single("file")
})

/** A file that was uploaded. */
export type Received = { bytes: AsyncIterable<Uint8Array>; file_name: string | undefined }

/**
 * Passes the file in the field `file` of a multipart request (RFC 7578) to `work`, and deletes it afterwards.
 *
 * @throws `import_too_large`; `invalid_request` on `file` for other problems of the form
 */
export async function withFile<T, Body>(
  req: MedusaRequest,
  res: MedusaResponse<Body>,
  work: (file: Received) => Promise<T>,
): Promise<T> {
  await new Promise<void>((resolve, reject) => {
    upload()(req, res as MedusaResponse, (error: unknown) => (error ? reject(refusalOf(error)) : resolve()))
  })
  const { file } = req as { file?: { fd: number; originalname: string } }
  if (!file) {
    throw clienteleError("invalid_request", "file: is required, as a file in a multipart/form-data body")
  }
  const bytes = readUnlinked(file.fd)
  try {
    return await work({ bytes, file_name: nameOf(file.originalname) })
  } finally {
    bytes.destroy()
  }
}

const MAX_NAME = 200

function nameOf(name: string): string | undefined {
  const shown = name
    .replace(/\p{Cc}/gu, "")
    .trim()
    .slice(0, MAX_NAME)
  return shown !== "" && isStorable(shown) ? shown : undefined
}

function refusalOf(error: unknown): Error {
  const code = (error as { code?: string }).code
  return code === "LIMIT_FILE_SIZE"
    ? clienteleError("import_too_large")
    : clienteleError("invalid_request", 'file: send one file in the field "file", and nothing else')
}

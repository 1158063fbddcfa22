import { imageSize } from "image-size"
import { clienteleError } from "../../kernel/errors"

/** Largest side of a photo, in pixels: nobody's camera takes more, and what shows it must hold it in memory. */
const MAX_SIDE = 12_000

const FORMATS = {
  jpg: { extension: "jpg", mime_type: "image/jpeg" },
  png: { extension: "png", mime_type: "image/png" },
} as const

export type PhotoFormat = (typeof FORMATS)[keyof typeof FORMATS]

/**
 * What a photo is, by its own first bytes: what the client calls it is not asked (CONTRACT R13).
 *
 * @throws `invalid_request` on `photo` for anything but a JPEG or PNG, and for one that is too large to be shown
 */
export function photoFormat(content: Buffer): PhotoFormat {
  const found = measure(content)
  const format = found?.type === "jpg" || found?.type === "png" ? FORMATS[found.type] : undefined
  if (!found || !format) {
    throw clienteleError("invalid_request", "photo: must be a JPEG or PNG image")
  }
  if (found.width < 1 || found.height < 1 || found.width > MAX_SIDE || found.height > MAX_SIDE) {
    throw clienteleError("invalid_request", `photo: must have 1 to ${MAX_SIDE} pixels on each side`)
  }
  return format
}

function measure(content: Buffer): ReturnType<typeof imageSize> | null {
  try {
    return imageSize(content)
  } catch {
    return null
  }
}

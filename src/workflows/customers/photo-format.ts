import { clienteleError } from "../../kernel/errors"

/** Largest side of a photo, in pixels. Larger images need more memory than a page that shows them should take. */
const MAX_SIDE = 12_000

/**
 * Maximum part of a file that is searched for its size. Cameras write previews and depth maps of up to a megabyte before
 * the frame header. The limit bounds the time that a hostile file takes (contract M44).
 */
const HEAD_BYTES = 2 * 1024 * 1024

type Format = { extension: "jpg" | "png"; mime_type: string; magic: readonly number[] }

const FORMATS: Readonly<Record<"jpeg" | "png", Format>> = {
  jpeg: { extension: "jpg", mime_type: "image/jpeg", magic: [0xff, 0xd8, 0xff] },
  png: { extension: "png", mime_type: "image/png", magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
}

export type PhotoFormat = Pick<Format, "extension" | "mime_type">

/**
 * Detects a photo's format by its bytes; the client's file name and type are ignored (contract R13). The magic bytes come
 * first, so that a file of another format never reaches a parser (contract M44).
 *
 * @param content the file, of any length and with any bytes
 * @throws `invalid_request` on `photo` for anything but a JPEG or PNG with 1 to 12,000 pixels on each side
 */
export async function photoFormat(content: Buffer): Promise<PhotoFormat> {
  const name = content[0] === FORMATS.png.magic[0] ? "png" : "jpeg"
  const { magic, extension, mime_type } = FORMATS[name]
  const size = magic.every((byte, index) => content[index] === byte) ? await measure(content, name) : null
  if (!size) {
    throw clienteleError("invalid_request", "photo: must be a JPEG or PNG image")
  }
  if (!isAllowed(size.width) || !isAllowed(size.height)) {
    throw clienteleError("invalid_request", `photo: must have 1 to ${MAX_SIDE} pixels on each side`)
  }
  return { extension, mime_type }
}

const isAllowed = (pixels: number) => pixels >= 1 && pixels <= MAX_SIDE

/** Reads the size from the header; `null` if the header is incomplete or not of this format. Decodes no image data. */
async function measure(content: Buffer, name: string): Promise<{ width: number; height: number } | null> {
  // Loaded with the first photo, so a store without photos does not load it.
  const { imageDimensionsFromData } = await import("image-dimensions")
  try {
    const found = imageDimensionsFromData(content.subarray(0, HEAD_BYTES))
    return found?.type === name ? found : null
  } catch {
    return null
  }
}

import { randomBytes } from "node:crypto"
import { close, createReadStream, createWriteStream, openSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import type { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"

/** The beginning of the name that a file has for a moment. */
export const UPLOAD_PREFIX = "clientele-upload-"

type Uploaded = { fd?: number; stream?: Readable }
/** `info` becomes a part of multer's file. */
type Done = (error: unknown, info?: { fd: number; stream?: Readable }) => void

/**
 * Stores uploads in files on disk that have no name: each is unlinked when it is opened, so the operating system deletes it with the process,
 * however that ends. A storage engine of multer.
 */
export class UnlinkedFiles {
  _handleFile(_req: unknown, { stream }: { stream: Readable }, done: Done): void {
    try {
      const fd = openUnlinked()
      pipeline(stream, createWriteStream("", { fd, autoClose: false })).then(
        () => done(null, { fd }),
        // The pipeline has destroyed its stream, which closes the file.
        done,
      )
    } catch (error) {
      // Multer does not expect an exception.
      done(error)
    }
  }

  _removeFile(_req: unknown, { fd }: Uploaded, done: (error: Error | null) => void): void {
    if (fd === undefined) {
      done(null)
      return
    }
    close(fd, done)
  }
}

function openUnlinked(): number {
  const name = path.join(os.tmpdir(), UPLOAD_PREFIX + randomBytes(16).toString("hex"))
  const fd = openSync(name, "wx+", 0o600)
  rmSync(name)
  return fd
}

/** The bytes of a stored file, from its beginning. The file is closed at their end, or when the stream is destroyed. */
export const readUnlinked = (fd: number): Readable => createReadStream("", { fd, start: 0 })

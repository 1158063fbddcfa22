import { createHash } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"

/** The checkout's root folder. */
export const root = path.resolve(import.meta.dirname, "../..")

/** The folder for all files that running the project leaves behind; git ignores it. */
export const dataDir = path.join(root, ".data")

const SHARED_MEMORY = "/dev/shm"
const ROOM_BYTES = 4 * 1024 ** 3

/**
 * A folder of this checkout in shared memory, if the system has enough of it. A restart of the machine empties it.
 * @returns {string | undefined}
 */
export function memoryDir() {
  try {
    const { bavail, bsize } = fs.statfsSync(SHARED_MEMORY)
    if (bavail * bsize < ROOM_BYTES) return undefined
    const name = createHash("sha1").update(`${root} ${os.userInfo().uid}`).digest("hex").slice(0, 10)
    return path.join(SHARED_MEMORY, `clientele-${name}`)
  } catch {
    return undefined
  }
}

/** PATH with this project's own commands (medusa, jest, biome) first. */
export const pathWithBin = `${path.join(root, "node_modules/.bin")}${path.delimiter}${process.env.PATH ?? ""}`

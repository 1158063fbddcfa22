import path from "node:path"

/** The checkout's root folder. */
export const root = path.resolve(import.meta.dirname, "../..")

/** Folder for everything that running the project leaves behind; git ignores it. */
export const dataDir = path.join(root, ".data")

/** PATH with this project's own commands (medusa, jest, biome) first. */
export const pathWithBin = `${path.join(root, "node_modules/.bin")}${path.delimiter}${process.env.PATH ?? ""}`

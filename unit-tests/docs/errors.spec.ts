import fs from "node:fs"
import path from "node:path"
import { MedusaError } from "@medusajs/framework/utils"
import { ERROR_CODES, ownStatus } from "../../src/kernel/errors"

const PAGE = fs.readFileSync(path.join(__dirname, "../../docs/errors.md"), "utf8")
const ROW = /^\| `(\w+)` \| (\S+) \|/gm

const STATUS: Record<string, string> = {
  [MedusaError.Types.INVALID_DATA]: "400",
  [MedusaError.Types.NOT_ALLOWED]: "400",
  [MedusaError.Types.NOT_FOUND]: "404",
  [MedusaError.Types.UNEXPECTED_STATE]: "500",
}

/** This error stops the boot, so no client gets it. */
const NEVER_ANSWERED = "invalid_option"

it("docs/errors.md lists the error codes of the source, each once, with the status that it answers", () => {
  const documented = [...PAGE.matchAll(ROW)].map((row) => `${row[1]} ${row[2]}`)
  const known = Object.entries(ERROR_CODES).map(
    ([code, { type }]) => `${code} ${code === NEVER_ANSWERED ? "–" : (ownStatus(code) ?? STATUS[type])}`,
  )
  expect(documented.sort()).toEqual(known.sort())
})

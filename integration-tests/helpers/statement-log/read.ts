import { randomBytes } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"

/** The header with a request's name, by which its statements are found. */
export const LABEL = "x-test-request"

/** A file for the statements of one store, as its environment variable CLIENTELE_TEST_STATEMENTS. */
export const statementsFile = () =>
  path.join(os.tmpdir(), `clientele-test-statements-${randomBytes(6).toString("hex")}.jsonl`)

/** The statements of each named request, in the order of sending. */
export function readStatements(file: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const line of fs.readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const { request, sql } = JSON.parse(line) as { request: string; sql: string }
    found.set(request, [...(found.get(request) ?? []), sql])
  }
  return found
}

import path from "node:path"
import type { ExecArgs } from "@medusajs/framework/types"
import { dynamicImport } from "@medusajs/framework/utils"
import { ANSWER } from "../in-store"

/** `medusa exec alone.ts <script> …`: runs another file of this folder and prints its answer. */
export default async function alone({ container, args: [name = "", ...args] }: ExecArgs): Promise<void> {
  const script = await dynamicImport(path.join(__dirname, name))
  process.stdout.write(`${ANSWER}${JSON.stringify(await script.default({ container, args }))}\n`)
}

import type { MedusaContainer } from "@medusajs/framework/types"
import { withLoggableErrors } from "../kernel/error-text"
import { sweepImports } from "../workflows/imports/sweep-imports"

/** Continues imports of killed workers within a minute (contract R49). */
async function importsSweep(container: MedusaContainer): Promise<void> {
  await sweepImports(container)
}

export default withLoggableErrors(importsSweep)

export const config = { name: "clientele-imports-sweep", schedule: "* * * * *" }

import { MedusaError } from "@medusajs/framework/utils"
import * as clientele from "../../../src/workflows"

type Told = { fail?: string; hang?: boolean } | null
type Handler = (input: { additional_data?: Told; metadata?: Told }) => Promise<void>
type Hooked = { hooks?: Record<string, (handler: Handler) => void> }

let taken = false

/** Handles our hooks, as a host does: prints the input, and throws or hangs as `fail` in `additional_data` or `metadata` says. */
export default async function takeHooks(): Promise<{ taken: string[] }> {
  const names: string[] = []
  for (const one of Object.values(clientele) as unknown as Hooked[]) {
    for (const [name, take] of Object.entries(one.hooks ?? {})) {
      names.push(name)
      if (taken) continue
      take(async (input) => {
        process.stdout.write(`hook ${name} ${JSON.stringify(input)}\n`)
        const told = input.additional_data ?? input.metadata
        if (told?.hang) {
          await new Promise(() => {})
        }
        if (told?.fail) {
          throw new MedusaError(MedusaError.Types.NOT_ALLOWED, told.fail)
        }
      })
    }
  }
  taken = true
  return { taken: names }
}

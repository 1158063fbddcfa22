import { MedusaError } from "@medusajs/framework/utils"
import * as clientele from "../../../src/workflows"

type Handler = (input: { additional_data?: { fail?: string; hang?: boolean } | null }) => Promise<void>
type Hooked = { hooks?: Record<string, (handler: Handler) => void> }

let taken = false

/** Takes our hooks as a host does. Each prints what it was given, and throws what `additional_data.fail` says, or never ends. */
export default async function takeHooks(): Promise<{ taken: string[] }> {
  const names: string[] = []
  for (const one of Object.values(clientele) as unknown as Hooked[]) {
    for (const [name, take] of Object.entries(one.hooks ?? {})) {
      names.push(name)
      if (taken) continue
      take(async (input) => {
        process.stdout.write(`hook ${name} ${JSON.stringify(input)}\n`)
        if (input.additional_data?.hang) {
          await new Promise(() => {})
        }
        if (input.additional_data?.fail) {
          throw new MedusaError(MedusaError.Types.NOT_ALLOWED, input.additional_data.fail)
        }
      })
    }
  }
  taken = true
  return { taken: names }
}

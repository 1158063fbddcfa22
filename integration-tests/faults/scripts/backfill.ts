import type { ExecArgs } from "@medusajs/framework/types"
import { Command } from "commander"
import { addBackfill } from "../../../src/cli/commands/backfill"
import type { Output } from "../../../src/cli/output"

/** `backfill …`: the command `clientele backfill --json` with these arguments, in a running store. */
export default async function backfill({ container, args }: ExecArgs) {
  let printed: unknown
  let code = -1
  const nothing = () => undefined
  const out: Pick<Output, "json" | "startProgress"> = {
    json: (value) => {
      printed = value
    },
    startProgress: () => ({ update: nothing, stop: nothing }) as unknown as ReturnType<Output["startProgress"]>,
  }
  const program = new Command().exitOverride()
  addBackfill(program, async (work) => {
    code = await work(container, out as Output)
  })
  await program.parseAsync(["backfill", "--json", ...args], { from: "user" })
  return { code, printed }
}

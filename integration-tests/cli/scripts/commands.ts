import type { MedusaContainer } from "@medusajs/framework/types"
import { execute } from "../../../src/cli"
import { Output } from "../../../src/cli/output"
import { withStore } from "../../../src/cli/store"
import { sweepCustomers } from "../../../src/workflows/projection/sweep-customers"
import type { Answer, Request } from "../session"

// The `clientele` command, one after another in one process: the store is booted for the first command that needs it, and
// stays until the test is done. Each command has what `bin/clientele.js` gives it, but for the process of its own.
const printed = { stdout: "", stderr: "" }
for (const name of ["stdout", "stderr"] as const) {
  process[name].write = (text: string | Uint8Array) => {
    printed[name] += text.toString()
    return true
  }
}
// It takes the two streams away from everybody else, and what is written there comes to the lines above.
const out = new Output()

const done = new Promise<void>((resolve) => process.once("disconnect", resolve))
let ended: Promise<unknown> = Promise.resolve()
let booted: Promise<MedusaContainer> | undefined

function container(): Promise<MedusaContainer> {
  booted ??= new Promise((resolve, reject) => {
    ended = withStore(process.cwd(), (store) => {
      resolve(store)
      return done
    }).catch(reject)
  })
  return booted
}

async function answer(request: Request): Promise<Answer> {
  if ("sweep" in request) return sweepCustomers(await container())
  printed.stdout = ""
  printed.stderr = ""
  const code = await execute(request.args, out, async (work) => work(await container()))
  return { code, ...printed }
}

let last: Promise<unknown> = Promise.resolve()
process.on("message", (request: Request) => {
  last = last
    .then(() => answer(request))
    .catch((error): Answer => ({ fault: String((error as Error).stack ?? error) }))
    .then((reply) => process.send?.(reply))
})
void done
  .then(() => last)
  .then(() => ended)
  .then(() => process.exit(0))

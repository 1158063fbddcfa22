/**
 * `src/workflows/hooks.ts` of a host that takes every hook of every Medusa workflow for itself. Each handler says that it
 * ran. A hook has room for one handler: where a plugin has taken one, the boot ends here.
 */
export const ALL_HOOKS = `import * as flows from "@medusajs/medusa/core-flows"
import { StepResponse } from "@medusajs/framework/workflows-sdk"

type Hooks = Record<string, (handler: () => Promise<StepResponse<object>>) => void>
type Workflow = { getName?: () => string; hooks?: Hooks }

const workflows = new Set(Object.values(flows) as unknown as Workflow[])
const taken: string[] = []
for (const workflow of workflows) {
  if (!workflow?.hooks || !workflow.getName) continue
  const name = workflow.getName()
  for (const [hook, take] of Object.entries(workflow.hooks)) {
    take(async () => {
      process.stdout.write("hook ran: " + name + "." + hook + "\\n")
      return new StepResponse({})
    })
    taken.push(name + "." + hook)
  }
}
process.stdout.write("hooks taken: " + taken.join(" ") + "\\n")
`

/** Hooks that the official loyalty plugin takes where it is installed, as `workflow.hook`. */
export const HOOKS_OF_LOYALTY_PLUGIN = [
  "complete-cart.beforePaymentAuthorization",
  "complete-cart.orderCreated",
  "refresh-cart-items.beforeRefreshingPaymentCollection",
  "create-order-credit-lines.creditLinesCreated",
]

/** Hooks that every order goes through. */
export const HOOKS_OF_AN_ORDER = [
  "complete-cart.validate",
  "complete-cart.beforePaymentAuthorization",
  "complete-cart.orderCreated",
  "refresh-cart-items.beforeRefreshingPaymentCollection",
]

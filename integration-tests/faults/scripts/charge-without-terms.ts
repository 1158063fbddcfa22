import type { ExecArgs } from "@medusajs/framework/types"
import { chargeCreditOrderWorkflow } from "../../../src/workflows"

/** `charge-without-terms <order_id>`: charges an order as in a store that has not registered `pp_credit_terms`. */
export default async function chargeWithoutTerms({ container, args: [order_id = ""] }: ExecArgs) {
  // The mark of src/kernel/credit-terms.ts, which the provider sets when it is loaded.
  const holder = globalThis as Record<symbol, unknown>
  const mark = Symbol.for("medusa-plugin-clientele.credit-terms")
  const had = holder[mark]
  holder[mark] = false
  try {
    const { errors } = await chargeCreditOrderWorkflow(container).run({
      input: { order_id, charge: {}, actor_id: "user_test" },
      throwOnError: false,
    })
    return { message: String((errors[0]?.error as Error | undefined)?.message ?? "charged") }
  } finally {
    holder[mark] = had
  }
}

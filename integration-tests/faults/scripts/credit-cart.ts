import type { ExecArgs } from "@medusajs/framework/types"
import { createCartCreditLinesWorkflow } from "@medusajs/medusa/core-flows"

/** Pays a part of a cart with a gift card or store credit, as a plugin that has these does: core has no route for it. */
export default async function creditCart({ container, args: [cart_id, amount] }: ExecArgs) {
  const line = { cart_id: String(cart_id), amount: Number(amount), reference: "store-credit", reference_id: "one" }
  await createCartCreditLinesWorkflow(container).run({ input: [{ ...line, metadata: null }] })
  return { amount: line.amount }
}

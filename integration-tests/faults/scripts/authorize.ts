import type { ExecArgs, IPaymentModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { emitAndCount } from "./emit-and-count"

/** `authorize <session id>`: the provider's webhook comes before the shopper's browser completes the cart. */
export default async function authorize({ container, args }: ExecArgs) {
  const [sessionId = ""] = args
  const payments: IPaymentModuleService = container.resolve(Modules.PAYMENT)
  let payment_id = ""
  const queued = await emitAndCount(container, async () => {
    const payment = await payments.authorizePaymentSession(sessionId, {})
    if (!payment) throw new Error(`${sessionId} was not authorised`)
    payment_id = payment.id
    return [{ name: "payment.captured", data: { id: payment.id } }]
  })
  return { payment_id, queued }
}

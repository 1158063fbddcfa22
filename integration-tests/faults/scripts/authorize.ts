import type { ExecArgs, IPaymentModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { ANSWER } from "../in-store"
import { emitAndCount } from "./emit-and-count"

/** `authorize <session id>`: the provider's webhook comes before the shopper's browser completes the cart. */
export default async function authorize({ container, args }: ExecArgs): Promise<void> {
  const [sessionId = ""] = args
  const payments: IPaymentModuleService = container.resolve(Modules.PAYMENT)
  const payment = await payments.authorizePaymentSession(sessionId, {})
  if (!payment) throw new Error(`${sessionId} was not authorised`)
  const queued = await emitAndCount(container, [{ name: "payment.captured", data: { id: payment.id } }])
  process.stdout.write(`${ANSWER}${JSON.stringify({ payment_id: payment.id, queued })}\n`)
}

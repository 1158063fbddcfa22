import { MedusaError } from "@medusajs/framework/utils"
import { clienteleError, ERROR_CODES } from "../../../kernel/errors"
import type { CreditRefusal } from "../../../modules/credit"

/**
 * Why a cart has become no order on terms. `shortfall`: what is missing, a decimal string in the cart's currency. It says what the
 * account has left, so only the buyer may learn it: a cart's id proves nothing (contract M59).
 */
type Refused = { code: CreditRefusal; shortfall: string; buyer_id: string | null }

/** What a waiting request learns of the refusal of its cart. */
export type RefusalWatch = { refusal: (Refused & { message: string }) | null; stop(): void }

/** By cart. A cart is completed in the process that got the request, so its refusal is there, too. */
const watches = new Map<string, Set<RefusalWatch>>()

/**
 * The error that rolls an order on terms back. Medusa answers its type with 200 and the cart, as for a declined card, and passes
 * on the message only: {@link watchRefusals} has the rest for the route's answer.
 */
export function refuseCredit({ code, shortfall, buyer_id, cartId }: Refused & { cartId: string }): MedusaError {
  const { message } = ERROR_CODES[code]
  const error = clienteleError(code, message)
  for (const watch of watches.get(cartId) ?? []) {
    watch.refusal = { code, shortfall, buyer_id, message }
  }
  const refused = { type: MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR, refused_by: "credit", shortfall, buyer_id }
  return Object.assign(error, refused)
}

/** The shortfall, for the signed-in buyer only. */
export const shortfallFor = ({ shortfall, buyer_id }: Refused, actorId: string | undefined): { shortfall?: string } =>
  actorId !== undefined && buyer_id === actorId ? { shortfall } : {}

/** Notes a refusal of this cart until `stop` is called. */
export function watchRefusals(cartId: string): RefusalWatch {
  const others = watches.get(cartId) ?? new Set<RefusalWatch>()
  watches.set(cartId, others)
  const watch: RefusalWatch = {
    refusal: null,
    stop() {
      others.delete(watch)
      if (others.size === 0 && watches.get(cartId) === others) {
        watches.delete(cartId)
      }
    },
  }
  others.add(watch)
  return watch
}

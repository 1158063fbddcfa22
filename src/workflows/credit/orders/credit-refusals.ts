import { MedusaError } from "@medusajs/framework/utils"
import { clienteleError, ERROR_CODES } from "../../../kernel/errors"
import type { CreditRefusal } from "../../../modules/credit"

/** Why a cart cannot be completed on terms. */
export type CompletionRefusal = CreditRefusal | "test_customer"

/**
 * The reason why a cart did not become an order on terms. `shortfall`: a decimal string in the cart's currency. It reveals
 * the account's available credit, so only the buyer may see it. Knowing a cart's id proves nothing (contract M59).
 */
type Refused = { code: CompletionRefusal; shortfall: string; buyer_id: string | null }

/** The refusal of a cart, as the waiting request gets it. */
export type RefusalWatch = { refusal: (Refused & { message: string }) | null; stop(): void }

/** Keyed by cart. A cart is completed in the process of its request, so the refusal is in the same process. */
const watches = new Map<string, Set<RefusalWatch>>()

/**
 * The error that rolls back an order on terms. Medusa answers its type with 200 and the cart, as for a declined card, and
 * passes on the message only. {@link watchRefusals} adds the rest to the route's answer.
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

/** Collects refusals of this cart until `stop` is called. */
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

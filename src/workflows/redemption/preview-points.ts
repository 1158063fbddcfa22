import type { MedusaContainer } from "@medusajs/framework/types"
import { formatMinorUnits, sum } from "../../kernel/money"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import {
  canonicalMailbox,
  currencyTerms,
  earnedIfPaid,
  mostFor,
  type OrderFacts,
  POINTS_MODULE,
  type PointsModuleService,
  type PreviewReason,
  type PreviewTerms,
  type PromotionAction,
  refuseAll,
} from "../../modules/points"
import { isTestMoney } from "../shared/customers/test-money"
import { getDefaultCurrency } from "../shared/medusa/get-default-currency"
import { isHoldCode } from "../shared/redemption/hold-code"
import { getReadiness } from "../shared/redemption/readiness"
import { findSession } from "../shared/redemption/verify-shopper"
import { type PreviewCart, readPreviewCart } from "./preview-cart"
import { type PreviewItems, priceItems } from "./preview-items"

export type PreviewRequest = {
  /** Canonical. It is not verified, so the caller can name any address. */
  mailbox: string
  goods: { cart_id: string; coupon_code?: string | undefined } | PreviewItems
  /** A redemption token; it is not bound or used up. */
  token?: string | undefined
  /** The customer who is signed in. */
  actorId?: string | null | undefined
}

/** docs/openapi.json. Points are whole; `max_discount` is a decimal string in major units of the currency. */
export type LoyaltyPreview = {
  /** Whether points can be used, as far as the shopper's verification allows an answer. `reasons` has codes of docs/errors.md. */
  eligible: boolean
  reasons: PreviewReason[]
  earnable_points: number
  proof_required: boolean
  points_balance?: number
  max_points?: number
  max_discount?: string
  currency_code: string
}

/**
 * The points that an order would earn, and the points that the shopper could use on it (contract R41, ADR 0008). The
 * balance is shown to shoppers who have verified the mailbox, or to all with the setting `loyalty_preview_disclosure` at
 * `open`. For all others nothing that depends on the mailbox is read, so neither the answer nor its time reveals anything
 * (contract M35).
 *
 * @throws `not_found` for an unknown cart, `invalid_request` for other unknown ids
 */
export async function previewPoints(container: MedusaContainer, request: PreviewRequest): Promise<LoyaltyPreview> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const { goods } = request
  const [settings, defaultCurrency, proof, { cart, actions }] = await Promise.all([
    points.getSettings(),
    getDefaultCurrency(container),
    readProof(container, request),
    "cart_id" in goods ? readPreviewCart(container, goods.cart_id, goods.coupon_code) : priceItems(container, goods),
  ])
  const others = actions.filter(({ code }) => !isHoldCode(code))
  const preview = { settings, terms: currencyTerms(settings, cart.currency_code, defaultCurrency) }
  const refusal = getReadiness().bound ? refuseAll(preview, cart, others) : "not_bound"
  const reasons = new Set<PreviewReason>(refusal ? [refusal] : [])
  if (cart.completed_at) {
    reasons.add("cart_changed")
  }
  const isShown = proof.is_proven || settings.loyalty_preview_disclosure === "open"
  const shown = isShown ? await showPoints(container, request.mailbox, preview, cart, others) : null
  for (const reason of [...(shown?.reasons ?? []), ...proof.reasons]) {
    reasons.add(reason)
  }
  return {
    eligible: reasons.size === 0,
    reasons: [...reasons],
    earnable_points: await earnable(container, request.mailbox, cart, actions, defaultCurrency),
    proof_required: !proof.is_proven,
    ...shown?.figures,
    currency_code: cart.currency_code,
  }
}

/** Whether the mailbox is verified, and the reasons why its owner cannot use the points yet. */
async function readProof(
  container: MedusaContainer,
  { mailbox, token, actorId }: PreviewRequest,
): Promise<{ is_proven: boolean; reasons: PreviewReason[] }> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const byToken = token === undefined ? null : await codes.peekToken(token)
  const session = actorId ? await findSession(container, actorId) : null
  if (byToken?.mailbox === mailbox) {
    return { is_proven: true, reasons: [] }
  }
  if (session?.mailbox === mailbox) {
    return { is_proven: true, reasons: session.redeems_from ? ["email_changed_recently"] : [] }
  }
  return { is_proven: false, reasons: [] }
}

async function showPoints(
  container: MedusaContainer,
  mailbox: string,
  preview: PreviewTerms,
  cart: PreviewCart,
  others: PromotionAction[],
) {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const [account, hold, isTest] = await Promise.all([
    points.findAccount(mailbox),
    points.findLiveHold(cart.id),
    isTestMoney(container, mailbox),
  ])
  // The cart's own hold counts as available, because applying another number replaces it.
  const own = hold?.mailbox === mailbox ? hold.points : 0
  const most = mostFor(preview, isTest ? 0 : (account?.points_available ?? 0) + own, cart, others)
  const reasons: PreviewReason[] = []
  const cartMailbox = canonicalMailbox(cart.email)
  if (cartMailbox && cartMailbox !== mailbox) {
    reasons.push("cart_changed")
  }
  if (hold && hold.mailbox !== mailbox) {
    reasons.push("hold_conflict")
  }
  if (isTest) {
    reasons.push("test_customer")
  } else if (most.points === 0 && refuseAll(preview, cart, others) === null) {
    reasons.push("insufficient_points")
  }
  return {
    reasons,
    figures: {
      points_balance: account?.points_balance ?? 0,
      max_points: most.points,
      max_discount: formatMinorUnits(most.minor_units, cart.currency_code),
    },
  }
}

/** The points that the order would earn if it were paid and completed now, by the same rule. */
async function earnable(
  container: MedusaContainer,
  mailbox: string,
  cart: PreviewCart,
  actions: PromotionAction[],
  defaultCurrency: string,
): Promise<number> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const now = points.clock()
  const log = await points.getSettingLog()
  const goods = { order_id: cart.id, email: mailbox, currency_code: cart.currency_code, items: itemsOf(cart, actions) }
  return earnedIfPaid(goods, { log, default_currency: defaultCurrency, cause: "preview", now })
}

function itemsOf(cart: PreviewCart, actions: PromotionAction[]): OrderFacts["items"] {
  return (cart.items ?? []).map((item) => ({
    unit_price: item.unit_price,
    quantity: item.quantity,
    returned_quantity: 0,
    tax_percent: sum((item.tax_lines ?? []).map(({ rate }) => rate)),
    is_tax_inclusive: item.is_tax_inclusive === true,
    is_giftcard: item.is_giftcard === true,
    discounts: actions
      .filter(({ action, item_id }) => action === "addItemAdjustment" && item_id === item.id)
      .map(({ amount, is_tax_inclusive, code }) => ({
        amount: amount ?? 0,
        is_tax_inclusive: is_tax_inclusive === true,
        ...(isHoldCode(code) ? { hold_id: code } : {}),
      })),
  }))
}

import { clampRedemption, NOTHING, type PromotionAction, type PromotionContext, type Redemption } from "./redemption"
import type { CurrencyTerms, Settings } from "./settings"

/** The codes with which applying points to the cart would be refused (contract R41). */
export type PreviewReason =
  | "not_bound"
  | "programme_disabled"
  | "currency_not_supported"
  | "cart_changed"
  | "below_minimum_total"
  | "insufficient_points"
  | "hold_conflict"
  | "email_changed_recently"
  | "test_customer"

export type PreviewTerms = { settings: Settings; terms: CurrencyTerms | null }

/** More points than any account has, so only the cart limits the result. */
const ANY_POINTS = Number.MAX_SAFE_INTEGER

/** The reason why points cannot be used on this cart, or `null`. It does not depend on the shopper. */
export function refuseAll(
  preview: PreviewTerms,
  context: PromotionContext,
  others: PromotionAction[],
): PreviewReason | null {
  if (!preview.settings.loyalty_points_enabled) {
    return "programme_disabled"
  }
  if (!preview.terms) {
    return "currency_not_supported"
  }
  return mostFor(preview, ANY_POINTS, context, others).points === 0 ? "below_minimum_total" : null
}

/**
 * The largest discount that points could give on the cart, by the cart's own rule ({@link clampRedemption}).
 *
 * @param available the shopper's available points; below 0 for a debt
 */
export function mostFor(
  { settings, terms }: PreviewTerms,
  available: number,
  context: PromotionContext,
  others: PromotionAction[],
): Redemption {
  if (!settings.loyalty_points_enabled || !terms || available < Math.max(1, settings.loyalty_min_points_to_redeem)) {
    return NOTHING
  }
  return clampRedemption(
    {
      id: "preview",
      points: available,
      currency_code: context.currency_code ?? "",
      points_per_currency_discount: terms.points_per_currency_discount,
      max_percent: settings.loyalty_max_redeem_percent,
      min_points: settings.loyalty_min_points_to_redeem,
      min_checkout_total: terms.min_checkout_total,
    },
    context,
    others,
  )
}

/** A payment provider's name as the dashboard writes it in a region: `pp_stripe-giropay_stripe` is "Stripe Giropay (STRIPE)". */
export function providerName(id: string): string {
  const [, name = id, type] = id.split("_")
  const words = name.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return words.join(" ") + (type && type !== name ? ` (${type.toUpperCase()})` : "")
}

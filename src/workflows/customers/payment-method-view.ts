/** A saved payment method: data to recognise it, no data to pay with. */
export type PaymentMethod = {
  id: string
  provider_id: string
  /** The provider's type: `card`, `sepa_debit`, … */
  type: string | null
  /** ISO 8601; `null` if the provider does not say. */
  created_at: string | null
  details: Record<string, string | number>
}

/** The providers' names of facts that may be shown. All other data are left out. */
const SHOWN = ["brand", "last4", "exp_month", "exp_year", "funding", "country", "bank_name", "bank_code"] as const

/** Maximum length of a shown value: long enough for a brand or a bank's name, too short for a token. */
const MAX_LENGTH = 60

/**
 * Takes only named facts from a provider's answer (contract R17), from the top level or from the object named after the
 * type, where Stripe and others nest them.
 */
export function toPaymentMethod(
  { id, data }: { id: string; data?: Record<string, unknown> | null },
  providerId: string,
): PaymentMethod {
  const type = typeof data?.type === "string" ? data.type : null
  const nested = type ? data?.[type] : undefined
  const sources = [data, nested].filter((part) => typeof part === "object" && part !== null)
  const details: PaymentMethod["details"] = {}
  for (const source of sources as Record<string, unknown>[]) {
    for (const name of SHOWN) {
      const value = source[name]
      if (typeof value === "number" || (typeof value === "string" && value.length <= MAX_LENGTH)) {
        details[name] = value
      }
    }
  }
  return { id, provider_id: providerId, type, created_at: momentOf(data?.created ?? data?.created_at), details }
}

/** Providers send seconds since 1970 or ISO 8601. */
function momentOf(value: unknown): string | null {
  const moment = typeof value === "number" ? new Date(value * 1000) : new Date(String(value ?? ""))
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}

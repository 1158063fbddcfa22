import type { SettingKey, Settings } from "./loyalty"

/** How a setting is entered. `optional`: empty means none. The store decides what is allowed. */
export type SettingField =
  | { key: SettingKey; kind: "switch" }
  | { key: SettingKey; kind: "choice"; options: readonly string[] }
  | { key: SettingKey; kind: "number"; optional?: true }
  | { key: SettingKey; kind: "rates" }

/** All settings, in the order in which a merchant thinks of them. */
export const SETTING_GROUPS: readonly { name: string; fields: readonly SettingField[] }[] = [
  {
    name: "programme",
    fields: [
      { key: "loyalty_points_enabled", kind: "switch" },
      {
        key: "loyalty_award_trigger",
        kind: "choice",
        options: ["payment_paid", "order_completed", "either"],
      },
    ],
  },
  {
    name: "earning",
    fields: [
      { key: "loyalty_points_per_currency_unit", kind: "number" },
      { key: "loyalty_min_order_subtotal_to_earn", kind: "number" },
      { key: "loyalty_pending_days", kind: "number" },
      { key: "loyalty_points_ttl_days", kind: "number", optional: true },
      { key: "loyalty_clawback_policy", kind: "choice", options: ["negative", "clamp"] },
    ],
  },
  {
    name: "redeeming",
    fields: [
      { key: "loyalty_points_per_currency_discount", kind: "number" },
      { key: "loyalty_max_redeem_percent", kind: "number" },
      { key: "loyalty_min_points_to_redeem", kind: "number" },
      { key: "loyalty_min_checkout_total", kind: "number" },
    ],
  },
  { name: "currencies", fields: [{ key: "loyalty_currency_rates", kind: "rates" }] },
  {
    name: "codes",
    fields: [
      { key: "loyalty_otp_ttl_minutes", kind: "number" },
      { key: "loyalty_redemption_token_ttl_minutes", kind: "number" },
      { key: "loyalty_hold_ttl_minutes", kind: "number" },
      { key: "loyalty_preview_disclosure", kind: "choice", options: ["proof", "open"] },
    ],
  },
]

/** The draft of the settings: texts as typed, which the store parses. */
export type Draft = Partial<Record<SettingKey, unknown>>

/** The settings of a draft that differ from the stored ones, in the form that the store accepts. */
export function changesOf(draft: Draft, settings: Settings): Draft {
  const entries = Object.entries(draft).map(([key, value]) => [key, value === "" ? null : value] as const)
  return Object.fromEntries(entries.filter(([key, value]) => !isSame(value, settings[key as SettingKey])))
}

const isSame = (typed: unknown, value: unknown) =>
  JSON.stringify(typed) === JSON.stringify(value) || (typeof value === "number" && String(value) === typed)

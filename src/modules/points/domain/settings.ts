import { z } from "@medusajs/framework/zod"
import { problemsOf, sentenceOf, wholeNumber } from "../../../kernel/sentences"

const points = wholeNumber(0, 1_000_000_000)
const rate = z.number().min(0).max(1_000_000)
const positiveRate = z.number().positive().max(1_000_000)
const amount = z.number().min(0).max(1_000_000_000)
const minutes = (max: number) => wholeNumber(1, max)

/** The rates of a currency other than the store's default. */
const currencyRates = z.record(
  z
    .string()
    .regex(/^[a-z]{3}$/, "must be a lower-case ISO 4217 code")
    .describe("currency code"),
  z.strictObject({
    points_per_currency_unit: rate,
    points_per_currency_discount: positiveRate,
    min_order_subtotal_to_earn: amount.default(0),
    min_checkout_total: amount.default(0),
  }),
)

/** The settings of contract R30: their bounds. The plain rates are for the store's default currency. */
export const settingSchemas = {
  loyalty_points_enabled: z.boolean(),
  loyalty_award_trigger: z.enum(["payment_paid", "order_completed", "either"]),
  loyalty_points_per_currency_unit: rate,
  loyalty_min_order_subtotal_to_earn: amount,
  loyalty_points_per_currency_discount: positiveRate,
  loyalty_max_redeem_percent: wholeNumber(1, 100),
  loyalty_min_points_to_redeem: points,
  loyalty_min_checkout_total: amount,
  loyalty_otp_ttl_minutes: minutes(60),
  loyalty_redemption_token_ttl_minutes: minutes(1440),
  loyalty_hold_ttl_minutes: minutes(1440),
  loyalty_points_ttl_days: wholeNumber(1, 36_500).nullable(),
  loyalty_pending_days: wholeNumber(0, 365),
  loyalty_currency_rates: currencyRates,
  loyalty_clawback_policy: z.enum(["negative", "clamp"]),
  loyalty_preview_disclosure: z.enum(["proof", "open"]),
} as const

export type SettingKey = keyof typeof settingSchemas
export type Settings = { [K in SettingKey]: z.infer<(typeof settingSchemas)[K]> }

/** Contract R30. Off until the merchant switches the programme on. */
export const defaultSettings: Settings = {
  loyalty_points_enabled: false,
  loyalty_award_trigger: "payment_paid",
  loyalty_points_per_currency_unit: 1,
  loyalty_min_order_subtotal_to_earn: 0,
  loyalty_points_per_currency_discount: 100,
  loyalty_max_redeem_percent: 50,
  loyalty_min_points_to_redeem: 100,
  loyalty_min_checkout_total: 0,
  loyalty_otp_ttl_minutes: 10,
  loyalty_redemption_token_ttl_minutes: 30,
  loyalty_hold_ttl_minutes: 30,
  loyalty_points_ttl_days: null,
  loyalty_pending_days: 0,
  loyalty_currency_rates: {},
  loyalty_clawback_policy: "negative",
  loyalty_preview_disclosure: "proof",
}

export const settingKeys = Object.keys(defaultSettings) as SettingKey[]

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingSchemas, key)
}

export type SettingProblem = { ok: false; message: string }
export type SettingValue<K extends SettingKey = SettingKey> = { ok: true; value: Settings[K] }

const IN_SENTENCES = { error: sentenceOf }

/**
 * Reads a value that a client sent for a setting: as JSON, or in its string form as S4 sends it (`"true"`, `"100"`,
 * `"null"`, `"{…}"`).
 */
export function parseSetting<K extends SettingKey>(key: K, raw: unknown): SettingValue<K> | SettingProblem {
  const schema = settingSchemas[key]
  const direct = schema.safeParse(raw, IN_SENTENCES)
  if (direct.success) {
    return { ok: true, value: direct.data as Settings[K] }
  }
  if (typeof raw === "string") {
    const read = schema.safeParse(readJson(raw), IN_SENTENCES)
    if (read.success) {
      return { ok: true, value: read.data as Settings[K] }
    }
    return { ok: false, message: describe(key, read.error) }
  }
  return { ok: false, message: describe(key, direct.error) }
}

/**
 * The conflict between settings that are each in bounds, as text that begins with the changed key; `null` if there is none,
 * or if that key has no part in it.
 */
export function conflictOf(settings: Settings, changed: SettingKey): string | null {
  const { loyalty_points_ttl_days: ttl, loyalty_pending_days: pending } = settings
  const isOneOfThem = changed === "loyalty_points_ttl_days" || changed === "loyalty_pending_days"
  return isOneOfThem && ttl !== null && ttl <= pending
    ? `${changed}: points would expire (after ${ttl} days) before they can be used (after ${pending})`
    : null
}

/**
 * The first values that a store's settings take from the options (docs/settings.md): values that are not stored yet and
 * that do not conflict with stored ones.
 */
export function firstValues(
  stored: Partial<Settings>,
  first: Partial<Settings>,
): { values: Partial<Settings>; problems: string[] } {
  const problems: string[] = []
  let values: Partial<Settings> = {}
  for (const key of settingKeys.filter((one) => Object.hasOwn(first, one) && !Object.hasOwn(stored, one))) {
    const conflict = conflictOf({ ...defaultSettings, ...stored, ...values, [key]: first[key] }, key)
    if (conflict) {
      problems.push(conflict)
    } else {
      values = { ...values, [key]: first[key] }
    }
  }
  return { values, problems }
}

/** Reads several settings at once from the plugin's options, and lists all problems. */
export function parseSettings(raw: Record<string, unknown>): { values: Partial<Settings>; problems: string[] } {
  const problems: string[] = []
  const values: Partial<Record<SettingKey, unknown>> = {}
  for (const [key, value] of Object.entries(raw)) {
    const parsed = isSettingKey(key) ? parseSetting(key, value) : { ok: false as const, message: `${key}: unknown` }
    if (parsed.ok) {
      values[key as SettingKey] = parsed.value
    } else {
      problems.push(parsed.message)
    }
  }
  const conflict = conflictOf({ ...defaultSettings, ...(values as Partial<Settings>) }, "loyalty_points_ttl_days")
  return { values: values as Partial<Settings>, problems: conflict ? [...problems, conflict] : problems }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function describe(key: SettingKey, error: z.ZodError): string {
  return problemsOf(error.issues)
    .map(({ path, sentence }) => `${[key, ...path].join(".")}: ${sentence}`)
    .join("; ")
}

/** One line of the change log, oldest first. */
export type SettingChange = { key: SettingKey; value: unknown; changed_at: Date }

/**
 * The settings in force at a time (contract R34): the newest change of each key up to that time, else the default. The log
 * includes the options' values of the first boot, so the programme is off before the installation.
 */
export function settingsAt(log: readonly SettingChange[], at: Date): Settings {
  const settings: Record<string, unknown> = { ...defaultSettings }
  for (const change of log) {
    if (change.changed_at.getTime() <= at.getTime()) {
      settings[change.key] = change.value
    }
  }
  return settings as Settings
}

/** The rates and minimums of a currency; `null` if the currency neither earns nor redeems. */
export type CurrencyTerms = {
  points_per_currency_unit: number
  points_per_currency_discount: number
  min_order_subtotal_to_earn: number
  min_checkout_total: number
}

export function currencyTerms(settings: Settings, currencyCode: string, defaultCurrency: string): CurrencyTerms | null {
  const code = currencyCode.toLowerCase()
  if (code === defaultCurrency.toLowerCase()) {
    return {
      points_per_currency_unit: settings.loyalty_points_per_currency_unit,
      points_per_currency_discount: settings.loyalty_points_per_currency_discount,
      min_order_subtotal_to_earn: settings.loyalty_min_order_subtotal_to_earn,
      min_checkout_total: settings.loyalty_min_checkout_total,
    }
  }
  const own = settings.loyalty_currency_rates[code]
  return own ? { ...own } : null
}

import { canonicalMailbox } from "../../../kernel/mailbox"
import { roundToMinorUnit } from "../../../kernel/money"
import { isOutstanding, type OrderFacts, type OrderMoney, orderMoney, paidAt, paidShare } from "./order-facts"
import { currencyTerms, type SettingChange, type Settings, settingsAt } from "./settings"

/** The conditions of an award, frozen on its first entry (contract R31, R33). Rates are points per 1.00. */
export type AwardTerms = {
  trigger: Settings["loyalty_award_trigger"]
  triggered_by: "payment_paid" | "order_completed"
  triggered_at: string
  points_per_currency_unit: number
  points_per_currency_discount: number
  min_order_subtotal_to_earn: number
}

/** The calculation of an entry, which explains its points. Money as decimal strings. */
export type AwardCalculation = AwardTerms & {
  cause: string
  ordered: string
  kept: string
  paid_share: string
  basis: string
  rounding: "floor"
  target: number
}

/** The earlier award of an order in the ledger. */
export type EarlierAward = { granted: number; terms: AwardTerms | null }

/** The reasons why an order earns nothing, as `clientele why` prints them. */
export const notEarnedReasons = {
  draft: "The order is a draft. It earns points when it is placed.",
  no_email: "The order has no email address, so it has no points account.",
  not_triggered: "The trigger has not happened yet: the order is not paid in full, or not completed.",
  programme_disabled: "The programme was switched off when the order's trigger happened.",
  before_since: "The order's trigger happened before the start date of the backfill.",
  currency_not_supported: "The order's currency has no rates in loyalty_currency_rates.",
} as const
export type NotEarnedReason = keyof typeof notEarnedReasons

export type EarningDecision =
  | { kind: "none"; reason: NotEarnedReason }
  | {
      kind: "settle"
      mailbox: string
      target: number
      /** False while the shopper owes money: an unpaid edit never raises what was granted. */
      may_rise: boolean
      note: "earns" | "canceled" | "below_minimum" | "nothing_left" | "gone"
      available_at: Date | null
      expires_at: Date | null
      calculation: AwardCalculation
    }

export type EarningContext = {
  log: readonly SettingChange[]
  default_currency: string
  cause: string
  now: Date
  earlier: EarlierAward | null
  /** Only `clientele backfill` sets it: orders triggered since then earn under today's settings (contract R34). */
  backfill_since?: Date
}

const DAY_MS = 86_400_000

/**
 * Decides the points that an order should have, from its present state (contract R32–R34). A pure function of its
 * arguments, so that events, the sweep and a second run compute the same target.
 */
export function decideEarning(facts: OrderFacts, context: EarningContext): EarningDecision {
  const frozen = context.earlier?.terms ?? null
  const money = orderMoney(facts)
  if (frozen) {
    return settle(facts, money, frozen, context, settingsAt(context.log, context.now), new Date(frozen.triggered_at))
  }
  if (facts.is_draft) {
    return { kind: "none", reason: "draft" }
  }
  if (!canonicalMailbox(facts.email)) {
    return { kind: "none", reason: "no_email" }
  }
  const trigger = findTrigger(facts, money, context)
  if (trigger.kind === "none") {
    return trigger
  }
  const terms = currencyTerms(trigger.settings, facts.currency_code, context.default_currency)
  if (!terms) {
    return { kind: "none", reason: "currency_not_supported" }
  }
  const awardTerms: AwardTerms = {
    trigger: trigger.trigger,
    triggered_by: trigger.by,
    triggered_at: trigger.at.toISOString(),
    points_per_currency_unit: terms.points_per_currency_unit,
    points_per_currency_discount: terms.points_per_currency_discount,
    min_order_subtotal_to_earn: terms.min_order_subtotal_to_earn,
  }
  return settle(facts, money, awardTerms, context, trigger.settings, trigger.at)
}

/** An order that no longer exists keeps nothing of its award (contract R33, ADR 0020). */
export function decideGone(mailbox: string, terms: AwardTerms, cause: string): EarningDecision & { kind: "settle" } {
  const nothing = { ordered: "0", kept: "0", paid_share: "0", basis: "0", rounding: "floor", target: 0 } as const
  return {
    kind: "settle",
    mailbox,
    target: 0,
    may_rise: false,
    note: "gone",
    available_at: null,
    expires_at: null,
    calculation: { ...terms, ...nothing, cause },
  }
}

type Trigger =
  | {
      kind: "triggered"
      by: AwardTerms["triggered_by"]
      at: Date
      /** The setting under which the trigger counted. */
      trigger: AwardTerms["trigger"]
      settings: Settings
    }
  | { kind: "none"; reason: NotEarnedReason }

/**
 * Finds the first event that was a trigger at its time, with the programme switched on. If the merchant changes the trigger
 * while an order is open, the trigger at the order's placing still counts (ADR 0032). Otherwise an order that is paid while
 * completion counts, and completed while payment counts, would never earn.
 */
function findTrigger(facts: OrderFacts, money: OrderMoney, context: EarningContext): Trigger {
  const moments = [
    { kind: "payment_paid" as const, at: paidAt(facts, money) },
    { kind: "order_completed" as const, at: facts.completed_at },
  ]
    .flatMap(({ kind, at }) => (at ? [{ kind, at }] : []))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  const promised = context.backfill_since ? [] : promisedTrigger(facts, context.log)

  let reason: NotEarnedReason = "not_triggered"
  for (const { kind, at } of moments) {
    const settings = settingsAt(context.log, context.backfill_since ? context.now : at)
    const triggers = [settings.loyalty_award_trigger, ...promised]
    const trigger = triggers.find((one) => one === "either" || one === kind)
    if (!trigger) {
      continue
    }
    if (context.backfill_since && at.getTime() < context.backfill_since.getTime()) {
      reason = "before_since"
    } else if (!settings.loyalty_points_enabled) {
      reason = "programme_disabled"
    } else {
      return { kind: "triggered", by: kind, at, trigger, settings }
    }
  }
  return { kind: "none", reason }
}

/** The trigger in force when the order was placed; none if the programme was off. */
function promisedTrigger(facts: OrderFacts, log: readonly SettingChange[]): AwardTerms["trigger"][] {
  const settings = settingsAt(log, facts.placed_at)
  return settings.loyalty_points_enabled ? [settings.loyalty_award_trigger] : []
}

function settle(
  facts: OrderFacts,
  money: OrderMoney,
  terms: AwardTerms,
  context: EarningContext,
  settings: Settings,
  triggeredAt: Date,
): EarningDecision {
  const round = (amount: OrderMoney["kept"]) => roundToMinorUnit(amount, facts.currency_code)
  const share = paidShare(facts, money, terms.triggered_by === "payment_paid")
  const basis = round(money.kept.times(share))
  const canceled = facts.is_canceled
  const below = round(money.ordered).lt(terms.min_order_subtotal_to_earn)
  const target =
    canceled || below ? 0 : Math.max(0, basis.times(terms.points_per_currency_unit).integerValue(3).toNumber())
  const days = settings.loyalty_points_ttl_days
  return {
    kind: "settle",
    mailbox: canonicalMailbox(facts.email) ?? "",
    target,
    may_rise: !isOutstanding(facts, money),
    note: canceled ? "canceled" : below ? "below_minimum" : target === 0 ? "nothing_left" : "earns",
    available_at: settings.loyalty_pending_days > 0 ? addDays(triggeredAt, settings.loyalty_pending_days) : null,
    expires_at: days === null ? null : expiryOf(triggeredAt, days, context),
    calculation: {
      ...terms,
      cause: context.cause,
      ordered: round(money.ordered).toFixed(),
      kept: round(money.kept).toFixed(),
      paid_share: share.decimalPlaces(12).toFixed(),
      basis: basis.toFixed(),
      rounding: "floor",
      target,
    },
  }
}

/** Counts from the trigger. If the points would already be expired (a backfill, a late rise), counts from now. */
function expiryOf(triggeredAt: Date, days: number, context: EarningContext): Date {
  const expiry = addDays(triggeredAt, days)
  return context.backfill_since || expiry.getTime() <= context.now.getTime() ? addDays(context.now, days) : expiry
}

function addDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * DAY_MS)
}

import { escapeHtml } from "../../../kernel/html"
import { decimal, minorUnitDigits, sum } from "../../../kernel/money"

export type DunningItem = { order_display_id: number | null; po_number: string | null; open: string; due_on: string }

/** What a dunning mail tells. Amounts are decimal strings in `currency_code`. */
export type DunningFacts = {
  store: string
  level: number
  /** ISO 4217, any case. */
  currency_code: string
  items: readonly DunningItem[]
}

/** Longest list in a mail; the rest is in its total. */
const MAX_LINES = 50

/** The mail about items that are due: subject, text and the same as HTML. The subject names no amount, as it shows on locked screens. */
export function buildDunningMail({ store, level, currency_code, items }: DunningFacts) {
  const money = (amount: string) =>
    `${decimal(amount).toFixed(minorUnitDigits(currency_code))} ${currency_code.toUpperCase()}`
  const name = ({ order_display_id, po_number }: DunningItem) =>
    [order_display_id === null ? "Invoice" : `Order #${order_display_id}`, po_number && `PO ${po_number}`]
      .filter(Boolean)
      .join(", ")
  const lines = items.slice(0, MAX_LINES).map((one) => `${name(one)}: ${money(one.open)}, due on ${one.due_on}`)
  const more = items.length > MAX_LINES ? [`and ${items.length - MAX_LINES} more`] : []
  const total = money(sum(items.map(({ open }) => open)).toFixed())
  const paragraphs = [
    `According to our books, ${items.length === 1 ? "this invoice is" : "these invoices are"} open:`,
    [...lines, ...more].join("\n"),
    `Total open: ${total}. If you have already paid, ignore this mail.`,
    store,
  ]
  return {
    subject: `${level > 1 ? "Reminder: open" : "Open"} invoices at ${oneLine(store)}`,
    text: `${paragraphs.join("\n\n")}\n`,
    html: paragraphs.map((one) => `<p>${escapeHtml(one).replaceAll("\n", "<br>")}</p>`).join("\n"),
  }
}

/** A subject is a header: a line break would begin another one. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, " ")

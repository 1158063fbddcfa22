import { escapeHtml } from "../../../kernel/html"
import { moneyInWords, sum } from "../../../kernel/money"

export type DunningItem = { order_display_id: number | null; po_number: string | null; open: string; due_on: string }

/** The data of a dunning mail. Amounts are decimal strings in `currency_code`. */
export type DunningFacts = {
  store: string
  level: number
  /** ISO 4217, any case. */
  currency_code: string
  items: readonly DunningItem[]
}

/** Maximum items listed in a mail. The total includes the rest. */
const MAX_LINES = 50

/** Builds the mail about due items: subject, text and HTML. The subject has no amount, because locked screens show it. */
export function buildDunningMail({ store, level, currency_code, items }: DunningFacts) {
  const money = (amount: string) => moneyInWords(amount, currency_code)
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

/** A line break in a subject would begin another header. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, " ")

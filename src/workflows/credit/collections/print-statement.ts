import { stringify } from "csv-stringify/sync"
import { escapeHtml } from "../../../kernel/html"
import { decimal, minorUnitDigits } from "../../../kernel/money"
import { spreadsheetText } from "../../../kernel/spreadsheet-text"
import { AGING_BUCKETS } from "../../../modules/credit"
import type { StatementView } from "./get-statement"

type Row = StatementView["rows"][number]

const TYPES: Readonly<Record<Row["type"], string>> = {
  charge: "Invoice",
  payment: "Payment",
  credit_memo: "Credit memo",
  adjustment: "Adjustment",
  write_off: "Write-off",
  refund: "Refund",
  reversal: "Reversal",
}

/** The subject of a row: the order number and the customer's PO number. */
function about({ order_display_id, po_number, reference }: Row): string {
  const order = order_display_id === null ? null : `Order #${order_display_id}`
  return [order, po_number && `PO ${po_number}`, reference].filter(Boolean).join(", ")
}

/** An amount that a spreadsheet reads as a number. Its sign does not start a formula. */
class Money {
  constructor(readonly text: string) {}
}

/**
 * A statement as CSV: one line for the opening balance, one for each row, one for the closing balance. Text that a spreadsheet would
 * run as a formula begins with an apostrophe (contract M40).
 */
export function statementCsv(statement: StatementView): string {
  const money = (amount: string) => new Money(inDigits(amount, statement.currency_code))
  const line = (date: string, type: string, balance: string, rest: object = {}) => ({
    date,
    type,
    order: null,
    po_number: null,
    reference: null,
    dated_on: null,
    due_on: null,
    amount: null,
    ...rest,
    balance: money(balance),
    currency: statement.currency_code.toUpperCase(),
  })
  const rows = statement.rows.map((row) =>
    line(row.posted_on, row.type, row.balance, {
      order: row.order_display_id,
      po_number: row.po_number,
      reference: row.reference,
      dated_on: row.dated_on,
      due_on: row.due_on,
      amount: money(row.amount),
    }),
  )
  const lines = [
    line(statement.from, "opening_balance", statement.opening),
    ...rows,
    line(statement.to, "closing_balance", statement.closing),
  ]
  return stringify(lines, {
    header: true,
    escape_formulas: true,
    cast: {
      string: spreadsheetText,
      object: (value) => ({ value: (value as object as Money).text, escape_formulas: false }),
    },
  })
}

const BUCKET_TITLES: Readonly<Record<(typeof AGING_BUCKETS)[number], string>> = {
  current: "Not due",
  d1_30: "1–30 days",
  d31_60: "31–60 days",
  d61_90: "61–90 days",
  d90_plus: "Over 90 days",
}

const CSS = `@page { margin: 16mm }
:root { color-scheme: light; font: 11pt/1.4 system-ui, sans-serif; color: #111; background: #fff }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
table { width: 100%; border-collapse: collapse; font-size: .92em } thead { display: table-header-group }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid #ccc; overflow-wrap: anywhere }
tr { break-inside: avoid } .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.strong { font-weight: 600 } @media print { body { margin: 0; padding: 0; max-width: none } }`

/** A statement as a printable page without scripts and external files. */
export function statementHtml(statement: StatementView): string {
  const { store, name, account_id, currency_code, from, to, opening, closing, aging } = statement
  const money = (amount: string) => `<td class="n">${inDigits(amount, currency_code)}</td>`
  const rows = statement.rows.map(
    (row) =>
      `<tr><td>${row.posted_on}</td><td>${TYPES[row.type]}</td><td><bdi>${safe(about(row))}</bdi></td><td>${row.due_on ?? ""}</td>${money(row.amount)}${money(row.balance)}</tr>`,
  )
  const edge = (day: string, title: string, amount: string) =>
    `<tr class="strong"><td>${day}</td><td colspan="4">${title}</td>${money(amount)}</tr>`
  const title = `Statement of account, ${from} to ${to}`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${safe(`${name ?? account_id}: ${title}`)}</title><style>${CSS}</style></head>
<body><p><bdi>${safe(store)}</bdi></p><h1>${title}</h1>
<p><bdi>${safe(name ?? account_id)}</bdi><br>All amounts in ${safe(currency_code.toUpperCase())}.</p>
<table><thead><tr><th scope="col">Date</th><th scope="col">Type</th><th scope="col">About</th><th scope="col">Due</th><th scope="col" class="n">Amount</th><th scope="col" class="n">Balance</th></tr></thead>
<tbody>${edge(from, "Opening balance", opening)}
${rows.join("\n")}
${edge(to, "Closing balance", closing)}</tbody></table>
<h2>Open on ${to}, by days after the due date</h2>
<table><thead><tr>${AGING_BUCKETS.map((one) => `<th scope="col" class="n">${BUCKET_TITLES[one]}</th>`).join("")}<th scope="col" class="n">Unapplied</th><th scope="col" class="n">Balance</th></tr></thead>
<tbody><tr>${AGING_BUCKETS.map((one) => money(aging[one])).join("")}${money(aging.unapplied)}${money(aging.balance)}</tr></tbody></table>
</body></html>
`
}

const inDigits = (amount: string, currency: string) => decimal(amount).toFixed(minorUnitDigits(currency))

/** Invisible characters could end the page or reverse its text. */
const safe = (text: string) => escapeHtml(text.replace(/\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, " "))

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Command, InvalidArgumentError } from "commander"
import {
  CREDIT_MODULE,
  type CreditEntry,
  type CreditMember,
  type CreditModuleService,
  type ListedReceivable,
} from "../../modules/credit"
import { type CreditView, findCredit } from "../../workflows/credit/accounts/get-credit"
import { namesOf } from "../../workflows/shared/customers/names-of-customers"
import { parseLimit } from "../arguments"
import { EXIT, type Output } from "../output"
import { Problem } from "../problems"
import type { Run } from "../run"
import { type Column, count, moment, pairs, table } from "../table"

/** Rows in one read. */
const PAGE = 200
const USUAL_ENTRIES = 20

const EXAMPLES = `
Examples:
  $ npx clientele credit cus_01H8G2…
  $ npx clientele credit buyer@example.com --limit 100
  $ npx clientele credit cus_01H8G2… --json`

export function addCredit(program: Command, run: Run): void {
  program
    .command("credit")
    .description("shows a customer's credit account: members, open items and newest entries")
    .argument("<customer>", "the customer's id, or the email address of a member", parseCustomer)
    .option("--limit <n>", `number of newest entries (default ${USUAL_ENTRIES})`, parseLimit)
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((customer: string, options: { limit?: number; json?: boolean }) =>
      run(async (container, out) => {
        const id = await findAccountOf(container, customer)
        if (!id) {
          out.print(`${customer} cannot buy on account, because the customer is not a member of a credit account.`)
          return EXIT.fine
        }
        const shown = await read(container, id, options.limit ?? USUAL_ENTRIES)
        if (options.json) {
          out.json(shown)
        } else {
          print(out, shown)
        }
        return EXIT.fine
      }),
    )
}

function parseCustomer(text: string): string {
  if (!/^(cus_\w{1,100}|[^@\s]+@[^@\s]+)$/.test(text)) {
    throw new InvalidArgumentError("Give a customer's id (cus_…) or an email address.")
  }
  return text
}

/** The account that a customer owns or buys on. @throws Problem for an unknown customer */
async function findAccountOf(container: MedusaContainer, customer: string): Promise<string | null> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const filters = customer.includes("@") ? { email: customer.toLowerCase() } : { id: customer }
  const { data } = await query.graph({ entity: "customer", fields: ["id"], filters, withDeleted: true })
  const ids = (data as { id: string }[]).map(({ id }) => id)
  if (ids.length === 0) {
    throw new Problem(`There is no customer ${customer}.`, EXIT.wrong_usage)
  }
  for (const id of ids) {
    const membership = await credit.findMembership(id)
    const [own] = await credit.listAccounts([id])
    const account = own?.customer_id ?? membership?.account_id
    if (account) {
      return account
    }
  }
  return null
}

type Shown = {
  account: CreditView & { name: string | null }
  members: (CreditMember & { name: string | null })[]
  open_items: ListedReceivable[]
  entries: CreditEntry[]
}

async function read(container: MedusaContainer, id: string, limit: number): Promise<Shown> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const account = (await findCredit(container, id)) as CreditView
  const members = await credit.listMembers(id)
  const names = await namesOf(container, [...new Set([id, ...members.map(({ customer_id }) => customer_id)])])
  return {
    account: { ...account, name: names.get(id) ?? null },
    members: members.map((one) => ({ ...one, name: names.get(one.customer_id) ?? null })),
    open_items: await readOpenItems(credit, id),
    entries: await readEntries(credit, id, limit),
  }
}

async function readOpenItems(credit: CreditModuleService, id: string): Promise<ListedReceivable[]> {
  const items: ListedReceivable[] = []
  for (;;) {
    const query = { statuses: ["open", "overdue"] as const, limit: PAGE, offset: items.length }
    const { receivables } = await credit.listReceivables(id, query)
    items.push(...receivables)
    if (receivables.length < PAGE) {
      return items
    }
  }
}

async function readEntries(credit: CreditModuleService, id: string, limit: number): Promise<CreditEntry[]> {
  const entries: CreditEntry[] = []
  let cursor: string | null = null
  do {
    const page: { entries: CreditEntry[]; next_cursor: string | null } = await credit.listEntries(
      id,
      cursor,
      Math.min(PAGE, limit - entries.length),
    )
    entries.push(...page.entries)
    cursor = page.next_cursor
  } while (cursor && entries.length < limit)
  return entries
}

const MEMBERS: Column<Shown["members"][number]>[] = [
  { title: "member", value: (one) => one.customer_id },
  { title: "name", value: (one) => one.name },
  { title: "may spend", value: (one) => one.spending_limit, right: true },
  { title: "per", value: (one) => one.spending_period },
]
const ITEMS: Column<ListedReceivable>[] = [
  { title: "due", value: (one) => one.due_on },
  { title: "open", value: (one) => one.open, right: true },
  { title: "charged", value: (one) => one.charged, right: true },
  { title: "days late", value: (one) => one.days_overdue || null, right: true },
  { title: "order", value: (one) => one.order_id ?? one.id },
  { title: "", value: (one) => (one.disputed ? "disputed" : null) },
]
const ENTRIES: Column<CreditEntry>[] = [
  { title: "date", value: (one) => moment(one.created_at) },
  { title: "type", value: (one) => one.type },
  { title: "amount", value: (one) => one.amount, right: true },
  { title: "balance", value: (one) => one.balance_after, right: true },
  { title: "about", value: (one) => one.order_id ?? one.reference ?? one.reason },
]

function print(out: Output, { account, members, open_items, entries }: Shown): void {
  const lines = pairs({
    limit: account.credit_limit ?? "none agreed",
    balance: account.current_balance,
    held: account.held,
    available: account.available,
    overdue: account.overdue_amount,
    unapplied: account.unapplied,
    terms: account.payment_terms ?? "none agreed",
    "on hold": account.on_hold,
  })
  const title = `Credit account of ${account.name ?? account.account_id} in ${account.currency_code.toUpperCase()}`
  out.print([title.replace(/\p{Cc}+/gu, " "), ...lines].join("\n"))
  out.print(`\n${count(members.length, "member")}\n${table(members, MEMBERS).join("\n")}`)
  out.print(
    `\n${count(open_items.length, "open item")}${open_items.length ? `\n${table(open_items, ITEMS).join("\n")}` : ""}`,
  )
  if (entries.length > 0) {
    out.print(`\nNewest entries\n${table(entries, ENTRIES).join("\n")}`)
  }
}

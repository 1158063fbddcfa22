import type { MedusaContainer } from "@medusajs/framework/types"
import { canonicalMailbox } from "../../kernel/mailbox"
import { CREDIT_MODULE, type CreditAccount, type CreditModuleService } from "../../modules/credit"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import type { RowProblem } from "../../modules/data_import"
import { customersOf } from "../shared/customers/customers-of-mailboxes"
import type { Caller } from "./kind"

/** The credit account that a line means, or why there is none. `customer_id`: the one that the line names, with or without an account. */
export type FoundAccount = { account?: CreditAccount; problem?: RowProblem; customer_id?: string | undefined }

/** The accounts that a cell can mean. */
type Candidates = { column: string; ids: string[] }

/** The account of each line: of its id, the external id and the email address the first one that has an account. */
export async function findAccounts(
  container: MedusaContainer,
  lines: readonly Record<string, string>[],
  { live_only }: Caller,
): Promise<FoundAccount[]> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const candidates = await findCandidates(container, lines)
  const ids = [...new Set(candidates.flat().flatMap((one) => one.ids))]
  const [accounts, modes] = await Promise.all([credit.listAccounts(ids), profiles.listProfiles(ids)])
  const accountOf = new Map(accounts.map((one) => [one.customer_id, one]))
  const test = new Set(modes.flatMap(({ livemode, customer_id }) => (livemode ? [] : [customer_id])))
  return candidates.map((named) => {
    const { column, ids: found } = named.find((one) => one.ids.some((id) => accountOf.has(id))) ?? named[0] ?? NOTHING
    const known = found.flatMap((id) => accountOf.get(id) ?? [])
    // An account_id is any text of the file; longer ones are no ids, and do not fit into the index of the rows.
    const customer_id = found.find((id) => id !== "" && id.length <= MAX_ID)
    const other = named.find((one) => isOther(one, found, accountOf))
    if (other) {
      const message = `has another credit account than the ${column}`
      return { problem: { column: other.column, message }, customer_id }
    }
    const message = named.length === 0 ? UNNAMED : whyNot(known, live_only ? test : new Set())
    return message === undefined
      ? { account: known[0] as CreditAccount, customer_id }
      : { problem: { column, message }, customer_id }
  })
}

const MAX_ID = 100

/** Whether a cell means accounts, and none of these. A receivable of two customers would be charged to the wrong one. */
function isOther({ ids }: Candidates, found: readonly string[], accountOf: ReadonlyMap<string, unknown>): boolean {
  const own = ids.filter((id) => accountOf.has(id))
  return own.length > 0 && !own.some((id) => found.includes(id))
}

const NOTHING: Candidates = { column: "email", ids: [] }
const UNNAMED = "is required, unless the line has an account_id or external_id"

function whyNot([account, ...others]: readonly CreditAccount[], hidden: ReadonlySet<string>): string | undefined {
  if (!account) {
    return "has no credit account"
  }
  if (others.length > 0) {
    return "has several credit accounts; give the account_id"
  }
  return hidden.has(account.customer_id) ? "is a test customer's; a live key cannot change test customers" : undefined
}

async function findCandidates(
  container: MedusaContainer,
  lines: readonly Record<string, string>[],
): Promise<Candidates[][]> {
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const externalIds = lines.flatMap(({ external_id }) => external_id ?? [])
  const mailboxes = lines.flatMap(({ email }) => canonicalMailbox(email) ?? [])
  const [holders, byMailbox] = await Promise.all([
    profiles.listHolders([], externalIds),
    customersOf(container, mailboxes),
  ])
  const byExternalId = new Map(holders.map((one) => [one.external_id, one.customer_id]))
  return lines.map(({ account_id, external_id, email }) => [
    ...(account_id === undefined ? [] : [{ column: "account_id", ids: [account_id] }]),
    ...(external_id === undefined ? [] : [{ column: "external_id", ids: [byExternalId.get(external_id) ?? ""] }]),
    ...(email === undefined ? [] : [{ column: "email", ids: byMailbox.get(canonicalMailbox(email) ?? "") ?? [] }]),
  ])
}

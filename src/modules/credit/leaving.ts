import type { Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { decimal } from "../../kernel/money"
import { insertChange, lockAccount } from "./sql/credit-accounts"
import { readMembership } from "./sql/credit-holds"
import { inLockingTransaction } from "./sql/locked"
import { endMember, readMembers, writeMember } from "./sql/members"
import { type OpenAmounts, readOpenAmounts } from "./sql/read-open"
import type { CreditMember } from "./types"

/** A membership that ended with a customer. */
export type EndedMembership = { account_id: string; member: CreditMember }

/**
 * Ends a customer's memberships before the customer is deleted: all members of the customer's own account, and the
 * customer's membership of another account. Open amounts stay. Check and end are one transaction under the account's lock,
 * so no order can come between them.
 *
 * @param force proceeds even if amounts are open
 * @returns the memberships that ended; empty if an earlier call did it
 * @throws `credit_balance_open`
 */
export async function leaveCredit(
  pool: Pool,
  customerId: string,
  { force, actorId }: { force: boolean; actorId: string | null },
): Promise<EndedMembership[]> {
  const own = await inLockingTransaction(pool, async (db) => {
    const account = await lockAccount(db, customerId)
    if (!account) {
      return []
    }
    if (!force) {
      refuseWhileOpen(await readOpenAmounts(db, customerId), account.currency_code)
    }
    return endMembers(db, customerId, () => true, actorId)
  })
  const elsewhere = await readMembership(pool, customerId)
  if (!elsewhere) {
    return own
  }
  const { account_id } = elsewhere
  const others = await inLockingTransaction(pool, async (db) => {
    await lockAccount(db, account_id)
    return endMembers(db, account_id, ({ customer_id }) => customer_id === customerId, actorId)
  })
  return [...own, ...others]
}

/**
 * Undoes {@link leaveCredit}. Customers who became members again meanwhile, of this account or another, are left alone.
 * @returns the restored members
 */
export async function rejoinCredit(pool: Pool, ended: readonly EndedMembership[]): Promise<EndedMembership[]> {
  const back: EndedMembership[] = []
  for (const { account_id, member } of ended) {
    await inLockingTransaction(pool, async (db) => {
      await lockAccount(db, account_id)
      const isBack = (await readMembers(db, account_id)).some(({ customer_id }) => customer_id === member.customer_id)
      const after = isBack ? undefined : await writeMember(db, account_id, member, member.added_by)
      if (after) {
        await insertChange(db, { account_id, kind: "member", before: null, after, changed_by: null })
        back.push({ account_id, member: after })
      }
    })
  }
  return back
}

/**
 * Undoes the addition or change of a member, if the member has not changed since.
 *
 * @param before `null` if the member was added
 * @returns whether it did
 */
export async function undoMember(
  pool: Pool,
  account_id: string,
  saved: CreditMember,
  before: CreditMember | null,
): Promise<boolean> {
  return pool.transaction(async (db) => {
    await lockAccount(db, account_id)
    const now = (await readMembers(db, account_id)).find(({ customer_id }) => customer_id === saved.customer_id)
    if (!now || !isSame(now, saved)) {
      return false
    }
    if (before) {
      await writeMember(db, account_id, before, before.added_by)
    } else {
      await endMember(db, account_id, saved.customer_id, null)
    }
    await insertChange(db, { account_id, kind: "member", before: saved, after: before, changed_by: null })
    return true
  })
}

/** A date may be text by now, because a workflow stores its steps' results as JSON. */
const isSame = (one: CreditMember, other: CreditMember): boolean =>
  one.spending_limit === other.spending_limit &&
  one.spending_period === other.spending_period &&
  new Date(one.added_at).getTime() === new Date(other.added_at).getTime()

async function endMembers(
  db: Parameters<Parameters<Pool["transaction"]>[0]>[0],
  account_id: string,
  isOne: (member: CreditMember) => boolean,
  actorId: string | null,
): Promise<EndedMembership[]> {
  const members = (await readMembers(db, account_id)).filter(isOne)
  for (const member of members) {
    await endMember(db, account_id, member.customer_id, actorId)
    await insertChange(db, { account_id, kind: "member", before: member, after: null, changed_by: actorId })
  }
  return members.map((member) => ({ account_id, member }))
}

const NAMES: Readonly<Record<keyof OpenAmounts, string>> = {
  balance: "owed",
  open: "in open items",
  held: "held by orders",
  waiting: "in orders that wait for approval",
  unapplied: "of unapplied cash",
}

function refuseWhileOpen(amounts: OpenAmounts, currencyCode: string): void {
  const open = Object.entries(amounts).filter(([, amount]) => !decimal(amount).isZero())
  if (open.length > 0) {
    const parts = open.map(([kind, amount]) => `${amount} ${NAMES[kind as keyof OpenAmounts]}`).join(", ")
    throw clienteleError(
      "credit_balance_open",
      `The customer's credit account is not settled: ${parts}, in ${currencyCode.toUpperCase()}. Settle it first, or send force=true.`,
    )
  }
}

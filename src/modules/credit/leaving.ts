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
 * Ends what a customer has to do with credit, as the customer is to be deleted: nobody buys on the account any more, nor the
 * customer on another one. What is owed stays. The check of open amounts and the end are one transaction under the account's
 * lock, so no order gets in between.
 *
 * @param force also while anything is open
 * @returns the memberships that ended; none where an earlier call did it
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

/** Takes {@link leaveCredit} back. Who has become a member of another account meanwhile stays there. @returns those who are back */
export async function rejoinCredit(pool: Pool, ended: readonly EndedMembership[]): Promise<EndedMembership[]> {
  const back: EndedMembership[] = []
  for (const { account_id, member } of ended) {
    await inLockingTransaction(pool, async (db) => {
      await lockAccount(db, account_id)
      const after = await writeMember(db, account_id, member, member.added_by)
      if (after) {
        await insertChange(db, { account_id, kind: "member", before: null, after, changed_by: null })
        back.push({ account_id, member: after })
      }
    })
  }
  return back
}

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
      `The customer's credit account is not settled: ${parts}, in ${currencyCode.toUpperCase()}. Settle it first, or repeat with force=true.`,
    )
  }
}

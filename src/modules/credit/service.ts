import type { Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { Readable } from "../../kernel/reading/readable"
import { withoutUndefined } from "../../kernel/without-undefined"
import { isCreditLimit, isPaymentTerms, MAX_CREDIT_LIMIT } from "./domain/terms"
import { creditAccounts } from "./reading"
import {
  type AccountRow,
  deleteAccount,
  insertAccount,
  lockAccount,
  readAccounts,
  writeAccountTerms,
} from "./sql/credit-accounts"
import { CREDIT_MODULE, type CreditAccount, type SavedTerms, type Terms } from "./types"

/** Nothing can be owed yet: the ledger of receivables is still to come. */
const NOTHING_OWED = "0"

/** What customers may owe, and on which terms (CONTRACT R22). */
export default class CreditModuleService extends Readable(CREDIT_MODULE, creditAccounts) {
  readonly #db: Pool

  constructor(cradle: { __pg_connection__: Pool }) {
    super(cradle)
    this.#db = cradle.__pg_connection__
  }

  /** The accounts of these customers, of those that have one. One query. */
  async listAccounts(customerIds: readonly string[]): Promise<CreditAccount[]> {
    if (customerIds.length === 0) {
      return []
    }
    return (await readAccounts(this.#db, customerIds)).map(toAccount)
  }

  /**
   * Agrees on a limit and terms; what is left out stays. The first terms make the account. The currency may change as long
   * as nothing is owed.
   *
   * @param defaultCurrency of an account that is made without naming one: the store's, ISO 4217 in any case
   * @throws `invalid_request` naming the field
   */
  async saveTerms(customerId: string, terms: Terms, defaultCurrency: string): Promise<SavedTerms> {
    checkTerms(terms)
    const currency = (terms.currency_code ?? defaultCurrency).toLowerCase()
    return this.#db.transaction(async (db) => {
      const made = await insertAccount(db, customerId, currency)
      const before = made ?? ((await lockAccount(db, customerId)) as AccountRow)
      const given = withoutUndefined(terms)
      const after = await writeAccountTerms(db, {
        ...before,
        ...given,
        currency_code: terms.currency_code ? currency : before.currency_code,
      })
      return { terms, made: made !== undefined, before: toAccount(before), after: toAccount(after) }
    })
  }

  /** Takes {@link saveTerms} back: what it wrote and still stands, with the account where it made one that nobody has changed. */
  async undoTerms(customerId: string, { terms, made, before, after }: SavedTerms): Promise<void> {
    await this.#db.transaction(async (db) => {
      const now = await lockAccount(db, customerId)
      if (!now) {
        return
      }
      const fields = Object.keys(now) as (keyof AccountRow)[]
      if (made && fields.every((field) => now[field] === after[field])) {
        await deleteAccount(db, customerId)
        return
      }
      const standing = AGREED.filter((field) => terms[field] !== undefined && now[field] === after[field])
      await writeAccountTerms(db, { ...now, ...Object.fromEntries(standing.map((field) => [field, before[field]])) })
    })
  }
}

const AGREED = ["currency_code", "credit_limit", "payment_terms"] as const satisfies readonly (keyof Terms)[]

function checkTerms({ currency_code, credit_limit, payment_terms }: Terms): void {
  if (currency_code !== undefined && !/^[a-z]{3}$/i.test(currency_code)) {
    throw clienteleError("invalid_request", "currency_code: must be a currency of three letters (ISO 4217)")
  }
  if (credit_limit && !isCreditLimit(credit_limit)) {
    throw clienteleError("invalid_request", `credit_limit: must be a decimal from 0 to ${MAX_CREDIT_LIMIT}`)
  }
  if (payment_terms && !isPaymentTerms(payment_terms)) {
    throw clienteleError("invalid_request", "payment_terms: must be net_0 to net_120, or eom")
  }
}

const toAccount = (row: AccountRow): CreditAccount => ({ ...row, current_balance: NOTHING_OWED })

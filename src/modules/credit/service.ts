import { type Database, type Pool, rows } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { Readable } from "../../kernel/reading/readable"
import { withoutUndefined } from "../../kernel/without-undefined"
import { isCreditLimit, isPaymentTerms, MAX_CREDIT_LIMIT } from "./domain/terms"
import { creditAccounts } from "./reading"
import { CREDIT_MODULE, type CreditAccount, type SavedTerms, type Terms } from "./types"

type Row = Omit<CreditAccount, "current_balance">

const COLUMNS = "customer_id, currency_code, credit_limit::text, payment_terms, on_hold, tolerance::text"

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
    const sql = `select ${COLUMNS} from clientele_credit_account where customer_id = any (?)`
    return (await rows<Row>(this.#db, sql, [customerIds])).map(toAccount)
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
      const made = await rows<Row>(
        db,
        `insert into clientele_credit_account (customer_id, currency_code) values (?, ?)
         on conflict (customer_id) do nothing returning ${COLUMNS}`,
        [customerId, currency],
      )
      const [present] =
        made.length > 0
          ? made
          : await rows<Row>(db, `select ${COLUMNS} from clientele_credit_account where customer_id = ? for update`, [
              customerId,
            ])
      const before = toAccount(present as Row)
      const given = withoutUndefined(terms)
      const after = { ...before, ...given, currency_code: terms.currency_code ? currency : before.currency_code }
      await write(db, after)
      const [saved] = await rows<Row>(db, `select ${COLUMNS} from clientele_credit_account where customer_id = ?`, [
        customerId,
      ])
      return { terms, made: made.length > 0, before, after: toAccount(saved as Row) }
    })
  }

  /** Takes {@link saveTerms} back: what it wrote and still stands, with the account where it made one that nobody has changed. */
  async undoTerms(customerId: string, { terms, made, before, after }: SavedTerms): Promise<void> {
    await this.#db.transaction(async (db) => {
      const sql = `select ${COLUMNS} from clientele_credit_account where customer_id = ? for update`
      const [now] = await rows<Row>(db, sql, [customerId])
      if (!now) {
        return
      }
      const fields = Object.keys(now) as (keyof Row)[]
      if (made && fields.every((field) => now[field] === after[field])) {
        await db.raw("delete from clientele_credit_account where customer_id = ?", [customerId])
        return
      }
      const standing = AGREED.filter((field) => terms[field] !== undefined && now[field] === after[field])
      await write(db, { ...toAccount(now), ...Object.fromEntries(standing.map((field) => [field, before[field]])) })
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

async function write(db: Database, account: CreditAccount): Promise<void> {
  await db.raw(
    `update clientele_credit_account set currency_code = ?, credit_limit = ?, payment_terms = ?,
       updated_at = clock_timestamp() where customer_id = ?`,
    [account.currency_code, account.credit_limit, account.payment_terms, account.customer_id],
  )
}

const toAccount = (row: Row): CreditAccount => ({ ...row, current_balance: NOTHING_OWED })

import { type Database, rows } from "../../../kernel/database"
import { CHECK_FAILURES, type CheckFailure, type CreditCheck, type Reason } from "../types"
import { SCHEDULE_REFRESH } from "./refreshes"

/** A check to store. The database sets its time. */
export type NewCheck = Omit<CreditCheck, "last_checked" | "expires_at" | "error" | "reasons"> & {
  reasons: Reason[]
  error_code: CheckFailure | null
  valid_days: number
}

type CheckRow = Omit<CreditCheck, "error" | "reasons"> & {
  position: string
  reasons: Omit<Reason, "text">[]
  texts: string[] | null
  error_code: CheckFailure | null
}

const COLUMNS = `c.id, c.position::text, c.customer_id, c.provider, c.model_version, c.status, c.credit_score, c.credit_rating,
  c.risk_assessment, c.confidence, c.currency_code, c.recommended_credit_limit::text, c.current_credit_limit::text, c.reasons,
  c.snapshot, c.error_code, c.as_of, c.created_at as last_checked, c.expires_at, d.actor_id, d.reference, d.sent, d.texts`

/** Stores a check, its details and the time of the next check in one statement, so that none exists without the others. */
export async function insertCheck(db: Database, check: NewCheck): Promise<CreditCheck> {
  const reasons = check.reasons.map(({ code, factor, points }) => ({ code, factor, points }))
  const [row] = await rows<CheckRow>(
    db,
    `with c as (
       insert into clientele_credit_check (id, customer_id, provider, model_version, status, credit_score, credit_rating,
         risk_assessment, confidence, currency_code, recommended_credit_limit, current_credit_limit, reasons, snapshot,
         error_code, as_of, created_at, expires_at)
       select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, moment, moment + make_interval(days => ?)
       from (select clock_timestamp() as moment) now
       returning *),
     d as (
       insert into clientele_credit_check_detail (check_id, actor_id, reference, sent, texts)
       select c.id, ?, ?, ?::jsonb, ?::jsonb from c returning *),
     refresh as (${SCHEDULE_REFRESH})
     select ${COLUMNS} from c join d on d.check_id = c.id`,
    [
      ...[check.id, check.customer_id, check.provider, check.model_version, check.status, check.credit_score],
      ...[check.credit_rating, check.risk_assessment, check.confidence, check.currency_code],
      ...[check.recommended_credit_limit, check.current_credit_limit],
      ...[JSON.stringify(reasons), JSON.stringify(check.snapshot)],
      ...[check.error_code, check.as_of, check.valid_days, check.actor_id, check.reference],
      check.sent && JSON.stringify(check.sent),
      JSON.stringify(check.reasons.map(({ text }) => text)),
    ],
  )
  return toCheck(row as CheckRow)
}

const FROM = "from clientele_credit_check c left join clientele_credit_check_detail d on d.check_id = c.id"

/** @returns `undefined` if the customer has no such check */
export async function readCheck(db: Database, customerId: string, id: string): Promise<CreditCheck | undefined> {
  const found = await rows<CheckRow>(db, `select ${COLUMNS} ${FROM} where c.id = ? and c.customer_id = ?`, [
    id,
    customerId,
  ])
  return found.map(toCheck)[0]
}

/** A page of a customer's checks, newest first. @param cursor the position of the last check on the previous page */
export async function readChecks(
  db: Database,
  customerId: string,
  cursor: string | null,
  limit: number,
): Promise<{ checks: CreditCheck[]; next_cursor: string | null }> {
  const before = cursor === null ? "" : "and c.position < ?"
  const found = await rows<CheckRow>(
    db,
    `select ${COLUMNS} ${FROM} where c.customer_id = ? ${before} order by c.position desc limit ?`,
    [customerId, ...(cursor === null ? [] : [cursor]), limit + 1],
  )
  const page = found.slice(0, limit)
  return { checks: page.map(toCheck), next_cursor: found.length > limit ? (page.at(-1)?.position ?? null) : null }
}

/** Deletes actors, sent data and sentences; codes, points, amounts and dates stay (contract R18). */
export async function deleteDetails(db: Database, customerId: string): Promise<void> {
  await rows(
    db,
    `delete from clientele_credit_check_detail d using clientele_credit_check c
     where c.id = d.check_id and c.customer_id = ?`,
    [customerId],
  )
}

export async function countDetails(db: Database, customerId: string): Promise<number> {
  const [row] = await rows<{ count: number }>(
    db,
    `select count(*)::int as count from clientele_credit_check_detail d
     join clientele_credit_check c on c.id = d.check_id where c.customer_id = ?`,
    [customerId],
  )
  return row?.count ?? 0
}

function toCheck({ position: _position, texts, error_code, reasons, ...row }: CheckRow): CreditCheck {
  return {
    ...row,
    reasons: reasons.map((reason, index) => ({ ...reason, text: texts?.[index] ?? null })),
    error: error_code === null ? null : { code: error_code, message: CHECK_FAILURES[error_code] },
  }
}

import { type Database, prepare, rows, rowsDirect } from "../../../kernel/database"
import type { DeliveryStatus, PayloadForm, WebhookAttempt, WebhookDelivery } from "../types"

/** A delivery with the data of its request. */
export type Claimed = {
  id: string
  attempt: number
  /** Attempts since the schedule last began, including this one. */
  tries: number
  message_id: string
  event: string
  subject: string
  sequence: string
  occurred_at: Date
  data: Record<string, unknown>
  url: string
  payload: PayloadForm
  secret: string
  /** `null` except during a rotation. */
  previous_secret: string | null
}

/**
 * The first pending delivery of a subject. As a subquery with a limit it is one look into `clientele_webhook_delivery_order`.
 * As `not exists` it became an anti join, and with old statistics it read all deliveries of the endpoint for each row
 * (docs/benchmarks.md).
 */
const EARLIEST = `(select first.sequence from clientele_webhook_delivery first where first.endpoint_id = d.endpoint_id
         and first.subject = d.subject and first.status = 'pending' order by first.sequence limit 1)`

const CLAIM = prepare(
  `with due as (
     select d.id from clientele_webhook_delivery d
     where d.endpoint_id = ? and d.status = 'pending' and d.next_at <= clock_timestamp()
       and exists (select from clientele_webhook_endpoint e where e.id = d.endpoint_id and e.is_active)
       and d.sequence = ${EARLIEST}
     order by d.next_at limit ? for update skip locked
   ), claimed as (
     update clientele_webhook_delivery d set attempts = d.attempts + 1, tries = d.tries + 1,
       next_at = clock_timestamp() + ? * interval '1 millisecond'
     from due where d.id = due.id
     returning d.id, d.attempts as attempt, d.tries, d.endpoint_id, d.message_position, d.sequence
   )
   select c.id, c.attempt, c.tries, m.id as message_id, m.event, m.subject, c.sequence::text, m.occurred_at, m.data,
     e.url, e.payload, e.secret,
     case when e.previous_secret_until > clock_timestamp() then e.previous_secret end as previous_secret
   from claimed c join clientele_webhook_message m on m.position = c.message_position
     join clientele_webhook_endpoint e on e.id = c.endpoint_id
   order by c.message_position`,
)

/**
 * Claims due deliveries of an endpoint for `leaseMs`. After that, another process can take the deliveries of a dead one. It
 * claims only the earliest delivery of each subject, so that messages arrive in order.
 */
export async function claimDue(db: Database, endpointId: string, limit: number, leaseMs: number): Promise<Claimed[]> {
  return rowsDirect<Claimed>(db, CLAIM, [endpointId, limit, leaseMs])
}

/** Gives back deliveries that were claimed and not sent, as if they had not been claimed. */
export async function releaseClaimed(db: Database, claimed: readonly Pick<Claimed, "id" | "attempt">[]): Promise<void> {
  if (claimed.length === 0) {
    return
  }
  await rows(
    db,
    `update clientele_webhook_delivery d set attempts = d.attempts - 1, tries = greatest(d.tries - 1, 0),
       next_at = clock_timestamp()
     from unnest(?::text[], ?::integer[]) c (id, attempt)
     where d.id = c.id and d.attempts = c.attempt and d.status = 'pending'`,
    [claimed.map(({ id }) => id), claimed.map(({ attempt }) => attempt)],
  )
}

/** When an endpoint's next delivery is due, in milliseconds from now; `null` for none. */
export async function readNextDueIn(db: Database, endpointId: string): Promise<number | null> {
  const [row] = await rows<{ ms: number | null }>(
    db,
    `select extract(epoch from min(next_at) - clock_timestamp())::float * 1000 as ms from clientele_webhook_delivery
     where endpoint_id = ? and status = 'pending' and next_at < 'infinity'`,
    [endpointId],
  )
  return row?.ms ?? null
}

/**
 * Frees deliveries that wait although their subject has no earlier one. Only a lost race or a deleted message leaves such a
 * delivery.
 */
export async function unblock(db: Database): Promise<number> {
  const freed = await rows(
    db,
    `update clientele_webhook_delivery d set next_at = clock_timestamp()
     where d.status = 'pending' and d.next_at = 'infinity' and d.sequence = ${EARLIEST} returning 1`,
  )
  return freed.length
}

const COLUMNS = `d.id, d.endpoint_id, m.id as message_id, m.event, d.subject, d.sequence::float as sequence, d.status, d.attempts,
  case when d.status = 'pending' and d.next_at < 'infinity' then d.next_at end as next_attempt_at, m.occurred_at, d.finished_at`
const MESSAGE = "join clientele_webhook_message m on m.position = d.message_position"

/**
 * A page of an endpoint's deliveries, the newest message first. The page is cut before its messages are joined. Otherwise
 * PostgreSQL can read all messages from the newest one to a deep page.
 *
 * @param before position of the last delivery on the previous page
 */
export async function readDeliveries(
  db: Database,
  endpointId: string,
  { status, before, limit }: { status: DeliveryStatus | null; before: string | null; limit: number },
): Promise<(WebhookDelivery & { position: string; data: Record<string, unknown> })[]> {
  return rows(
    db,
    `with page as materialized (
       select * from clientele_webhook_delivery d
       where d.endpoint_id = ? and (?::text is null or d.status = ?) and (?::bigint is null or d.message_position < ?::bigint)
       order by d.message_position desc limit ?)
     select d.message_position::text as position, m.data, ${COLUMNS} from page d ${MESSAGE} order by d.message_position desc`,
    [endpointId, status, status, before, before, limit],
  )
}

export async function readDelivery(db: Database, id: string): Promise<WebhookDelivery | undefined> {
  const sql = `select ${COLUMNS} from clientele_webhook_delivery d ${MESSAGE} where d.id = ?`
  return (await rows<WebhookDelivery>(db, sql, [id]))[0]
}

/** Attempts of deliveries, the oldest first. */
export async function readAttempts(
  db: Database,
  deliveryIds: readonly string[],
): Promise<(WebhookAttempt & { delivery_id: string })[]> {
  return rows(
    db,
    `select delivery_id, attempted_at, duration_ms, response_status, response_excerpt, error_code
     from clientele_webhook_attempt where delivery_id = any (?) order by id`,
    [deliveryIds],
  )
}

/** Sends a delivery again from the beginning of the schedule. */
export async function restartDelivery(db: Database, id: string): Promise<void> {
  await rows(
    db,
    `update clientele_webhook_delivery set status = 'pending', tries = 0, next_at = clock_timestamp(), finished_at = null where id = ?`,
    [id],
  )
}

/**
 * Sends an endpoint's messages since a time that did not arrive: failed ones restart the schedule, ones that wait for an
 * attempt go at once, and ones from the time when the endpoint was disabled are added.
 *
 * @returns how many
 */
export async function recoverDeliveries(db: Database, endpointId: string, since: Date): Promise<number> {
  const restarted = await rows(
    db,
    `update clientele_webhook_delivery d set status = 'pending', tries = 0, next_at = clock_timestamp(), finished_at = null
     from clientele_webhook_message m where m.position = d.message_position and m.occurred_at >= ?
       and d.endpoint_id = ? and (d.status = 'failed' or d.status = 'pending') returning 1`,
    [since, endpointId],
  )
  const missed = await rows(
    db,
    `insert into clientele_webhook_delivery (endpoint_id, message_position, subject, sequence, next_at)
     select e.id, m.position, m.subject, m.sequence, clock_timestamp()
     from clientele_webhook_endpoint e, clientele_webhook_message m
     where e.id = ? and m.occurred_at >= ? and m.occurred_at >= e.created_at and m.sequence is not null and m.event <> ?
       and clientele_webhook_matches(e.events, m.event)
       and not exists (select from clientele_webhook_delivery d where d.endpoint_id = e.id and d.message_position = m.position)
     order by m.position on conflict (message_position, endpoint_id) do nothing returning 1`,
    [endpointId, since, TEST_EVENT],
  )
  return restarted.length + missed.length
}

/** The event of a message for one endpoint only. */
const TEST_EVENT = "clientele.webhook.test"

/** Writes a test message for one endpoint only, regardless of its filters. @returns the delivery's id */
export async function insertTest(db: Database, endpointId: string, data: object): Promise<string> {
  const [made] = await rows<{ id: string }>(
    db,
    `with s as (insert into clientele_webhook_subject as s (subject, sequence) values ('endpoint:' || ?, 1)
         on conflict (subject) do update set sequence = s.sequence + 1 returning subject, sequence),
       m as (insert into clientele_webhook_message (event, subject, data, sequence)
         select ?, s.subject, ?::jsonb, s.sequence from s returning position, subject, sequence)
     insert into clientele_webhook_delivery (endpoint_id, message_position, subject, sequence, next_at)
     select ?, m.position, m.subject, m.sequence, clock_timestamp() from m returning id`,
    [endpointId, TEST_EVENT, JSON.stringify(data), endpointId],
  )
  return made?.id ?? ""
}

import { type Database, rows } from "../../../kernel/database"
import type { PayloadForm, WebhookEndpoint } from "../types"

const COLUMNS = `id, url, description, events, payload, is_active, previous_secret_until, failing_since, disabled_at,
  disabled_because, created_by, created_at, updated_at`

export type NewEndpoint = {
  id: string
  url: string
  description: string | null
  events: readonly string[]
  payload: PayloadForm
  is_active: boolean
  secret: string
  created_by: string | null
}

export async function insertEndpoint(db: Database, one: NewEndpoint): Promise<WebhookEndpoint> {
  const [made] = await rows<WebhookEndpoint>(
    db,
    `insert into clientele_webhook_endpoint (id, url, description, events, payload, is_active, records_until, secret, created_by)
     values (?, ?, ?, ?::text[], ?, ?, case when ? then 'infinity'::timestamptz else '-infinity' end, ?, ?) returning ${COLUMNS}`,
    [
      one.id,
      one.url,
      one.description,
      one.events,
      one.payload,
      one.is_active,
      one.is_active,
      one.secret,
      one.created_by,
    ],
  )
  return made as WebhookEndpoint
}

export async function readEndpoints(
  db: Database,
  limit: number,
  offset: number,
): Promise<{ endpoints: WebhookEndpoint[]; count: number }> {
  const [found, [counted]] = await Promise.all([
    rows<WebhookEndpoint>(
      db,
      `select ${COLUMNS} from clientele_webhook_endpoint order by created_at desc, id desc limit ? offset ?`,
      [limit, offset],
    ),
    rows<{ count: number }>(db, "select count(*)::int as count from clientele_webhook_endpoint"),
  ])
  return { endpoints: found, count: counted?.count ?? 0 }
}

export async function readEndpoint(db: Database, id: string): Promise<WebhookEndpoint | undefined> {
  return (await rows<WebhookEndpoint>(db, `select ${COLUMNS} from clientele_webhook_endpoint where id = ?`, [id]))[0]
}

export type EndpointChange = Partial<Pick<NewEndpoint, "url" | "description" | "events" | "payload" | "is_active">>

/**
 * Writes the given fields. An enabled endpoint starts without failures. For an endpoint that was disabled by hand no
 * messages are kept.
 *
 * @returns `undefined` if there is no such endpoint
 */
export async function writeEndpoint(
  db: Database,
  id: string,
  change: EndpointChange,
): Promise<WebhookEndpoint | undefined> {
  const { url, description, events, payload, is_active: active = null } = change
  const [saved] = await rows<WebhookEndpoint>(
    db,
    `update clientele_webhook_endpoint set url = coalesce(?, url),
       description = case when ? then ? else description end, events = coalesce(?::text[], events),
       payload = coalesce(?, payload), is_active = coalesce(?::boolean, is_active),
       records_until = case ?::boolean when true then 'infinity'::timestamptz when false then '-infinity' else records_until end,
       failing_since = case when ?::boolean then null else failing_since end,
       failures = case when ?::boolean then 0 else failures end,
       disabled_at = case when ?::boolean is null then disabled_at end,
       disabled_because = case when ?::boolean is null then disabled_because end,
       updated_at = clock_timestamp()
     where id = ? returning ${COLUMNS}`,
    [
      url ?? null,
      description !== undefined,
      description ?? null,
      events ?? null,
      payload ?? null,
      active,
      active,
      active,
      active,
      active,
      active,
      id,
    ],
  )
  return saved
}

/** Deletes an endpoint with its deliveries. A fan-out to an endpoint waits for the end of its deletion, so it is ended before. */
export async function deleteEndpoint(db: Database, id: string): Promise<boolean> {
  await rows(db, "update clientele_webhook_endpoint set is_active = false, records_until = '-infinity' where id = ?", [
    id,
  ])
  return (await rows(db, "delete from clientele_webhook_endpoint where id = ? returning 1", [id])).length > 0
}

/** The former secret also signs for `overlapHours`. A second rotation in that time ends the oldest secret at once. */
export async function writeSecret(
  db: Database,
  id: string,
  secret: string,
  overlapHours: number,
): Promise<WebhookEndpoint | undefined> {
  const [saved] = await rows<WebhookEndpoint>(
    db,
    `update clientele_webhook_endpoint set previous_secret = secret,
       previous_secret_until = clock_timestamp() + ? * interval '1 hour', secret = ?, updated_at = clock_timestamp()
     where id = ? returning ${COLUMNS}`,
    [overlapHours, secret, id],
  )
  return saved
}

/** Whether any endpoint wants messages. */
export async function readIsListening(db: Database): Promise<boolean> {
  const sql = "select exists (select from clientele_webhook_endpoint where records_until > now()) as listening"
  return (await rows<{ listening: boolean }>(db, sql))[0]?.listening ?? false
}

/** Endpoints with a due delivery, or with one that a sweep must check. */
export async function readDueEndpoints(db: Database): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `select e.id from clientele_webhook_endpoint e where e.is_active and exists (
       select from clientele_webhook_delivery d
       where d.endpoint_id = e.id and d.status = 'pending' and d.next_at <= clock_timestamp())`,
  )
  return found.map(({ id }) => id)
}

export type Notice = Pick<WebhookEndpoint, "id" | "url" | "disabled_because" | "created_by">

/**
 * Claims disabled endpoints without a notice, for one process at a time. If it dies, another one can claim them after ten
 * minutes.
 */
export async function claimNotices(db: Database): Promise<Notice[]> {
  return rows<Notice>(
    db,
    `update clientele_webhook_endpoint set notice_claimed_at = clock_timestamp()
     where disabled_at is not null and notice_sent_at is null
       and (notice_claimed_at is null or notice_claimed_at < clock_timestamp() - interval '10 minutes')
     returning id, url, disabled_because, created_by`,
  )
}

export async function endNotice(db: Database, id: string): Promise<void> {
  await rows(db, "update clientele_webhook_endpoint set notice_sent_at = clock_timestamp() where id = ?", [id])
}

import { fork } from "node:child_process"
import { once } from "node:events"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Knex } from "knex"
import type WebhookModuleService from "../../../src/modules/webhook/service"
import { query, type TestDatabase } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import type { Receiver } from "../../helpers/webhook-receiver"

type Open = {
  database: TestDatabase
  db: Knex
  webhooks: WebhookModuleService
  receiver: Receiver
  options: object
  /** Makes an active endpoint of all events. @returns its id and its secret */
  endpoint: () => Promise<{ id: string; secret: string }>
  /** Hands over a message about each of these subjects. */
  handOver: (subjects: string[]) => Promise<void>
  /** Sends until nothing is due; an attempt that failed, and a delivery of a dead process, is due again at once. */
  drain: (id: string) => Promise<void>
}

/** The name of the killed process's connections, and the advisory lock at which it stands. */
const VICTIM = "killed_dispatcher"
const STOP = 4712

const SUBJECTS = 60
const ROUNDS = 5
/** Attempts that are recorded before the process stands still. */
const RECORDED = 20

/** Two dispatchers, of which one is killed in the middle of a batch (ADR 0078). */
export function killedDispatcher(open: () => Open): void {
  // Guard: the end of the lease in claimDue. Without it what the killed process had claimed is lost.
  it("M65: of two dispatchers one is killed in the middle of a batch: no message is lost, each subject's are in order, and each is recorded as delivered once", async () => {
    const { database, db, webhooks, receiver, options, endpoint, handOver, drain } = open()
    const { id, secret } = await endpoint()
    const names = Array.from({ length: SUBJECTS }, (_one, n) => `customer:killed_${n}`)
    for (let round = 0; round < ROUNDS; round++) await handOver(names)
    await db.raw(
      `create function stand_still() returns trigger language plpgsql as $$ begin
         if current_setting('application_name') = '${VICTIM}'
           and (select count(*) from clientele_webhook_attempt) >= ${RECORDED} then
           perform set_config('lock_timeout', '0', true);
           perform pg_advisory_xact_lock(${STOP});
         end if;
         return new; end $$;
       create trigger stand_still before insert on clientele_webhook_attempt for each row execute function stand_still()`,
    )
    await whileLocked(database, { sql: `select pg_advisory_xact_lock(${STOP})` }, async () => {
      const args = [database.url, VICTIM, id, JSON.stringify(options)]
      const child = fork(path.join(__dirname, "dispatcher-process.ts"), args, {
        execArgv: ["-r", "ts-node/register/transpile-only"],
        stdio: "inherit",
      })
      const exited = once(child, "exit")
      const waiting = "from pg_locks where locktype = 'advisory' and objid = $1 and not granted"
      const stands = async () => (await query(database, `select ${waiting}`, [STOP])).length > 0
      // The other one begins with the first request of this one, and goes on while this one stands.
      while (child.exitCode === null && receiver.received.length === 0) await sleep(5)
      while (child.exitCode === null && !(await stands())) await webhooks.deliverDue(id)
      while ((await webhooks.deliverDue(id)).sent > 0) {}
      child.kill("SIGKILL")
      expect(await exited).toEqual([null, "SIGKILL"])
      // PostgreSQL would finish and commit the statement of a killed client. So the batch is not recorded.
      await query(database, `select pg_terminate_backend(pid) ${waiting}`, [STOP])
    })
    await db.raw("drop function stand_still cascade")
    const unrecorded = await query(
      database,
      `select from clientele_webhook_delivery d where status = 'pending' and attempts >
         (select count(*) from clientele_webhook_attempt a where a.delivery_id = d.id)`,
    )
    expect(unrecorded.length).toBeGreaterThan(0)
    // From now on nearly a third fails at first. A failure locks its endpoint, so that before the other process would have stood, too.
    const failed = new Set<string>()
    receiver.answer(({ id: message }) => {
      const fails = Number.parseInt(message.slice(-2), 16) % 10 < 3 && !failed.has(message)
      if (fails) failed.add(message)
      return { status: fails ? 500 : 200 }
    })
    await drain(id)

    for (const request of receiver.received) receiver.verify(secret, request)
    const accepted = receiver.received.filter((one) => one.accepted)
    const ids = accepted.map((one) => one.id)
    expect(new Set(ids).size).toBe(SUBJECTS * ROUNDS)
    // At least once: what the killed process sent and did not record came again, and no more.
    expect(ids.length - new Set(ids).size).toBeGreaterThan(0)
    expect(ids.length - new Set(ids).size).toBeLessThanOrEqual(unrecorded.length)
    for (const name of names) {
      const sequences = accepted.flatMap(({ body }) => (body.subject === name ? [body.sequence] : []))
      expect(sequences).toEqual([...sequences].sort((one, other) => one - other))
    }
    const recorded = await query(
      database,
      `select d.status, count(*)::int as deliveries, max((select count(*)::int from clientele_webhook_attempt a
         where a.delivery_id = d.id and a.response_status = 200)) as most from clientele_webhook_delivery d group by d.status`,
    )
    expect(recorded).toEqual([{ status: "delivered", deliveries: SUBJECTS * ROUNDS, most: 1 }])
  }, 120_000)
}

import { spawn } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { ImportView } from "../../src/modules/data_import"
import { query, type TestDatabase } from "../helpers/database"
import { whileLocked } from "../helpers/locked"
import { projectDir } from "../helpers/server-process"
import { commandEnvironment } from "./command"
import type { Session } from "./session"

const ROWS = 20_000

/** The advisory lock at which a killed process stands. */
const STOP = 4711

type State = { id: string; status: string; applied: number }

/** Imports whose process is killed, and one of 20,000 rows from the dry run to the reversal (R49, M70). */
export function importsKilled(given: () => { database: TestDatabase; session: Session }): void {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-killed-"))
  afterAll(() => fs.rmSync(dir, { recursive: true }))

  const fileOf = (name: string, lines: readonly string[]) => {
    const file = path.join(dir, name)
    fs.writeFileSync(file, lines.join("\n"))
    return file
  }
  const rows = <Row extends Record<string, unknown>>(sql: string, values: unknown[] = []) =>
    query<Row>(given().database, sql, values)
  const newest = async () =>
    (await rows<State>("select id, status, applied from clientele_import order by created_at desc limit 1"))[0] as State
  const resume = async ({ id }: State) => {
    const { stdout } = await given().session.run("import", "--resume", id, "--json")
    return (JSON.parse(stdout) as { import: ImportView }).import
  }
  const reverse = async ({ id }: State) => {
    const { stdout } = await given().session.run("reverse-import", id, "--json")
    return (JSON.parse(stdout) as { import: ImportView }).import
  }
  const importing = (...args: string[]) => {
    const child = spawn(process.execPath, [path.join(projectDir, "bin/clientele.js"), "import", ...args], {
      cwd: projectDir,
      env: commandEnvironment({ databaseUrl: given().database.url }),
      stdio: "ignore",
    })
    return { child, exited: once(child, "exit") }
  }

  /**
   * Imports a file in a process of its own, and kills it while it inserts the row of a table for which the condition holds.
   * @returns the import as the process left it
   */
  async function killAt(args: string[], table: string, condition: string): Promise<State> {
    const { database } = given()
    await rows(
      `create function stand_still() returns trigger language plpgsql as
         $$ begin perform set_config('lock_timeout', '0', true); perform pg_advisory_xact_lock(${STOP}); return new; end $$;
       create trigger stand_still before insert on ${table} for each row when (${condition})
         execute function stand_still()`,
    )
    await whileLocked(database, { sql: `select pg_advisory_xact_lock(${STOP})` }, async () => {
      const { child, exited } = importing(...args)
      // The command boots a store first: the test's own timeout is the bound.
      const waiting = "from pg_locks where locktype = 'advisory' and objid = $1 and not granted"
      const stands = async () => (await rows(`select ${waiting}`, [STOP])).length
      while (child.exitCode === null && !(await stands())) await sleep(20)
      child.kill("SIGKILL")
      expect(await exited).toEqual([null, "SIGKILL"])
      // PostgreSQL would finish the statement of a killed client, and could commit it.
      await rows(`select pg_terminate_backend(pid) ${waiting}`, [STOP])
    })
    // It waits until the killed process's transactions are rolled back.
    await rows("drop function stand_still cascade")
    return newest()
  }

  const ledger = async () =>
    (
      await rows<{ entries: number; points: string; rows: number }>(
        `select count(*)::int as entries, coalesce(sum(points), 0)::text as points,
           count(distinct idempotency_key)::int as rows from clientele_points_entry where reason = 'import'`,
      )
    )[0]

  // Guards: the transaction of applyChunk, `state = 'staged'` in claimStaged.
  test("M70: a process that is killed in the middle of an import leaves whole chunks; the next one posts the rest, each row once", async () => {
    const lines = Array.from({ length: ROWS }, (_one, n) => `killed${n}@example.com,10`)
    const { child, exited } = importing(fileOf("balances.csv", ["email,points", ...lines]))
    const hasBegun = async () => child.exitCode !== null || ((await newest())?.applied ?? 0) > 0
    while (!(await hasBegun())) await sleep(20)
    const begun = await newest()
    child.kill("SIGKILL")
    expect(await exited).toEqual([null, "SIGKILL"])

    const cut = await newest()
    expect(cut).toMatchObject({ id: begun.id, status: "applying" })
    expect(cut.applied).toBeLessThan(ROWS)
    expect(await ledger()).toMatchObject({ entries: cut.applied, rows: cut.applied })

    expect(await resume(cut)).toMatchObject({ status: "applied", rows: ROWS, applied: ROWS, refused: 0 })
    expect(await ledger()).toEqual({ entries: ROWS, points: String(10 * ROWS), rows: ROWS })
    expect(await reverse(cut)).toMatchObject({ reversed: ROWS, kept: 0 })
    expect(await ledger()).toEqual({ entries: 2 * ROWS, points: "0", rows: 2 * ROWS })
    expect((await given().session.run("check")).stdout).toContain("all figures agree")
  }, 600_000)

  // Guards: `created_by === creator` in saveCustomerRow: without it four customers are kept.
  test("R49, M70: a process that is killed while it creates a customer leaves none in half; the next one creates the rest, each once", async () => {
    const people = Array.from({ length: 20 }, (_one, n) => `customer-${n + 1}@killed.example`)
    const columns =
      "email,external_id,name,contact_name,billing_address_1,billing_country_code,credit_limit,currency_code"
    const lines = people.map((email, n) => `${email},ext-${n},Person ${n},Contact ${n},Way ${n},de,500,eur`)
    const file = fileOf("customers.csv", [columns, ...lines])
    const cut = await killAt(["--kind", "customers", file], "customer", `new.email = '${people[14]}'`)
    // The first ten rows are a chunk. Four more are done and not recorded, and one has a profile and no customer.
    expect(cut).toMatchObject({ status: "applying", applied: 10 })
    const found = async () =>
      (
        await rows(
          `select count(*)::int as customers, count(distinct c.email)::int as addresses,
             (select count(*)::int from clientele_customer_profile p where p.email_key like '%@killed.example'
               and p.deleted_at is null) as profiles
           from customer c where c.email like '%@killed.example' and c.deleted_at is null`,
        )
      )[0]
    expect(await found()).toEqual({ customers: 14, addresses: 14, profiles: 15 })
    // A profile without a customer counts as abandoned after a minute.
    await rows(
      `update clientele_customer_profile p set created_at = created_at - interval '2 minutes'
       where not exists (select from customer c where c.id = p.customer_id)`,
    )
    expect(await resume(cut)).toMatchObject({ status: "applied", rows: 20, applied: 20, refused: 0 })
    expect(await found()).toEqual({ customers: 20, addresses: 20, profiles: 20 })
    const parts = await rows(
      `select c.email, c.created_by = r.import_id || ':' || r.line as ours, r.is_new,
         (select count(*)::int from clientele_contact x where x.customer_id = c.id) as contacts,
         (select count(*)::int from customer_address x where x.customer_id = c.id and x.deleted_at is null) as places,
         (select credit_limit::text from clientele_credit_account x where x.customer_id = c.id) as credit_limit
       from clientele_import_row r join customer c on c.id = r.customer_id where r.import_id = $1 order by r.line`,
      [cut.id],
    )
    const whole = { ours: true, is_new: true, contacts: 1, places: 1, credit_limit: "500" }
    expect(parts).toEqual(people.map((email) => ({ email, ...whole })))
    expect(await reverse(cut)).toMatchObject({ status: "reversed", reversed: 20, kept: 0 })
    expect(await found()).toEqual({ customers: 0, addresses: 0, profiles: 0 })
  }, 600_000)

  // Guard: the key of postRow in receivables-kind.ts.
  test("R49, M70: a process that is killed while it charges an account leaves no receivable in half; the next one charges the rest, each once", async () => {
    const owner = "owner@killed.example"
    const account = fileOf("owner.csv", ["email,name,credit_limit,currency_code", `${owner},Owner,9000,eur`])
    expect((await given().session.run("import", "--kind", "customers", account)).code).toBe(0)
    const lines = Array.from({ length: 45 }, (_one, n) => `${owner},2.50,2027-02-01,INV-${n}`)
    const file = fileOf("receivables.csv", ["email,amount,due_on,reference", ...lines])
    const condition = "new.idempotency_key like 'import:%:36'"
    const cut = await killAt(["--kind", "receivables", file], "clientele_credit_entry", condition)
    // The first twenty rows are a chunk. Fourteen more are posted and not recorded.
    expect(cut).toMatchObject({ status: "applying", applied: 20 })
    const found = async () =>
      (
        await rows(
          `select count(*)::int as entries, count(distinct e.idempotency_key)::int as rows, sum(e.amount)::float8 as sum,
             (select count(*)::int from clientele_credit_receivable r where r.account_id = min(e.account_id)) as items
           from clientele_credit_entry e where e.account_id =
             (select c.id from customer c where c.email = $1 and c.deleted_at is null)`,
          [owner],
        )
      )[0]
    expect(await found()).toEqual({ entries: 34, rows: 34, sum: 85, items: 34 })
    expect(await resume(cut)).toMatchObject({ status: "applied", rows: 45, applied: 45, refused: 0 })
    expect(await found()).toEqual({ entries: 45, rows: 45, sum: 112.5, items: 45 })
    const posted =
      "select from clientele_import_row where import_id = $1 and state = 'applied' and entry_id is not null"
    expect(await rows(posted, [cut.id])).toHaveLength(45)
    expect(await reverse(cut)).toMatchObject({ status: "reversed", reversed: 45, kept: 0 })
    expect(await found()).toEqual({ entries: 90, rows: 90, sum: 0, items: 45 })
    expect((await given().session.run("check")).stdout).toContain("all figures agree")
  }, 600_000)
}

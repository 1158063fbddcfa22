import { spawn } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { ImportView } from "../../src/modules/data_import"
import { query, type TestDatabase } from "../helpers/database"
import { projectDir } from "../helpers/server-process"
import { commandEnvironment } from "./command"
import type { Session } from "./session"

const ROWS = 20_000

/** An import whose process is killed, and one of 20,000 rows from the dry run to the reversal (M70). */
export function importsKilled(given: () => { database: TestDatabase; session: Session }): void {
  type State = { id: string; status: string; applied: number }
  const stateOf = async () =>
    (
      await query<State>(
        given().database,
        "select id, status, applied from clientele_import order by created_at desc limit 1",
      )
    )[0]
  const ledger = async () =>
    (
      await query<{ entries: number; points: string; rows: number }>(
        given().database,
        `select count(*)::int as entries, coalesce(sum(points), 0)::text as points,
           count(distinct idempotency_key)::int as rows from clientele_points_entry where reason = 'import'`,
      )
    )[0]

  // Guards: the transaction of applyChunk, `state = 'staged'` in claimStaged.
  test("M70: a process that is killed in the middle of an import leaves whole chunks; the next one posts the rest, each row once", async () => {
    const { database, session } = given()
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-killed-"))
    const file = path.join(dir, "balances.csv")
    const lines = Array.from({ length: ROWS }, (_one, n) => `killed${n}@example.com,10`)
    fs.writeFileSync(file, ["email,points", ...lines].join("\n"))
    const child = spawn(process.execPath, [path.join(projectDir, "bin/clientele.js"), "import", file], {
      cwd: projectDir,
      env: commandEnvironment({ databaseUrl: database.url }),
      stdio: "ignore",
    })
    const exited = once(child, "exit")
    // The command boots a store first: the test's own timeout is the bound.
    const hasBegun = async () => child.exitCode !== null || ((await stateOf())?.applied ?? 0) > 0
    while (!(await hasBegun())) await sleep(20)
    const begun = await stateOf()
    child.kill("SIGKILL")
    expect(await exited).toEqual([null, "SIGKILL"])
    fs.rmSync(dir, { recursive: true })

    const cut = await stateOf()
    expect(cut).toMatchObject({ id: begun?.id, status: "applying" })
    expect(cut?.applied).toBeLessThan(ROWS)
    expect(await ledger()).toMatchObject({ entries: cut?.applied, rows: cut?.applied })

    const resumed = await session.run("import", "--resume", String(cut?.id), "--json")
    expect((JSON.parse(resumed.stdout) as { import: ImportView }).import).toMatchObject({
      ...{ status: "applied", rows: ROWS, applied: ROWS, refused: 0 },
    })
    expect(await ledger()).toEqual({ entries: ROWS, points: String(10 * ROWS), rows: ROWS })
    expect((await session.run("reverse-import", String(cut?.id))).code).toBe(0)
    expect(await ledger()).toEqual({ entries: 2 * ROWS, points: "0", rows: 2 * ROWS })
    expect((await session.run("check")).stdout).toContain("all figures agree")
  }, 600_000)
}

import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { createDatabase } from "../helpers/database"
import { runCommand } from "./command"
import type { Session } from "./session"

/** Commands that end with 2 or 3, and what they say then. */
export function wrongUsage(open: () => Session): void {
  it.each([
    ["no command", [], /Usage: clientele/],
    ["an unknown command", ["balance"], /unknown command 'balance'/],
    ["no date", ["backfill"], /required option '--since <date>'/],
    ["a day that no calendar has", ["backfill", "--since", "2026-02-30"], /Give a date such as 2026-01-31/],
    ["a date without a zone", ["reconcile", "--since", "2026-01-31T10:00"], /Give a date such as 2026-01-31/],
    ["a day in the future", ["backfill", "--since", "2999-01-01"], /in the future/],
    ["no address", ["statement", "shopper"], /Give an email address/],
    ["a limit of zero", ["statement", "a@example.com", "--limit", "0"], /whole number of at least 1/],
    ["both ways to choose orders", ["reconcile", "--order", "1", "--since", "2026-01-31"], /either --order or --since/],
  ])("%s ends with 2 and says what to do", async (_what, args, message) => {
    const { code, stdout, stderr } = await open().run(...args)
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toMatch(message)
  })

  it("says what is wrong outside of a store, without a database, and before the migrations", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-no-store-"))
    const outside = await runCommand(["check"], { cwd: folder })
    fs.rmSync(folder, { recursive: true })
    expect([outside.code, outside.stderr]).toEqual([
      2,
      "There is no medusa-config here. Run the command in your store's folder.\n",
    ])
    const closed = await runCommand(["check"], { databaseUrl: "postgres://localhost:1/none" })
    expect([closed.code, closed.stderr]).toEqual([
      3,
      "The database does not answer (ECONNREFUSED). Start PostgreSQL, or correct DATABASE_URL.\n",
    ])
    const empty = await createDatabase({ template: "template0" })
    const unmigrated = await runCommand(["check"], { databaseUrl: empty.url })
    await empty.drop()
    expect([unmigrated.code, unmigrated.stdout]).toEqual([3, ""])
    expect(unmigrated.stderr).toMatch(/Run `npx medusa db:migrate`/)
  })

  it("--verbose shows Medusa's log on standard error and keeps the answer alone on standard output", async () => {
    const database = await createDatabase()
    const { stdout, stderr } = await runCommand(["check", "--verbose"], { databaseUrl: database.url })
    await database.drop()
    expect(stdout).toBe("0 accounts: all figures agree\n")
    expect(stderr).toMatch(/redisUrl not found/)
  })
}

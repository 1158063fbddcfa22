import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import type { ImportView } from "../../src/modules/data_import"
import { query, type TestDatabase } from "../helpers/database"
import { projectDir } from "../helpers/server-process"
import type { CommandResult } from "./command"

type Given = { database: TestDatabase; clientele: (...args: string[]) => Promise<CommandResult> }

/** Balances from a file, by command (R49). */
export function imports(given: () => Given): void {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-import-"))
  afterAll(() => fs.rmSync(dir, { recursive: true }))

  const clientele = (...args: string[]) => given().clientele(...args)
  const fileOf = (csv: string) => {
    const file = path.join(dir, "balances.csv")
    fs.writeFileSync(file, csv)
    return file
  }
  const counts = async () =>
    query(
      given().database,
      `select (select count(*)::int from clientele_points_entry) as entries, (select count(*)::int from clientele_import) as imports`,
    )
  const balanceOf = async (mailbox: string) =>
    (
      await query<{ balance: string }>(
        given().database,
        "select balance from clientele_points_account where mailbox = $1",
        [mailbox],
      )
    )[0]?.balance

  test("R49: docs/imports.md shows what the dry run of its example prints, and the example itself", async () => {
    const page = fs.readFileSync(path.join(projectDir, "docs/imports.md"), "utf8")
    const before = await counts()
    const { stdout, code } = await clientele("import", path.join(projectDir, "examples/balances.csv"), "--dry-run")
    expect(code).toBe(1)
    expect(page).toContain(`\`\`\`text\n${stdout}\`\`\`\n`)
    expect(page).toContain(
      `\`\`\`csv\n${fs.readFileSync(path.join(projectDir, "examples/balances.csv"), "utf8")}\`\`\`\n`,
    )
    expect(await counts()).toEqual(before)
  })

  test("R49: a file is imported, exported and reversed; a second reversal and an unknown id are refused", async () => {
    const file = fileOf("email,points\ncli-ann@example.com,120\ncli-bea@example.com,30\n")
    const done = await clientele("import", file, "--json")
    const { import: end } = JSON.parse(done.stdout) as { import: ImportView }
    expect([done.code, end.status, end.applied]).toEqual([0, "applied", 2])
    expect(done.stderr).toContain("100 % | 2 of 2 rows")
    expect((await clientele("export")).stdout.split("\n")).toEqual(
      expect.arrayContaining(["email,points,held", "cli-ann@example.com,120,0"]),
    )
    const reversed = await clientele("reverse-import", end.id)
    expect([reversed.code, reversed.stdout]).toEqual([0, `${end.id} is reversed: 2 rows taken back, 0 kept\n`])
    expect(await balanceOf("cli-ann@example.com")).toBe("0")
    expect((await clientele("reverse-import", end.id)).stderr).toContain("not applied")
    expect((await clientele("reverse-import", "imp_1")).code).toBe(2)
  })

  test("R49: a file with a refused row is posted only with --skip-refused; wrong usage is exit code 2", async () => {
    const file = fileOf("email,points\ncli-cid@example.com,5\nnobody,7\n")
    const refused = await clientele("import", file)
    expect([refused.code, await balanceOf("cli-cid@example.com")]).toEqual([1, undefined])
    expect(refused.stdout).toContain("   3  email   must be an email address")
    const skipped = await clientele("import", file, "--skip-refused")
    expect([skipped.code, await balanceOf("cli-cid@example.com")]).toEqual([1, "5"])
    expect((await clientele("import", path.join(dir, "no.csv"))).code).toBe(2)
    expect((await clientele("import")).code).toBe(2)
    // Guard: importFields in the command's stage(). Without it, PostgreSQL's words for a broken check are shown.
    const long = await clientele("import", file, "--batch", "b".repeat(101))
    expect([long.code, long.stderr]).toEqual([2, expect.stringMatching(/^batch: must have at most 100 characters/)])
    expect((await clientele("import", fileOf("a,b\n1,2\n"))).stderr).toContain('has the unknown columns "a", "b"')
  })
}

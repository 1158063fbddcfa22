import fs from "node:fs"
import path from "node:path"
import { buildProgram } from "../../src/cli"
import { Output } from "../../src/cli/output"

const ROOT = path.join(__dirname, "../..")
const PAGES = fs
  .readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
  .map((name) => `docs/${name}`)
  .concat("README.md", "CONTRIBUTING.md", "RELEASE_NOTES.md")
  .filter((page) => page.endsWith(".md"))
const read = (page: string) => fs.readFileSync(path.join(ROOT, page), "utf8")

const { commands } = buildProgram(new Output(), async () => {})
const OPTIONS = Object.fromEntries(
  commands.map((command) => [command.name(), [...command.options.map(({ long }) => long), "--help", "--verbose"]]),
)

it("docs/cli.md has a row for every command, and for no other", () => {
  const rows = [...read("docs/cli.md").matchAll(/^\| `npx clientele ([\w-]+)/gm)].map(([, command]) => command)
  expect(rows.sort()).toEqual(Object.keys(OPTIONS).sort())
})

// Guard: `--repair` in src/cli/commands/reconcile.ts.
it("every call of `npx clientele` in README and docs names a command and options that exist", () => {
  const calls = PAGES.flatMap((page) =>
    [...read(page).matchAll(/npx clientele ([\w-]+)([^`\n]*)/g)].map(([call, command = "", rest = ""]) => ({
      at: `${page}: ${call}`,
      command,
      options: [...rest.matchAll(/(?<=[ [])--[\w-]+/g)].map(([option]) => option),
    })),
  )
  expect(calls.length).toBeGreaterThan(40)
  const wrong = calls.filter(({ command, options }) => {
    const known = command === "help" ? [] : OPTIONS[command]
    return !known || options.some((option) => !known.includes(option))
  })
  expect(wrong.map(({ at }) => at)).toEqual([])
})

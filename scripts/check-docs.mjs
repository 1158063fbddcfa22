#!/usr/bin/env node
import fs from "node:fs"
// Part of `npm run check`: every relative link of the docs leads to a file and a heading, and the prose keeps a few rules of plain
// English. The script reads only files of the checkout.
import { createRequire } from "node:module"
import path from "node:path"
import { apiPages } from "./lib/docs/api-pages.mjs"
import { sidebar } from "./lib/docs/sidebar.mjs"
import { root } from "./lib/paths.mjs"

const { testTitles } = createRequire(import.meta.url)("./lib/test-titles.cjs")

const under = (dir, ending) =>
  fs
    .readdirSync(path.join(root, dir), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending) && !name.includes("node_modules"))
    .map((name) => path.posix.join(dir, name.split(path.sep).join("/")))

const read = (file) => fs.readFileSync(path.join(root, file), "utf8")

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "RELEASE_NOTES.md",
  ...["docs", "examples", "src"].flatMap((dir) => under(dir, ".md")),
]

/** Wording that hides the actor or makes readers guess, with the fix: in prose, messages and test titles. */
const BANNED = [
  [/\bwhoever\b/i, "name the reader or the caller"],
  [/\bsomebody\b/i, "name the actor: customer, shopper, admin user, process"],
  [/\bnobody who\b|\bthat which\b|\bof whose\b/i, "use a noun"],
  [/\bis no good\b/i, "is not valid, expired, already used"],
  [/, also not\b/i, "make it a sentence of its own"],
  [/\bma(ke|kes|de|king) good\b/i, "recover, repair"],
  [/\bscrub(s|bed|bing)?\b/i, "anonymise"],
]
/** The same for prose and messages only: many test titles still use these words. */
const BANNED_IN_PROSE = [...BANNED, [/\bwhat (is|was|were|has been|had been)\b/i, "use a noun"]]
/** Readers do not finish sentences with more words than this. */
const MOST_WORDS = 45

/** ADRs keep the wording of the day of their decision, so the prose rules do not apply to them. */
const isProse = (page) => !page.startsWith("docs/adr/")

/** The page with its code and quoted test titles blanked out, so that lines keep their numbers. */
const proseOf = (text) => {
  const blank = (code) => code.replace(/[^\n]/g, " ")
  return text
    .replace(/^( *)```[\s\S]*?^\1```/gm, blank)
    .replace(/`[^`\n]*`/g, (code) => `x${blank(code).slice(1)}`)
    .replace(/"[^"\n]*"/g, blank)
}

/** GitHub's anchor of a heading. */
const anchorOf = (heading) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, "")
    .trim()
    .replace(/ /g, "-")

const anchorsOf = (page) => {
  const text = read(page).replace(/^( *)```[\s\S]*?^\1```/gm, "")
  return [...text.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => anchorOf(heading))
}

const lineOf = (text, index) => text.slice(0, index).split("\n").length

function linkProblems(page) {
  const text = read(page).replace(/`[^`\n]*`/g, (code) => " ".repeat(code.length))
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((link) => {
    const at = `${page}:${lineOf(text, link.index)}`
    const [target, anchor] = link[1].split("#")
    if (/^[a-z]+:/.test(target)) return []
    const file = target === "" ? page : path.posix.join(path.posix.dirname(page), target)
    if (!fs.existsSync(path.join(root, file))) return [`${at}: ${link[1]} does not exist`]
    return anchor && file.endsWith(".md") && !anchorsOf(file).includes(anchor)
      ? [`${at}: ${file} has no heading #${anchor}`]
      : []
  })
}

const bannedIn = (at, text, banned = BANNED_IN_PROSE) =>
  banned.flatMap(([pattern, fix]) => {
    const found = pattern.exec(text)
    return found ? [`${at(found.index)}: "${found[0]}": ${fix}`] : []
  })

function proseProblems(page) {
  const lines = proseOf(read(page)).split("\n")
  return lines.flatMap((line, index) => bannedIn(() => `${page}:${index + 1}`, line))
}

/** Finds sentences of paragraphs that are too long. Tables and headings do not count. */
function longSentences(page) {
  const text = proseOf(read(page))
  return text.split(/\n(?=\n|[-*] |\d+\. |\||#|>)/).flatMap((block) => {
    if (/^\s*[|#]/.test(block)) return []
    return block
      .split(/[.:;?!](?=\s|$)/)
      .filter((sentence) => sentence.trim().split(/\s+/).length > MOST_WORDS)
      .map(
        (sentence) =>
          `${page}: ${sentence.trim().split(/\s+/).length} words: ${sentence.trim().slice(0, 80).replace(/\n/g, " ")}…`,
      )
  })
}

/** Files with messages for people: errors, commands, and the dashboard's English texts. */
const MESSAGES = ["src/kernel/errors.ts", ...under("src/cli", ".ts"), ...under("src/admin/i18n/en", ".json")]

function messageProblems(file) {
  const text = read(file)
  return [...text.matchAll(/"(?:[^"\\\n]|\\.)*"|`[^`]*`/g)].flatMap((string) =>
    bannedIn(() => `${file}:${lineOf(text, string.index)}`, string[0]),
  )
}

const titleProblems = ({ file, line, title }) => bannedIn(() => `${file}:${line}: ${title}`, title, BANNED)

/** Checks that the site's sidebar has every page, and that a page of the API has every operation of the OpenAPI document. */
function siteProblems() {
  const document = JSON.parse(read("docs/openapi.json"))
  const api = apiPages(document)
  const linked = sidebar(api).flatMap(({ items }) => items.map(({ link }) => `docs${link}.md`))
  const pages = [...under("docs", ".md").filter(isListed), ...api.map(({ file }) => `docs/api/${file}`)]
  const headings = new Set(api.flatMap(({ text }) => [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)))
  const operations = Object.entries(document.paths).flatMap(([route, item]) =>
    Object.keys(item)
      .filter((key) => key !== "parameters")
      .map((method) => `${method.toUpperCase()} ${route.replace(/\{(\w+)\}/g, ":$1")}`),
  )
  return [
    ...pages.filter((page) => !linked.includes(page)).map((page) => `${page} is not in scripts/lib/docs/sidebar.mjs`),
    ...linked
      .filter((page) => !pages.includes(page))
      .map((page) => `scripts/lib/docs/sidebar.mjs: ${page} does not exist`),
    ...operations.filter((one) => !headings.has(one)).map((one) => `docs/openapi.json: no page has ${one}`),
  ]
}

/** Code may cite only sources of this repository: rows of docs/contract.md, and decisions in docs/adr. */
const CODE = ["src", "bench", "scripts", "examples", "unit-tests", "integration-tests"].flatMap((dir) =>
  [".ts", ".tsx", ".mjs", ".cjs"].flatMap((ending) => under(dir, ending)),
)
const ROWS = new Set([...read("docs/contract.md").matchAll(/^\| ([RM]\d+) \|/gm)].map(([, row]) => row))
const DECISIONS = new Set(under("docs/adr", ".md").map((file) => path.posix.basename(file).slice(0, 4)))

function sourceProblems(file) {
  const text = read(file)
  const missing = (pattern, known) =>
    [...text.matchAll(pattern)]
      .filter((cited) => !known.has(cited[1]))
      .map((cited) => `${file}:${lineOf(text, cited.index)}: ${cited[0]} is not in the repository`)
  return [
    ...missing(/\bcontract ([RM]\d+)/gi, ROWS),
    ...missing(/\bADR (\d{4})/g, DECISIONS),
    ...missing(/\b(?:CONTRACT|MUST_HOLD|DESIGN) (?=[RMD]\d|section)()/g, new Set()),
  ]
}

/** A decision must say what was rejected, and why. */
const decisionProblems = (page) =>
  /^docs\/adr\/\d{4}/.test(page) && !/^## Rejected$/m.test(read(page)) ? [`${page} has no section "Rejected"`] : []

/** docs/adr/README.md lists the decisions, so the sidebar does not. */
const isListed = (page) => !page.startsWith("docs/adr/") || page === "docs/adr/README.md"

const titles = testTitles()
const prose = PAGES.filter(isProse)
const problems = [
  ...PAGES.flatMap(linkProblems),
  ...PAGES.flatMap(decisionProblems),
  ...prose.flatMap(proseProblems),
  ...prose.flatMap(longSentences),
  ...MESSAGES.flatMap(messageProblems),
  ...titles.flatMap(titleProblems),
  ...siteProblems(),
  ...[...PAGES, ...CODE].flatMap(sourceProblems),
]
for (const problem of problems) console.error(problem)
console.log(
  `${PAGES.length} pages, ${MESSAGES.length} files with messages, ${titles.length} test titles: ${problems.length} problems`,
)
process.exitCode = problems.length > 0 ? 1 : 0

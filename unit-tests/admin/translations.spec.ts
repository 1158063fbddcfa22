import fs from "node:fs"
import path from "node:path"

const folder = path.join(__dirname, "../../src/admin/i18n")

type Words = { [key: string]: string | Words }

/** Reads a language. @returns its files by name */
function read(language: string): Words {
  const files = fs.readdirSync(path.join(folder, language)).filter((file) => file.endsWith(".json"))
  return Object.fromEntries(
    files.map((file) => [file, JSON.parse(fs.readFileSync(path.join(folder, language, file), "utf8"))]),
  )
}

/** Flattens nested texts to pairs of key and text, with dots in the keys. */
function flat(words: Words, prefix = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  )
}

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort()

const languages = fs
  .readdirSync(folder, { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? entry.name : []))
const english = flat(read("en"))

test.each(languages.filter((language) => language !== "en"))(
  "R66: the translation to %s has every text of the dashboard, with the same placeholders",
  (language) => {
    const translated = new Map(flat(read(language)))
    expect([...translated.keys()]).toEqual(english.map(([key]) => key))
    for (const [key, text] of english) {
      expect([key, placeholders(translated.get(key) ?? "")]).toEqual([key, placeholders(text)])
      expect([key, translated.get(key)]).not.toEqual([key, ""])
    }
  },
)

test.each(languages)("R66: the dashboard gets every translation file of %s", (language) => {
  const index = fs.readFileSync(path.join(folder, language, "index.ts"), "utf8")
  for (const file of Object.keys(read(language))) {
    expect(index).toContain(`"./${file}"`)
  }
})

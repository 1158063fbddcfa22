import fs from "node:fs"
import path from "node:path"

const folder = path.join(__dirname, "../../src/admin/i18n")

type Words = { [key: string]: string | Words }

const read = (language: string): Words => JSON.parse(fs.readFileSync(path.join(folder, `${language}.json`), "utf8"))

/** Each text by its key, with dots. */
function flat(words: Words, prefix = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  )
}

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort()

const languages = fs.readdirSync(folder).flatMap((file) => /^(\w+)\.json$/.exec(file)?.[1] ?? [])
const english = flat(read("en"))

test.each(languages.filter((language) => language !== "en"))(
  "R66: the dashboard's words in %s are all there, with the same placeholders",
  (language) => {
    const translated = new Map(flat(read(language)))
    expect([...translated.keys()]).toEqual(english.map(([key]) => key))
    for (const [key, text] of english) {
      expect([key, placeholders(translated.get(key) ?? "")]).toEqual([key, placeholders(text)])
      expect([key, translated.get(key)]).not.toEqual([key, ""])
    }
  },
)

import fs from "node:fs"
import path from "node:path"
import { entityName, fieldsOf, type ReadModel } from "../../src/kernel/reading/read-model"
import { contacts } from "../../src/modules/contact/reading"
import { creditAccounts, receivables } from "../../src/modules/credit/reading"
import { creditChecks } from "../../src/modules/credit_check/reading"
import { notes } from "../../src/modules/customer_note/reading"
import { profiles } from "../../src/modules/customer_profile/reading"
import { customers } from "../../src/modules/customer_projection/reading"
import { accounts, entries } from "../../src/modules/points/reading"

const PAGE = fs.readFileSync(path.join(__dirname, "../../docs/query.md"), "utf8")
const MODELS: ReadModel[] = [
  profiles,
  contacts,
  notes,
  creditAccounts,
  receivables,
  creditChecks,
  accounts,
  entries,
  customers,
]

it("R69: docs/query.md names every entity that Query can read, with exactly its fields", () => {
  const rows = [...PAGE.matchAll(/^\| `(clientele_\w+)` \| (`id`.*) \|$/gm)].map(([, entity, fields]) => [
    entity,
    [...(fields ?? "").matchAll(/`(\w+)`/g)].map(([, field]) => field),
  ])
  expect(rows).toEqual(MODELS.map((read) => [entityName(read), [...fieldsOf(read).keys()]]))
})

import type { MedusaContainer } from "@medusajs/framework/types"
import {
  DATA_IMPORT_MODULE,
  type DataImportModuleService,
  type ImportRow,
  type ImportView,
  type RowState,
} from "../../modules/data_import"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { kindOf } from "./kinds"
import { toCsv } from "./to-csv"

const PAGE = 1000

/** All balances other than 0 as CSV, in the format of an import (contract R49). Mailboxes of `without` are left out. */
export async function* exportPoints(container: MedusaContainer, without: readonly string[]): AsyncGenerator<string> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  yield toCsv([["email", "points", "held"]])
  let after = ""
  for (;;) {
    const page = await points.listBalances(after, without, PAGE)
    if (page.length > 0) {
      yield toCsv(page.map(({ mailbox, balance, held }) => [mailbox, balance, held]))
    }
    if (page.length < PAGE) {
      return
    }
    after = page.at(-1)?.mailbox ?? ""
  }
}

type Filter = { state?: RowState | undefined; problems?: boolean | undefined }

/**
 * Lines of an import as CSV, with their problems. After corrections the file can be imported; the first columns are
 * ignored.
 *
 * @param hidden columns whose cells are left empty
 */
export async function* exportRows(
  container: MedusaContainer,
  { id, kind }: Pick<ImportView, "id" | "kind">,
  filter: Filter,
  hidden: readonly string[] = [],
): AsyncGenerator<string> {
  const imports = container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  const { known } = kindOf(kind).columns
  yield toCsv([["line", "state", "problems", ...known]])
  let after = 0
  for (;;) {
    const rows = await imports.listRows(id, filter, after, PAGE)
    if (rows.length > 0) {
      yield toCsv(rows.map((row) => toCells(row, known, hidden)))
    }
    if (rows.length < PAGE) {
      return
    }
    after = rows.at(-1)?.line ?? 0
  }
}

function toCells(
  { line, state, problems, cells }: ImportRow,
  known: readonly string[],
  hidden: readonly string[],
): (string | number)[] {
  const said = problems.map(({ column, message }) => (column ? `${column}: ${message}` : message)).join("; ")
  return [line, state, said, ...known.map((name) => (hidden.includes(name) ? "" : (cells?.[name] ?? "")))]
}

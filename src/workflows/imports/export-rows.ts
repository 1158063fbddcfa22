import type { MedusaContainer } from "@medusajs/framework/types"
import { stringify } from "csv-stringify/sync"
import { spreadsheetText } from "../../kernel/spreadsheet-text"
import {
  DATA_IMPORT_MODULE,
  type DataImportModuleService,
  type ImportRow,
  type RowState,
} from "../../modules/data_import"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { pointsColumns } from "./points-rows"

const PAGE = 1000

const csv = (lines: readonly (readonly unknown[])[]) =>
  stringify([...lines] as unknown[][], {
    escape_formulas: true,
    cast: {
      string: spreadsheetText,
      // The sign of a number does not start a formula.
      number: (value) => ({ value: String(value), escape_formulas: false }) as unknown as string,
    },
  })

/** All balances other than 0 as CSV, in the format of an import (contract R49). Mailboxes of `without` are left out. */
export async function* exportPoints(container: MedusaContainer, without: readonly string[]): AsyncGenerator<string> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  yield csv([["email", "points", "held"]])
  let after = ""
  for (;;) {
    const page = await points.listBalances(after, without, PAGE)
    if (page.length > 0) {
      yield csv(page.map(({ mailbox, balance, held }) => [mailbox, balance, held]))
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
 */
export async function* exportRows(container: MedusaContainer, id: string, filter: Filter): AsyncGenerator<string> {
  const imports = container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  yield csv([["line", "state", "problems", ...pointsColumns.known]])
  let after = 0
  for (;;) {
    const rows = await imports.listRows(id, filter, after, PAGE)
    if (rows.length > 0) {
      yield csv(rows.map(toCells))
    }
    if (rows.length < PAGE) {
      return
    }
    after = rows.at(-1)?.line ?? 0
  }
}

function toCells({ line, state, problems, cells }: ImportRow): (string | number)[] {
  const said = problems.map(({ column, message }) => (column ? `${column}: ${message}` : message)).join("; ")
  return [line, state, said, ...pointsColumns.known.map((name) => cells?.[name] ?? "")]
}

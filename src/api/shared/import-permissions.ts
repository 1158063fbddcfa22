import type { MedusaRequest } from "@medusajs/framework/http"
import {
  DATA_IMPORT_MODULE,
  type DataImportModuleService,
  type ImportKind,
  type ImportView,
} from "../../modules/data_import"
import { TERMS } from "../../workflows/imports/customer-columns"
import { hiddenMailboxes, keyModeOf } from "./key-calls"
import { isAllowed, type Permission, READ_CREDIT, requirePermission, UPDATE_CREDIT } from "./permissions"

type Operation = "read" | "create" | "update" | "delete"

const of = (resource: string, ...operations: Operation[]): Permission[] =>
  operations.map((operation) => ({ resource, operation }))

/** What files of a kind need beside the route's own permission: those of the routes that do the same by hand (ADR 0062, 0079). */
const NEEDED: Record<ImportKind, Record<"read" | "change" | "reverse", Permission[]>> = {
  points: { read: [], change: [], reverse: [] },
  customers: {
    read: of("customer", "read"),
    change: of("customer", "create", "update"),
    reverse: of("customer", "delete"),
  },
  receivables: {
    read: of("clientele_credit", "read"),
    change: of("clientele_credit", "update"),
    reverse: of("clientele_credit", "update"),
  },
}

/** @throws `forbidden` naming the permission */
export async function requireKind(
  req: MedusaRequest,
  kind: ImportKind,
  what: "read" | "change" | "reverse",
): Promise<void> {
  for (const permission of NEEDED[kind][what]) {
    await requirePermission(req, permission)
  }
}

/** The caller of an upload, for the checks of the lines. */
export const callerOf = async (req: MedusaRequest) => ({
  hidden: await hiddenMailboxes(req),
  live_only: keyModeOf(req) === "live",
  sets_terms: await isAllowed(req, UPDATE_CREDIT),
})

/** The columns that the caller may not read: terms of credit, as in the export and in a customer's view (ADR 0062). */
export const hiddenColumns = async (req: MedusaRequest): Promise<readonly string[]> =>
  (await isAllowed(req, READ_CREDIT)) ? [] : TERMS

/** The parts of an import that the caller may read: sums of receivables belong to credit (ADR 0062). */
export async function visibleImport(req: MedusaRequest): Promise<(view: ImportView) => ImportView> {
  const isShown = await isAllowed(req, READ_CREDIT)
  return (view) => (isShown ? view : { ...view, totals: [] })
}

/** Terms of credit need their permission of whoever confirms them. @throws `forbidden` */
export async function requireForTerms(req: MedusaRequest, { id, kind }: ImportView): Promise<void> {
  const imports = req.scope.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
  if (kind === "customers" && (await imports.hasCells(id, TERMS))) {
    await requirePermission(req, UPDATE_CREDIT)
  }
}

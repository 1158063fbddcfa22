import { z } from "@medusajs/framework/zod"
import { wholeNumberInQuery } from "../../../../kernel/sentences"
import { rowStates } from "../../../../modules/data_import"
import { importFields } from "../../../../workflows/imports/import-workflows"
import { flag, page } from "../../../shared/paging"

/** The form's fields beside the file. */
export const AdminCreateImport = z.strictObject(importFields)
export type AdminCreateImportType = z.infer<typeof AdminCreateImport>

export const AdminListImports = page()
export type AdminListImportsType = z.infer<typeof AdminListImports>

const MAX_LINE = 2_147_483_647

/** Lines after the line `after`. */
export const AdminListImportRows = z.strictObject({
  state: z.enum(rowStates).optional(),
  problems: flag.optional(),
  after: wholeNumberInQuery(0, MAX_LINE).default(0),
  limit: wholeNumberInQuery(1, 100).default(20),
  format: z.enum(["json", "csv"]).default("json"),
})
export type AdminListImportRowsType = z.infer<typeof AdminListImportRows>

export const AdminConfirmImport = z.strictObject({ skip_refused: z.boolean().default(false) })
export type AdminConfirmImportType = z.infer<typeof AdminConfirmImport>

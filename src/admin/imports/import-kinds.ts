import type { ClienteleRoutes } from "../../types"

export type Import = ClienteleRoutes["GET /admin/clientele/imports/:id"]["response"]["import"]
export type ImportKind = Import["kind"]

type KindOfImport = {
  /** Columns of the file that tell its rows apart. */
  columns: readonly { id: string; isNumber?: true }[]
  /** Sums of the file, each with its words in `clientele.imports.kinds.<kind>`. */
  sums: readonly ("adds" | "takes")[]
  /** Whether the route of exports has this kind. */
  isExported: boolean
}

/** What the pages show of each kind. A further kind of the API is one entry here, with its words in `clientele.imports.kinds`. */
export const IMPORT_KINDS: Readonly<Record<ImportKind, KindOfImport>> = {
  points: { columns: [{ id: "email" }, { id: "points", isNumber: true }], sums: ["adds", "takes"], isExported: true },
  customers: { columns: [{ id: "external_id" }, { id: "email" }, { id: "name" }], sums: ["adds"], isExported: true },
  receivables: {
    columns: [{ id: "account_id" }, { id: "reference" }, { id: "amount", isNumber: true }, { id: "due_on" }],
    sums: [],
    isExported: true,
  },
}

export const importKinds = Object.keys(IMPORT_KINDS) as ImportKind[]

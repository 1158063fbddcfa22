import type { ImportKind } from "../../../modules/data_import"

/** The columns of another service's file, by their names in lower case. Other columns of the file are ignored. */
export type Preset = {
  kind: ImportKind
  /** Our column for each of the service's. */
  columns: Readonly<Record<string, string>>
}

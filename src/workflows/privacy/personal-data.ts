import type { MedusaContainer } from "@medusajs/framework/types"
import type { Person } from "./person"

/** Rows or other facts by kind, as a dry run lists them. */
export type Counts = Record<string, number>

/** One kind of data about a person. */
export type PersonalData = {
  /** Its name in an export. */
  name: string
  /** Our tables that contain it. */
  tables: readonly string[]
  /** Plain JSON. An `AsyncIterable` in it is a list that is read while the export is written (contract M51). */
  export(container: MedusaContainer, person: Person): Promise<unknown>
  /** Counts the data that {@link PersonalData.anonymize} would remove or anonymise now. Reads only. */
  count(container: MedusaContainer, person: Person): Promise<Counts>
  /** Safe to run again. It keeps amounts, dates and states. Returns problems as text, usually none. */
  anonymize(container: MedusaContainer, person: Person): Promise<string[]>
}

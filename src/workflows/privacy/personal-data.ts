import type { MedusaContainer } from "@medusajs/framework/types"
import type { Person } from "./person"

/** Rows or other facts by kind, as a dry run lists them. */
export type Counts = Record<string, number>

/** One kind of data that is held on a person. */
export type PersonalData = {
  /** Its name in an export. */
  name: string
  /** The tables of ours that it is in. */
  tables: readonly string[]
  /** Plain JSON; an `AsyncIterable` in it is a list that is read while it is written (contract M51). */
  export(container: MedusaContainer, person: Person): Promise<unknown>
  /** Counts the data that {@link PersonalData.anonymize} would remove or anonymise now. Reads only. */
  count(container: MedusaContainer, person: Person): Promise<Counts>
  /** Safe to run again. What it leaves is amounts, dates and states. Answers what could not be done, in words; mostly nothing. */
  anonymize(container: MedusaContainer, person: Person): Promise<string[]>
}

import type { MedusaContainer } from "@medusajs/framework/types"
import type { Person } from "./person"

/** One kind of data that is held on a person. */
export type PersonalData = {
  /** Its name in an export. */
  name: string
  /** The tables of ours that it is in. */
  tables: readonly string[]
  export(container: MedusaContainer, person: Person): Promise<unknown>
  /** Safe to run again. What it leaves is amounts, dates and states. Answers what could not be done, in words; mostly nothing. */
  anonymize(container: MedusaContainer, person: Person): Promise<string[]>
}

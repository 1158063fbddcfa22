import type { MedusaContainer } from "@medusajs/framework/types"
import { customerEvents } from "../shared/events/customer-events"
import { emit } from "../shared/events/emit"
import { noteAround } from "../shared/webhooks/note-webhooks"
import { creditChecksPart } from "./customer-parts"
import { findPerson, type Person } from "./person"
import type { Counts } from "./personal-data"
import { PERSONAL_DATA } from "./registry"

/**
 * All data that the store has about a person, by kind (contract R18; GDPR, article 15). Long lists are `AsyncIterable`s
 * that can be read once. {@link jsonText} reads them in pages (contract M51). The first page of each is already read.
 *
 * @throws `not_found`
 */
export async function exportPerson(container: MedusaContainer, customerId: string): Promise<Record<string, unknown>> {
  const person = await findPerson(container, customerId)
  const parts = await Promise.all(PERSONAL_DATA.map(async (part) => [part.name, await part.export(container, person)]))
  return Object.fromEntries(parts)
}

/**
 * Counts the data that {@link anonymizePerson} would remove or anonymise now, by kind. Changes nothing (contract M76).
 *
 * @throws `not_found`
 */
export async function previewAnonymize(container: MedusaContainer, customerId: string): Promise<Counts> {
  const person = await findPerson(container, customerId)
  const parts = await Promise.all(PERSONAL_DATA.map((part) => part.count(container, person)))
  return Object.assign({}, ...parts)
}

/**
 * Removes the identifying data of a person from all stored data; amounts, dates and the merchant's orders stay (contract
 * R18; GDPR, article 17). It cannot be undone. After a failure, run it again: it continues where it stopped.
 *
 * @returns problems as text; empty if all is done
 * @throws `not_found`
 */
export async function anonymizePerson(container: MedusaContainer, customerId: string): Promise<string[]> {
  const person = await findPerson(container, customerId)
  const event = { name: customerEvents.ANONYMIZED, data: { id: customerId, customer_ids: [customerId] } }
  const problems = await noteAround(container, event, () => anonymizeParts(container, person), isEmpty)
  if (isEmpty(problems)) {
    await emit(container, [event])
  }
  return problems
}

const isEmpty = (problems: readonly string[]) => problems.length === 0

async function anonymizeParts(container: MedusaContainer, person: Person): Promise<string[]> {
  const problems: string[] = []
  for (const part of PERSONAL_DATA) {
    problems.push(...(await part.anonymize(container, person)))
  }
  // A credit check can be stored after its part. From now on, a check that ends finds the customer anonymised.
  problems.push(...(await creditChecksPart.anonymize(container, person)))
  return problems
}

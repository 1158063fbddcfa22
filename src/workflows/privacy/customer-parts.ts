import { deleteFilesWorkflow } from "@medusajs/medusa/core-flows"
import { CONTACT_MODULE, type ContactModuleService } from "../../modules/contact"
import { CREDIT_MODULE, type CreditModuleService } from "../../modules/credit"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { refreshCustomers } from "../shared/customers/refresh-index"
import { begun, inPages } from "./pages"
import type { PersonalData } from "./personal-data"

/** Notes of a page: each has up to 5000 characters. */
const NOTES = 200

export const profilePart: PersonalData = {
  name: "profile",
  tables: ["clientele_customer_profile", "clientele_customer_note"],
  async export(container, { customer_id }) {
    const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    const [profile] = await profiles.listProfiles([customer_id])
    const notes = await begun(inPages(NOTES, (after, take) => profiles.listNotesAfter(customer_id, after, take)))
    return { ...profile, note_entries: notes }
  },
  async count(container, { customer_id }) {
    const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    const [[profile], notes] = await Promise.all([
      profiles.listProfiles([customer_id]),
      profiles.countEveryNote(customer_id),
    ])
    return { profiles: profile ? 1 : 0, photos: profile?.photo_file_id ? 1 : 0, notes }
  },
  async anonymize(container, { customer_id }) {
    const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    const [profile] = await profiles.listProfiles([customer_id])
    // The file before the row that names it: a second run must still find it.
    if (profile?.photo_file_id) {
      await deleteFilesWorkflow(container).run({ input: { ids: [profile.photo_file_id] } })
    }
    await profiles.anonymizeProfile(customer_id)
    return []
  },
}

export const contactsPart: PersonalData = {
  name: "contacts",
  tables: ["clientele_contact"],
  export: (container, { customer_id }) =>
    container.resolve<ContactModuleService>(CONTACT_MODULE).listContacts([customer_id]),
  async count(container, { customer_id }) {
    const contacts = container.resolve<ContactModuleService>(CONTACT_MODULE)
    return { contacts: (await contacts.listContacts([customer_id])).length }
  },
  async anonymize(container, { customer_id }) {
    await container.resolve<ContactModuleService>(CONTACT_MODULE).erase(customer_id)
    return []
  },
}

/** Limits and terms are amounts and stay. */
export const creditPart: PersonalData = {
  name: "credit",
  tables: ["clientele_credit_account"],
  export: (container, { customer_id }) =>
    container.resolve<CreditModuleService>(CREDIT_MODULE).listAccounts([customer_id]),
  count: async () => ({}),
  anonymize: async () => [],
}

/** What lists and search read: written anew from what is left, and again when Medusa's customer is scrubbed. */
export const projectionPart: PersonalData = {
  name: "figures",
  tables: [
    "clientele_customer_index",
    "clientele_customer_order",
    "clientele_customer_order_line",
    "clientele_customer_stats",
  ],
  export: (container, { customer_id }) =>
    container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE).listStats([customer_id]),
  count: async () => ({}),
  async anonymize(container, { customer_id }) {
    await refreshCustomers(container, [customer_id])
    return []
  },
}

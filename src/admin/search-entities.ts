import { defineSearchEntity } from "@medusajs/dashboard/lib"
import { type CustomerRow, customerPage } from "./customers/customer-page"

type Found = Pick<CustomerRow, "id" | "name" | "email" | "company_name" | "external_id">

// The store answers for it in Medusa's search: src/api/medusa-routes/dashboard-search.ts. Medusa's own group of customers stays, and
// this one has those whom it does not find: by company, contact or external id.
defineSearchEntity<Found>("clientele_customer", {
  groupLabel: (t) => t("clientele.customers.title"),
  shortcut: {
    keys: { Mac: ["G", "E"] },
    label: (t) => t("clientele.customers.goTo"),
    to: "/customers/profiles",
  },
  transform: ({ id, name, email, company_name, external_id }) => {
    const title = name ?? email ?? id
    const others = [company_name, email, external_id].filter((text) => text && text !== title)
    return { id, title, subtitle: others.join(" · "), to: customerPage(id), value: `clientele_customer:${id}` }
  },
})

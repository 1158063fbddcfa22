import { definePolicies } from "@medusajs/framework/utils"

/** What roles of Medusa's may allow on the plugin's routes. Customers themselves are Medusa's own resource `customer`. */
export const clientelePolicies = definePolicies([
  { name: "ReadClientelePoints", resource: "clientele_points", operation: "read", description: "Read loyalty points" },
  {
    name: "UpdateClientelePoints",
    resource: "clientele_points",
    operation: "update",
    description: "Adjust loyalty points and change the programme's settings",
  },
  { name: "ReadClienteleCredit", resource: "clientele_credit", operation: "read", description: "Read trade credit" },
  {
    name: "UpdateClienteleCredit",
    resource: "clientele_credit",
    operation: "update",
    description: "Record payments, agree on terms and approve orders on account",
  },
  {
    name: "ReadClienteleSystem",
    resource: "clientele_system",
    operation: "read",
    description: "Read the plugin's health",
  },
  {
    name: "UpdateClienteleSystem",
    resource: "clientele_system",
    operation: "update",
    description: "Run dead jobs of the plugin again",
  },
])

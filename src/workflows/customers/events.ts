/** What the plugin emits on Medusa's event bus about customers (CONTRACT R64). Payloads carry ids only. */
export const customerEvents = {
  /** A customer was made through the plugin. `{id}` */
  CREATED: "clientele.customer.created",
  /** A customer was changed, or a guest adopted, through the plugin. `{id}` */
  UPDATED: "clientele.customer.updated",
  /** A customer was deleted through the plugin. `{id}` */
  DELETED: "clientele.customer.deleted",
  /** A contact was added. `{id, customer_id}` */
  CONTACT_CREATED: "clientele.contact.created",
  /** A contact was changed. `{id, customer_id}` */
  CONTACT_UPDATED: "clientele.contact.updated",
  /** A contact was removed. `{id, customer_id}` */
  CONTACT_DELETED: "clientele.contact.deleted",
  /** What says who a customer is was taken out of everything that is held on them. `{id}` */
  ANONYMIZED: "clientele.customer.anonymized",
} as const

import { parseOptions } from "../../kernel/options"

/** The rules of customers' addresses (contract R21); the addresses themselves are Medusa's. */
export default class AddressBookModuleService {
  /** Maximum number of addresses of a customer; `null` for no limit (option `addresses.maxPerCustomer`). */
  readonly maxPerCustomer: number | null

  constructor(_cradle: object, options?: Record<string, unknown>) {
    this.maxPerCustomer = parseOptions(options).addresses.maxPerCustomer
  }
}

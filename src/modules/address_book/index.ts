import { Module } from "@medusajs/framework/utils"
import AddressBookModuleService from "./service"
import { ADDRESS_BOOK_MODULE } from "./types"

export default Module(ADDRESS_BOOK_MODULE, { service: AddressBookModuleService })

export {
  type AddressInput,
  type AddressPlan,
  type KnownAddress,
  type MedusaAddress,
  newAddresses,
  planAddresses,
} from "./domain/addresses"
export { type AddressesDone, freeMarks, movedMarks, undoAddresses } from "./domain/undo"
export { ADDRESS_BOOK_MODULE, AddressBookModuleService }

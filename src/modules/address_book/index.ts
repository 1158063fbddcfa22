import { Module } from "@medusajs/framework/utils"
import AddressBookModuleService from "./service"
import { ADDRESS_BOOK_MODULE } from "./types"

export default Module(ADDRESS_BOOK_MODULE, { service: AddressBookModuleService })

export type {
  AddressInput,
  AddressPlan,
  KnownAddress,
  ListedAddress,
  MedusaAddress,
} from "./domain/addresses"
export { newAddresses, planAddresses } from "./domain/plan-addresses"
export { type AddressesDone, freeMarks, movedMarks, undoAddresses } from "./domain/undo-addresses"
export { ADDRESS_BOOK_MODULE, AddressBookModuleService }

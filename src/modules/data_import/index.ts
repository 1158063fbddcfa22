import { Module } from "@medusajs/framework/utils"
import DataImportModuleService from "./service"
import { DATA_IMPORT_MODULE, importKinds, importStatuses, rowStates } from "./types"

export default Module(DATA_IMPORT_MODULE, { service: DataImportModuleService })

export { postingKeyOf } from "./domain/posting-key"
export type * from "./types"
export { DATA_IMPORT_MODULE, DataImportModuleService, importKinds, importStatuses, rowStates }

import { ModuleProvider } from "@medusajs/framework/utils"
import { CREDIT_CHECK_MODULE } from "../../modules/credit_check/types"
import { CreditBureauService } from "./service"

export default ModuleProvider(CREDIT_CHECK_MODULE, { services: [CreditBureauService] })

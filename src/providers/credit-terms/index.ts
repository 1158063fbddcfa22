import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import { CreditTermsProvider } from "./credit-terms-provider"

export default ModuleProvider(Modules.PAYMENT, { services: [CreditTermsProvider] })

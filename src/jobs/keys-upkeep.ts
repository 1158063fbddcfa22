import type { MedusaContainer } from "@medusajs/framework/types"
import { withLoggableErrors } from "../kernel/error-text"
import { API_KEY_MODULE, type ApiKeyModuleService } from "../modules/api_key"

/** Deletes old counts of calls with secret keys (contract R62), once a day. */
async function keysUpkeep(container: MedusaContainer): Promise<void> {
  await container.resolve<ApiKeyModuleService>(API_KEY_MODULE).cleanUp()
}

export default withLoggableErrors(keysUpkeep)

export const config = { name: "clientele-keys-upkeep", schedule: "17 3 * * *" }

import { makeCall } from "../../client/route-call"
import { sdk } from "./sdk"

/** One call of a route of the plugin, by its name in `ClienteleRoutes`. */
export const call = makeCall(sdk)

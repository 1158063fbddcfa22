import { makeCall } from "../../client/route-call"
import { fetchAnswer } from "./fetch-as-admin"

/** One call of a route of the plugin, by its name in `ClienteleRoutes`. It throws `RefusedCall`. */
export const call = makeCall({ client: { fetch: fetchAnswer } })

import type { ClienteleRoutes } from "../../types"
import { sdk } from "./sdk"

type Route = keyof ClienteleRoutes
type ResponseOf<R extends Route> = ClienteleRoutes[R] extends { response: infer Body } ? Body : never

type Request = { params?: Record<string, string>; query?: Record<string, unknown>; body?: object; signal?: AbortSignal }

/**
 * One call of a route of the plugin, by its name in `ClienteleRoutes`.
 *
 * @param request `params` of the path, by the names in it
 * @throws `FetchError` with the store's own message
 */
export function call<R extends Route>(
  route: R,
  { params = {}, query, body, signal }: Request = {},
): Promise<ResponseOf<R>> {
  const [method, template] = route.split(" ") as [string, string]
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""))
  // The browser writes the type of a form itself, with the boundary of its parts.
  const headers = body instanceof FormData ? { "content-type": null } : undefined
  return sdk.client.fetch<ResponseOf<R>>(path, {
    method,
    ...(query ? { query } : {}),
    ...(body ? { body } : {}),
    ...(signal ? { signal } : {}),
    ...(headers ? { headers } : {}),
  })
}

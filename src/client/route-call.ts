import type Medusa from "@medusajs/js-sdk"
import type { ClienteleRoutes } from "../types"

/** A route of the plugin, as `GET /admin/customers/:id/credit`. */
export type Route = keyof ClienteleRoutes

type Part<R extends Route, Key extends string> = ClienteleRoutes[R] extends { [K in Key]: infer Value } ? Value : never

export type ResponseOf<R extends Route> = Part<R, "response">
export type BodyOf<R extends Route> = Part<R, "body">
/** A URL has only text, so a number or a boolean in it can be given as such. */
export type QueryOf<R extends Route> = { [Key in keyof Part<R, "query">]: InQuery<Part<R, "query">[Key]> }
type InQuery<Value> = string extends Value ? Value | number | boolean : Value

/** One call: `params` of the path by the names in it. */
export type Request<R extends Route> = {
  params?: Record<string, string>
  query?: QueryOf<R> | undefined
  body?: BodyOf<R> | FormData | undefined
  signal?: AbortSignal | undefined
  headers?: Record<string, string>
}

/**
 * Calls a route of the plugin by its name in `ClienteleRoutes`.
 *
 * @throws js-sdk's `FetchError` with the store's own message and status; of `withClientele` also with the `code` (docs/errors.md)
 */
export type Call = <R extends Route>(route: R, request?: Request<R>) => Promise<ResponseOf<R>>

/** Calls js-sdk's own `client.fetch`, which has the store's address, the keys and the sign-in. */
export function makeCall({ client }: { client: Pick<Medusa["client"], "fetch"> }): Call {
  return (route, { params = {}, query, body, signal, headers = {} } = {}) => {
    const [method, template] = route.split(" ") as [string, string]
    const path = template.replace(/:(\w+)/g, (_match, name: string) => encodeURIComponent(params[name] ?? ""))
    // The browser sets the content type of a form itself, with the boundary of its parts.
    const isForm = typeof FormData !== "undefined" && body instanceof FormData
    return client.fetch(path, {
      method,
      headers: isForm ? { ...headers, "content-type": null } : headers,
      ...(query ? { query: query as Record<string, unknown> } : {}),
      ...(body ? { body: body as object } : {}),
      ...(signal ? { signal } : {}),
    })
  }
}

/** A string for each parameter of a path. */
type Ids<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${string}/${infer After}`
    ? [id: string, ...Ids<`/${After}`>]
    : [id: string]
  : []

type BodyArgument<R extends Route> = [BodyOf<R>] extends [never]
  ? []
  : Record<string, never> extends BodyOf<R>
    ? [body?: BodyOf<R>]
    : [body: BodyOf<R>]
type QueryArgument<R extends Route> = [Part<R, "query">] extends [never] ? [] : [query?: QueryOf<R>]

/** The ids of the path in their order, then the body if the route has one, then the query. */
export type Method<R extends Route> = (
  ...args: [...Ids<R>, ...BodyArgument<R>, ...QueryArgument<R>]
) => Promise<ResponseOf<R>>

/** Creates a method for a route. */
export type ToMethod = <R extends Route>(route: R) => Method<R>

export const methodsOf =
  (call: Call): ToMethod =>
  (route) =>
  (...args: unknown[]) => {
    const names = [...route.matchAll(/:(\w+)/g)].map(([, name]) => String(name))
    const params = Object.fromEntries(names.map((name, index) => [name, String(args[index])]))
    const rest = args.slice(names.length) as object[]
    const [body, query] = /^(GET|DELETE) /.test(route) ? [undefined, rest[0]] : rest
    return call(route, { params, query, body } as Request<typeof route>)
  }

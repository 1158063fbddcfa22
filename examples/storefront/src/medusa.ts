import Medusa, { FetchError } from "@medusajs/js-sdk"
import type { ClienteleRoutes } from "medusa-plugin-clientele/types"

/** Where the store answers, and what it knows this storefront by. Nothing of them is secret. */
const { VITE_MEDUSA_URL = "http://localhost:9000", VITE_PUBLISHABLE_KEY = "" } = import.meta.env

export const COUNTRY: string = import.meta.env.VITE_COUNTRY ?? "us"

export const sdk = new Medusa({ baseUrl: VITE_MEDUSA_URL, publishableKey: VITE_PUBLISHABLE_KEY, auth: { type: "jwt" } })

type Route = keyof ClienteleRoutes
type Of<R extends Route, Key extends string> = ClienteleRoutes[R] extends { [K in Key]: infer Value } ? Value : never

export type Answer<R extends Route> = Of<R, "response">

type Request<R extends Route> = {
  params?: Record<string, string>
  body?: Of<R, "body">
  query?: Record<string, unknown>
  headers?: Record<string, string>
}

/** One call of a route of the plugin; its body and its answer have the types that the plugin exports. */
export function call<R extends Route>(route: R, { params = {}, ...request }: Request<R> = {}): Promise<Answer<R>> {
  const [method, template] = route.split(" ") as [string, string]
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""))
  return sdk.client.fetch<Answer<R>>(path, { method, ...(request as object) })
}

/** Whether the store answered with this status. Without an answer nothing is known: a cart is not lost with a connection. */
export const answered = (error: unknown, status: number): boolean =>
  error instanceof FetchError && error.status === status

/** The store's own words for what it refused; they are written for people. */
export const messageOf = (error: unknown): string =>
  error instanceof FetchError || error instanceof Error ? error.message : "Something went wrong. Please try again."

export const money = (amount: number | string, currency: string): string =>
  new Intl.NumberFormat("en", { style: "currency", currency: currency.toUpperCase() }).format(Number(amount))

export const count = (points: number): string => new Intl.NumberFormat("en").format(points)

/** A day of a calendar, "YYYY-MM-DD", is the same everywhere. */
export const calendarDay = (day: string): string =>
  new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${day.slice(0, 10)}T00:00:00Z`),
  )

export const dayOf = (moment: string): string =>
  new Intl.DateTimeFormat("en", { dateStyle: "medium" }).format(new Date(moment))

import Medusa, { FetchError } from "@medusajs/js-sdk"
import { type ResponseOf, type Route, withClientele } from "medusa-plugin-clientele/client"

/** The store's URL and the key of this storefront. Neither is secret. */
const { VITE_MEDUSA_URL = "http://localhost:9000", VITE_PUBLISHABLE_KEY = "" } = import.meta.env

export const COUNTRY: string = import.meta.env.VITE_COUNTRY ?? "us"

export const sdk = withClientele(
  new Medusa({ baseUrl: VITE_MEDUSA_URL, publishableKey: VITE_PUBLISHABLE_KEY, auth: { type: "jwt" } }),
)

export type Answer<R extends Route> = ResponseOf<R>

/** Calls a route of the plugin. Body and answer have the types that the plugin exports. */
export const { call } = sdk.store.clientele

/**
 * Whether the store answered with this status. Without an answer, the status is unknown: a lost connection must not lose the cart.
 */
export const answered = (error: unknown, status: number): boolean =>
  error instanceof FetchError && error.status === status

/** The store's message about a refusal; it is written for people. */
export const messageOf = (error: unknown): string =>
  error instanceof FetchError || error instanceof Error ? error.message : "Something went wrong. Please try again."

export const money = (amount: number | string, currency: string): string =>
  new Intl.NumberFormat("en", { style: "currency", currency: currency.toUpperCase() }).format(Number(amount))

export const count = (points: number): string => new Intl.NumberFormat("en").format(points)

/** A calendar day, "YYYY-MM-DD", is the same in every time zone. */
export const calendarDay = (day: string): string =>
  new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${day.slice(0, 10)}T00:00:00Z`),
  )

export const dayOf = (moment: string): string =>
  new Intl.DateTimeFormat("en", { dateStyle: "medium" }).format(new Date(moment))

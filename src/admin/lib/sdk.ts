import Medusa from "@medusajs/js-sdk"

// The admin's build of the host puts its own values in here.
declare const __BACKEND_URL__: string | undefined
declare const __AUTH_TYPE__: "session" | "jwt" | undefined
declare const __JWT_TOKEN_STORAGE_KEY__: string | undefined

/** The store's address: absolute, or a path of the page's own. */
export const BASE_URL = __BACKEND_URL__ || "/"
/** How the dashboard is signed in. */
export const AUTH = { type: __AUTH_TYPE__ ?? "session", jwtTokenStorageKey: __JWT_TOKEN_STORAGE_KEY__ } as const

/** Calls to Medusa's own routes, signed in as the dashboard is. */
export const sdk = new Medusa({ baseUrl: BASE_URL, auth: AUTH })

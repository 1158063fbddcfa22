import type { ClienteleRoutes } from "../../types"

export type Report = Exclude<ClienteleRoutes["GET /admin/loyalty/report"]["response"], string>["report"]

export type Settings = ClienteleRoutes["GET /admin/loyalty/settings"]["response"]["settings"]

export type SettingKey = keyof Settings

/** The queries of the whole programme. A change of one of them reads all of them again. */
export const loyaltyKey = ["clientele", "loyalty"] as const

/** The day a number of days before today, UTC, as "YYYY-MM-DD". */
export const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

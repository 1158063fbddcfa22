import { useQuery } from "@tanstack/react-query"
import type { ClienteleRoutes } from "../../types"
import { call } from "../lib/call"

export type Health = ClienteleRoutes["GET /admin/clientele/health"]["response"]["health"]

/** Ticks come by themselves while a merchant sets the store up. */
const REFRESH_MS = 5000

export const healthKey = ["clientele", "health"] as const

/** @param isLive reads again every few seconds while the page is looked at */
export const useHealth = (isLive: (health: Health) => boolean) =>
  useQuery({
    queryKey: healthKey,
    queryFn: async () => (await call("GET /admin/clientele/health")).health,
    refetchInterval: ({ state }) => (state.data && isLive(state.data) ? REFRESH_MS : false),
    retry: false,
  })

/** The lines of medusa-config for a step that the dashboard cannot do. */
export const CONFIG_LINES = {
  email_provider: `modules: [
  {
    resolve: "@medusajs/medusa/notification",
    options: {
      providers: [
        {
          resolve: "medusa-plugin-clientele/providers/outbox",
          id: "outbox",
          options: { channels: ["email"] },
        },
      ],
    },
  },
],`,
  code_secret: `plugins: [
  {
    resolve: "medusa-plugin-clientele",
    options: { codeSecret: process.env.CODE_SECRET },
  },
],`,
} as const

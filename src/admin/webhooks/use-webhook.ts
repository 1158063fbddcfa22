import { useQuery } from "@tanstack/react-query"
import type { ClienteleRoutes } from "../../types"
import { call } from "../lib/call"

export type Webhook = ClienteleRoutes["GET /admin/webhooks/:id"]["response"]["webhook"]
export type Delivery = ClienteleRoutes["GET /admin/webhooks/:id/deliveries"]["response"]["deliveries"][number]

export const webhooksKey = ["clientele", "webhooks"] as const

export const deliveriesKey = (id: string) => [...webhooksKey, "deliveries", id] as const

/** An endpoint that works again shows it within this time. */
const REFRESH_MS = 3000

export const useWebhook = (id: string) =>
  useQuery({
    queryKey: [...webhooksKey, "one", id],
    queryFn: async () => (await call("GET /admin/webhooks/:id", { params: { id } })).webhook,
    refetchInterval: ({ state }) => (state.data?.failing_since ? REFRESH_MS : false),
  })

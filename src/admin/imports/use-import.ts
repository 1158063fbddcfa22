import { useQuery } from "@tanstack/react-query"
import { call } from "../lib/call"
import type { Import } from "./import-kinds"

export const importsKey = ["clientele", "imports"] as const

/** Progress shows within this time. */
const REFRESH_MS = 1000

/** Whether a worker changes the import now. */
export const isRunning = ({ status }: Import) => status === "staging" || status === "applying" || status === "reversing"

export const useImport = (id: string) =>
  useQuery({
    queryKey: [...importsKey, "one", id],
    queryFn: async () => (await call("GET /admin/clientele/imports/:id", { params: { id } })).import,
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? REFRESH_MS : false),
  })

/** Rows that a confirmation posts. */
export const soundRows = ({ rows, refused, unchanged }: Import) => rows - refused - unchanged

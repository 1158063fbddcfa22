import type { QueryClient } from "@tanstack/react-query"

/** Reads changed queries again. The timeline shows every change, so it is read again, too, and the caller does not wait for it. */
export function readAgain(queries: QueryClient, changes: readonly string[]): Promise<void> {
  void queries.invalidateQueries({ queryKey: ["clientele", "timeline"] })
  return queries.invalidateQueries({ queryKey: [...changes] })
}

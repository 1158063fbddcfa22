import type { QueueBackend } from "./backend"

/** The properties of a backend that are known before its code is loaded. */
export type KnownBackend = Pick<QueueBackend, "name" | "fix">

/** The two backends (ADR 0005). */
export const KNOWN_BACKENDS = {
  postgres: { name: "postgres", fix: "Check that PostgreSQL runs and takes connections from this process." },
  redis: { name: "redis", fix: "Check that Redis runs and that the option redisUrl is right." },
} as const satisfies Record<string, KnownBackend>

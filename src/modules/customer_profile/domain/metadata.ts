import { clienteleError } from "../../../kernel/errors"

/** Largest metadata of a customer, in bytes of UTF-8 (contract R7). */
export const MAX_METADATA_BYTES = 10 * 1024

export type Metadata = Record<string, unknown>

/**
 * Metadata after a change (contract R7): keys are added or replaced; `null` or `""` deletes a key. Values are replaced as a
 * whole, never merged.
 */
export function mergeMetadata(present: Metadata | null, change: Metadata | null): Metadata | null {
  if (change === null) {
    return null
  }
  const merged = new Map(Object.entries(present ?? {}))
  for (const [key, value] of Object.entries(change)) {
    if (value === null || value === "") {
      merged.delete(key)
    } else {
      merged.set(key, value)
    }
  }
  return Object.fromEntries(merged)
}

/** The same change for Medusa, which deletes a key that is `""` and keeps a key that is `null`. */
export function medusaMetadata(change: Metadata | null): Metadata | null {
  return change && Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value ?? ""]))
}

/**
 * Checks the limit. Metadata from before the plugin can exceed it: it can stay or shrink, but not grow.
 *
 * @param before the customer's present metadata
 * @throws `metadata_too_large` for metadata whose JSON has more than {@link MAX_METADATA_BYTES}
 */
export function checkMetadata(metadata: Metadata | null, before: Metadata | null = null): void {
  const size = bytesOf(metadata)
  if (size > MAX_METADATA_BYTES && size > bytesOf(before)) {
    throw clienteleError("metadata_too_large")
  }
}

function bytesOf(metadata: Metadata | null): number {
  return metadata === null ? 0 : new TextEncoder().encode(JSON.stringify(metadata)).length
}

import { generateEntityId } from "@medusajs/framework/utils"

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

/**
 * The smallest id that Medusa can create at a time. Its ids are a prefix and a ULID, which begins with ten characters for
 * the milliseconds. All ids of a table have one prefix, so every collation that sorts digits before letters sorts them by
 * time.
 *
 * @param prefix without the underscore, such as `ordtrx`
 * @param at before 1970 counts as 1970
 */
export function smallestId(prefix: string, at: Date): string {
  let rest = Math.max(0, at.getTime())
  let time = ""
  for (let place = 0; place < 10; place++) {
    time = CROCKFORD.charAt(rest % 32) + time
    rest = Math.floor(rest / 32)
  }
  return `${prefix}_${time}${"0".repeat(16)}`
}

/**
 * Ids for rows that are created together and listed by `created_at, id`. Medusa's ids of one millisecond have no order, so
 * such rows would be listed in random order.
 *
 * @param prefix without the underscore, such as `cuaddr`
 * @returns `count` new ids, ascending
 */
export function ascendingIds(prefix: string, count: number): string[] {
  return Array.from({ length: count }, () => generateEntityId(undefined, prefix)).sort()
}

/** Entries, allocations and changes are append-only (contract M57). They call `clientele_credit_append_only`. */
export const triggers: readonly string[] = ["entry", "allocation", "change"].flatMap(appendOnly)

/** The same for requests that allocated cash. */
export const requestTriggers: readonly string[] = appendOnly("allocation_request")

function appendOnly(table: string): string[] {
  return [
    `create trigger clientele_credit_${table}_append_only before update or delete on clientele_credit_${table}
    for each row execute function clientele_credit_append_only();`,
    `create trigger clientele_credit_${table}_no_truncate before truncate on clientele_credit_${table}
    for each statement execute function clientele_credit_append_only();`,
  ]
}

/** Entries, allocations and changes are append-only (MUST_HOLD M57). They call `clientele_credit_append_only`. */
export const triggers: readonly string[] = ["entry", "allocation", "change"].flatMap((table) => [
  `create trigger clientele_credit_${table}_append_only before update or delete on clientele_credit_${table}
    for each row execute function clientele_credit_append_only();`,
  `create trigger clientele_credit_${table}_no_truncate before truncate on clientele_credit_${table}
    for each statement execute function clientele_credit_append_only();`,
])

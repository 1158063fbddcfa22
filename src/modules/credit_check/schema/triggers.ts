/** A check never changes. They call `clientele_credit_check_append_only`. */
export const triggers: readonly string[] = [
  `create trigger clientele_credit_check_append_only before update or delete on clientele_credit_check
    for each row execute function clientele_credit_check_append_only();`,
  `create trigger clientele_credit_check_no_truncate before truncate on clientele_credit_check
    for each statement execute function clientele_credit_check_append_only();`,
]

/** Entries and setting changes are append-only, and an account stays (contract M3). They call `clientele_points_append_only`. */
export const triggers: readonly string[] = [
  `create trigger clientele_points_entry_append_only before update or delete on clientele_points_entry
    for each row execute function clientele_points_append_only();`,
  `create trigger clientele_points_entry_no_truncate before truncate on clientele_points_entry
    for each statement execute function clientele_points_append_only();`,
  `create trigger clientele_points_account_stays before delete on clientele_points_account
    for each row execute function clientele_points_append_only();`,
  `create trigger clientele_points_setting_change_no_truncate before truncate on clientele_points_setting_change
    for each statement execute function clientele_points_append_only();`,
  `create trigger clientele_points_setting_change_append_only before update or delete on clientele_points_setting_change
    for each row execute function clientele_points_append_only();`,
]

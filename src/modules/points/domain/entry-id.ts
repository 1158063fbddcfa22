/** The id of an entry: its account and the account's version after it. It has no column of its own. */
export const entryId = (accountId: string | number, version: string | number): string => `pent_${accountId}_${version}`

/** The account and version in an entry's id; `null` for an invalid id. */
export function parseEntryId(id: string): { account_id: string; version: string } | null {
  const [, account_id, version] = /^pent_(\d{1,18})_(\d{1,18})$/.exec(id) ?? []
  return account_id && version ? { account_id, version } : null
}

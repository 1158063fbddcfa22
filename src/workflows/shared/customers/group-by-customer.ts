/** Rows grouped by customer, in the given order. */
export function byCustomer<Row extends { customer_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.customer_id)
    if (group) {
      group.push(row)
    } else {
      groups.set(row.customer_id, [row])
    }
  }
  return groups
}

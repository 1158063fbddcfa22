/** By which customers are found: those whose account is on hold; those who owe an amount past its due date. */
export const creditStandings = ["on_hold", "overdue"] as const
export type CreditStanding = (typeof creditStandings)[number]

/** The idempotency key of what a line posts to another ledger. By it a line finds its posting again after a kill (ADR 0079). */
export const postingKeyOf = (importId: string, line: number): string => `import:${importId}:${line}`

type AllThenEach<Result> = {
  /** `isAlone`: true after the first attempt for all has failed. */
  work: (ids: readonly string[], isAlone: boolean) => Promise<Result[]>
  /** Receives each id that failed alone, with its error. */
  failed: (id: string, error: Error) => void
}

/**
 * Processes a page at once. If that fails, processes it one by one, so that a bad row does not block the others (contract
 * M48).
 */
export async function allThenEach<Result>(
  ids: readonly string[],
  { work, failed }: AllThenEach<Result>,
): Promise<Result[]> {
  try {
    return await work(ids, false)
  } catch {
    const results: Result[] = []
    for (const id of ids) {
      try {
        results.push(...(await work([id], true)))
      } catch (error) {
        failed(id, error as Error)
      }
    }
    return results
  }
}

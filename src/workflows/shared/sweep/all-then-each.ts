type AllThenEach<Result> = {
  /** `isAlone` where the first attempt for all has failed. */
  work: (ids: readonly string[], isAlone: boolean) => Promise<Result[]>
  /** Gets each id that failed alone, and why. */
  failed: (id: string, error: Error) => void
}

/** Works on a page at once; where that fails, one by one, so that a bad row keeps no other from its turn (contract M48). */
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

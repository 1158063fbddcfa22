/** Something took too long. */
export class DeadlineError extends Error {}

/**
 * The result of `work`, or a rejection after `ms`. The work is not stopped, and its later result is ignored.
 *
 * @throws DeadlineError `what` took too long
 */
export async function withDeadline<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`${what} took longer than ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

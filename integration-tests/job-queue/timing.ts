import type { Timing } from "../../src/modules/job_queue/timing"

/** Short locks, so that what a dead worker left is found soon; generous answers, as test machines are slow. */
export const testTiming: Partial<Timing> = {
  startMs: 0,
  lockMs: 2000,
  stalledCheckMs: 500,
  pollSeconds: 1,
  answerMs: 2000,
  restartMs: 100,
  fetchRetryMs: 50,
}

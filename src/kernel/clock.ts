/** The present time, injected into every rule that depends on it, so that tests can set it. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()

/** The present, injected wherever a rule depends on it, so that tests can choose it. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()

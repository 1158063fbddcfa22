export const suites: Record<string, string>

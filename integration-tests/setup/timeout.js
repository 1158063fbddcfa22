// Jest does not read `testTimeout` of a project, only the command line's.
jest.setTimeout(120_000)

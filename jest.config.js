// Suites, each with its own project: `TEST_SUITE=faults jest …` or `jest --selectProjects faults …`.
// `npm test` runs them one after another (scripts/test.mjs).
const { suites } = require("./scripts/lib/suites.cjs")

const swc = {
  jsc: {
    parser: { syntax: "typescript", tsx: true, decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: "es2021",
  },
  // `import()` stays as it is: jest cannot `require` an ES module as Node can.
  module: { type: "commonjs", ignoreDynamic: true },
  sourceMaps: "inline",
}

/** Unit tests load Medusa once for all files of a worker. */
const medusaOnce = {
  testEnvironment: "<rootDir>/unit-tests/setup/medusa-once.cjs",
  moduleNameMapper: {
    "^@medusajs/framework/(utils|zod|http)$": "<rootDir>/unit-tests/setup/once/$1.cjs",
    "^@medusajs/framework/mikro-orm/migrations$": "<rootDir>/unit-tests/setup/once/mikro-orm-migrations.cjs",
  },
}

function project(name) {
  return {
    displayName: name,
    testMatch: [`<rootDir>/${suites[name]}/**/*.spec.ts`],
    testEnvironment: "node",
    ...(name === "unit" ? medusaOnce : {}),
    transform: { "^.+\\.[jt]sx?$": ["@swc/jest", swc] },
    moduleFileExtensions: ["js", "ts", "tsx", "json"],
    modulePathIgnorePatterns: ["<rootDir>/.medusa/", "<rootDir>/.data/"],
    setupFilesAfterEnv: ["<rootDir>/integration-tests/setup/timeout.js"],
  }
}

const chosen = process.env.TEST_SUITE
if (chosen && !suites[chosen]) {
  throw new Error(`TEST_SUITE=${chosen} is none of ${Object.keys(suites).join(", ")}`)
}

module.exports = { projects: (chosen ? [chosen] : Object.keys(suites)).map(project) }

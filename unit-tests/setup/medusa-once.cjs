// The environment of the unit tests: Jest loads every module again for each test file, which costs seconds where a file imports
// Medusa. So Node loads Medusa once for a worker, and `once/*.cjs` hand it to the test files. Our own modules are loaded by Jest.
const { TestEnvironment } = require("jest-environment-node")

module.exports = class MedusaOnce extends TestEnvironment {
  constructor(config, context) {
    super(config, context)
    this.global.requireOnce = require
    // Errors of Medusa are errors for the tests, too.
    this.global.Error = Error
  }
}

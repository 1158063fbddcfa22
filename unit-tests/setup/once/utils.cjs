module.exports = requireOnce("@medusajs/framework/utils")

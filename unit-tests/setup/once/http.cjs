module.exports = requireOnce("@medusajs/framework/http")

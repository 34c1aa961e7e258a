// node --require this.js program.js: the client is pointed at the stand-in, and the program stays as it is.

require("callfire-api-client-js").basePath = () => `${process.env.CALLFIRE_URL}/`

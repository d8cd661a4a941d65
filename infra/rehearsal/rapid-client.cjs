/**
 * The runtime client's native part in JavaScript: it asks the Runtime API for the next call, and answers. The native
 * one needs a compiler to install; it must be CommonJS, since it is required.
 */
const { Agent, request } = process.getBuiltinModule('node:http')

const [hostname, port] = process.env['AWS_LAMBDA_RUNTIME_API'].split(':')
const agent = new Agent({ keepAlive: true })

/** Sends a request to the Runtime API; resolves with headers and body. */
function send(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const call = request({ hostname, port, method, path: `/2018-06-01/runtime${path}`, agent, headers }, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }))
    })
    call.on('error', reject).end(body)
  })
}

// The next call is asked for only when the last answer has arrived.
let answered = Promise.resolve()

module.exports = {
  initializeClient() {},
  async next() {
    await answered
    const { headers, body } = await send('GET', '/invocation/next')
    return { headers, bodyJson: body }
  },
  done(id, body) {
    answered = send('POST', `/invocation/${id}/response`, body)
  },
  error(id, body) {
    answered = send('POST', `/invocation/${id}/error`, body)
  },
}

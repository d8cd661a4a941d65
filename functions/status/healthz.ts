import { endpoint } from '#shared/http/endpoint'
import { json } from '#shared/http/responses'

/** `GET /-/healthz`: the function runs. */
export const handler = endpoint(async () => json({ status: 'OK' }))

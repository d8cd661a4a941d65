import { placeholderName } from './placeholders.ts'
import { isLoopback, parseHttpUrl } from './url.ts'

/** Takes down a fault. @param key path of the key, @param why what is wrong and what to do */
export type Report = (key: string, why: string) => void

/** A secret is one placeholder; on the local stage it may be literal. */
export function checkSecret(value: string, local: boolean, key: string, report: Report): void {
  if (placeholderName(value) !== undefined || (local && isLiteral(value))) return
  report(key, 'must be one {{NAME}} and nothing else, which SSM fills; a secret is never written into the file')
}

/** The tenant's address: an origin, and https but for loopback on the local stage. */
export function checkTenantUrl(value: string, local: boolean, key: string, report: Report): void {
  if (!isLiteral(value)) return
  const url = parseHttpUrl(value)
  if (url?.pathname !== '/' || url.search || url.hash) {
    report(key, `is "${value}"; it must be the tenant's address, such as https://example.eu.auth0.com`)
  } else if (url.protocol === 'http:' && !(local && isLoopback(url))) {
    report(key, 'must begin with https:// (http is for loopback hosts on the local stage)')
  }
}

/** An absolute URL, https but for loopback (RFC 8252 section 8.3). */
export function checkWebUrl(value: string, key: string, report: Report): void {
  if (!isLiteral(value)) return
  const url = parseHttpUrl(value)
  if (!url) report(key, `is "${value}"; it must be an absolute URL, such as https://example.com/path`)
  else if (url.protocol === 'http:' && !isLoopback(url)) report(key, 'must begin with https:// (http is for loopback)')
}

/** An origin as browsers send it (RFC 6454 section 6.2). */
export function checkOrigin(value: string, key: string, report: Report): void {
  checkWebUrl(value, key, report)
  if (isLiteral(value) && parseHttpUrl(value) && parseHttpUrl(value)?.origin !== value) {
    report(key, `is "${value}"; it must be an origin, such as https://example.com, with no path and no final /`)
  }
}

/** A host name; a port is no harm, API Gateway has none. */
export function checkHost(value: string, key: string, report: Report): void {
  if (isLiteral(value) && parseHttpUrl(`https://${value}`)?.host !== value) {
    report(key, `is "${value}"; it must be a lower-case host name, such as www.example.com`)
  }
}

/** SHA-256 of a caller's secret. */
export function checkHash(value: string, key: string, report: Report): void {
  if (isLiteral(value) && !/^[0-9a-f]{64}$/.test(value)) {
    report(key, 'must be the SHA-256 of the secret, as 64 lower-case hexadecimal digits')
  }
}

function isLiteral(value: string): boolean {
  return !value.includes('{{')
}

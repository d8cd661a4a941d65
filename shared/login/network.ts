/** Groups of an IPv6 address that belong to its network. */
const NETWORK_GROUPS = 4

/**
 * The network by which a caller is counted: an IPv4 address itself, of an IPv6 address its /64, since who has one of those
 * has them all (RFC 6177 section 1, RFC 4291 section 2.5.4).
 *
 * @param address as the gateway tells it
 */
export function networkOf(address: string): string {
  const url = address.includes(':') ? URL.parse(`http://[${address}]`) : null
  if (!url || url.hostname.startsWith('[::ffff:')) return address
  const [head = [], tail = []] = url.hostname.slice(1, -1).split('::').map(groupsOf)
  const gap = Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...gap, ...tail].slice(0, NETWORK_GROUPS).join(':')
}

function groupsOf(part: string): readonly string[] {
  return part === '' ? [] : part.split(':')
}

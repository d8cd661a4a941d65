/** Formats that Auth0's schemas name, with what is known of their rules. */
const FORMATS = {
  email: (text: string) => /^[^\s@"<>]+@[^\s@."<>]+(\.[^\s@."<>]+)+$/.test(text),
  url: isWebUrl,
  'strict-uri': isWebUrl,
  'user-id': (text: string) => /^[^|\s]+\|\S/.test(text),
  'client-id': (text: string) => /^[\w-]{1,64}$/.test(text),
}

export type Format = keyof typeof FORMATS

/** Whether a text has a format. */
export function hasFormat(format: Format, text: string): boolean {
  return FORMATS[format](text)
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//.test(text)
}

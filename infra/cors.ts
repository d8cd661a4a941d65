/** What pages elsewhere may do with the API beside what each stage's origins say: on AWS and on the local stage alike. */
export const cors = {
  /** Headers that they may send. */
  headers: ['authorization', 'client-type', 'content-type', 'secret'],
  /** Headers that they may read: where a login was to lead. */
  exposed: ['location'],
  /** How long a browser remembers it, in seconds. */
  seconds: 300,
} as const

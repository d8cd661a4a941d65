type Variables = Readonly<Record<string, string | undefined>>

/** Region and keys for engines that ask for some but check none; the caller's own go first. */
export function localCredentials(values: Variables) {
  return {
    region: values['AWS_REGION'] ?? 'eu-west-1',
    credentials: {
      accessKeyId: values['AWS_ACCESS_KEY_ID'] ?? 'local',
      secretAccessKey: values['AWS_SECRET_ACCESS_KEY'] ?? 'local',
    },
  }
}

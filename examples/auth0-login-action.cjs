/**
 * Auth0 Action for the trigger "Login / Post Login": puts a user's metadata into the ID token, where Auth0 Client finds it.
 *
 * The namespace is one of `customClaimsNamespaces` in the configuration of Auth0 Client; Auth0 asks that claims of one's
 * own have one, and drops those without.
 *
 * @see https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger
 */
const NAMESPACE = 'https://auth0-client.example/'

exports.onExecutePostLogin = async ({ user }, api) => {
  for (const name of ['app_metadata', 'user_metadata']) {
    api.idToken.setCustomClaim(`${NAMESPACE}${name}`, user[name] ?? {})
  }
}

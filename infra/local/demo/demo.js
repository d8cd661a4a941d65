const element = (id) => document.getElementById(id)

function say(sentence) {
  element('status').textContent = sentence
}

function showVisitor() {
  element('user').hidden = true
  element('visitor').hidden = false
  say('Nobody is logged in.')
}

function showUser(user) {
  element('name').textContent = user.name ?? user.sub
  element('email').textContent = user.email ?? 'none'
  element('groups').textContent = user.groups?.join(', ') || 'none'
  element('json').textContent = JSON.stringify(user, null, 2)
  element('visitor').hidden = true
  element('user').hidden = false
  say('You are logged in as')
}

async function ask() {
  const response = await fetch('/userinfo', { headers: { accept: 'application/json' } })
  if (response.ok) return showUser(await response.json())
  showVisitor()
  if (response.status !== 401) say(`The service answered ${response.status}. Try again in a moment.`)
}

// A page that comes back from the browser's cache, after a log out and "back", must not show the old user.
addEventListener('pageshow', () => ask().catch(() => say('The service does not answer.')))

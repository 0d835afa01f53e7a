const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)

interface SignIn {
  /** Of the token as which the browser will be signed in. */
  readonly name: string
  /** As whom the browser is signed in now, if at all. */
  readonly current: string | undefined
  /** What the form sends back. */
  readonly fields: Readonly<Record<string, string>>
}

/** Returns the page that asks a person whether to sign in; nothing on it runs or is loaded. */
export function signInPage({ name, current, fields }: SignIn): string {
  const inputs = Object.entries(fields).map(
    ([field, value]) => `<input type="hidden" name="${escapeHtml(field)}" value="${escapeHtml(value)}">`,
  )
  const replaced =
    current === undefined ? '' : `<p>This browser is signed in as ${escapeHtml(current)}; that session ends.</p>\n`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign in · kbisect</title>
<main>
<h1>Sign in to kbisect</h1>
<p>A link brought you here. Sign in only if you asked for that link yourself: what you do afterwards
is recorded under this name.</p>
${replaced}<form method="post" action="/login">
${inputs.join('\n')}
<button type="submit">Sign in as ${escapeHtml(name)}</button>
</form>
<p><a href="/">Continue without signing in</a></p>
</main>
</html>
`
}

/** `Name <address>`, as git writes it. */
export function formatPerson(name: string, email: string): string {
  return `${name} <${email}>`
}

/** The inverse of {@link formatPerson}. */
export function parsePerson(person: string): { name: string; email: string } {
  const [, name = person, email = ''] = /^(.*) <([^<]*)>$/su.exec(person) ?? []
  return { name, email }
}

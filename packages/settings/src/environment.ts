/**
 * Returns a copy of the environment of this process. One that is made before the settings are read
 * has nothing of the settings files.
 */
export function copyEnvironment(): Readonly<Record<string, string | undefined>> {
  return { ...process.env }
}

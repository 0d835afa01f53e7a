// Runs before the first paint, so that a chosen theme does not flash. A file, because the policy
// forbids inline scripts.
try {
  const chosen = localStorage.getItem('kbisect-theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch {
  // Storage can be forbidden; the system's theme it is.
}

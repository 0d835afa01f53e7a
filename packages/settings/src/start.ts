// What a command needs before it does anything: without the schema of the settings, loggers and
// metrics.
export { copyEnvironment } from './environment.ts'
export { LOGIN_MINUTES } from './login-code.ts'
export { programFiles } from './programs.ts'
export { shutdownSignal } from './shutdown.ts'
export { writeWhole } from './write-whole.ts'

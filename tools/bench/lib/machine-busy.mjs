import { cpus } from 'node:os'

/** Milliseconds of processor time that all programs together have used, on all cores, since the machine started. */
export function machineBusy() {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0)
}

import { main } from './index'
import { endQuietlyOnClosedPipes } from './process/closed-pipes'
import { stopOnSignals } from './process/stop-on-signals'

async function run(): Promise<void> {
  const { stdout, stderr, env } = process
  endQuietlyOnClosedPipes([stdout, stderr])
  const stopSignal = () => stopOnSignals(process)
  process.exitCode = await main(process.argv.slice(2), { stdout, stderr, env, stopSignal })
}

void run()

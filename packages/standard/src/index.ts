import { augmentations, augmentedData, dataSources } from '@potstill/data'
import { callbacks } from '@potstill/loggers'
import { losses } from '@potstill/losses'
import { schedules, temperatures } from '@potstill/schedules'
import { definePlugin, type Plugin } from '@potstill/spec'
import { students } from '@potstill/students'
import { teachers } from '@potstill/teachers'
import { optimizers } from '@potstill/trainer'

/**
 * Every built-in component, for a registry of recipes.
 *
 * @example
 * import standard from '@potstill/standard'
 * standard.losses?.some(({ name }) => name === 'softTargets') // => true
 */
const standard: Plugin = definePlugin({
  name: 'standard',
  losses,
  schedules,
  temperatures,
  teachers,
  students,
  dataSources,
  augmentations,
  augment: augmentedData,
  optimizers,
  callbacks,
})

export default standard

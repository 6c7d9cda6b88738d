/** Where a component keeps the options that it was made of. */
const optionsKey = Symbol.for('potstill.options')

/** Notes the options of a component, for `optionsOf`. */
export function withOptions<Component extends object>(component: Component, options: unknown): Component {
  return Object.defineProperty(component, optionsKey, {
    value: options,
    enumerable: true,
    configurable: true,
  })
}

/**
 * The options that a component was made of, validated and with defaults filled in; undefined of one that no factory made.
 *
 * @example
 * const halving = defineSchedule({
 *   name: 'halving',
 *   summary: 'Half as much after each epoch.',
 *   options: z.strictObject({ from: z.number() }),
 *   create: ({ from }) => ({ epoch }) => from * 0.5 ** Math.floor(epoch),
 * })
 * optionsOf(halving({ from: 8 })) // => { from: 8 }
 */
export function optionsOf(component: object): unknown {
  return (component as { readonly [optionsKey]?: unknown })[optionsKey]
}
